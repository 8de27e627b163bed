"""The registry of measures. Each app declares its own in `measures.py`; the pages of figures only walk what is here.

A measure counts rows of one sort (`Rows`) whose moment `at` lies in a local day: all that fulfil `where` (the
denominator, "of") and, for a share, those among them that fulfil `part` (the numerator, "n"). The list behind a figure
is the very same queryset, so its length is the figure. Rows come through `visible_to`, drills never count.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Aggregate, Count, FloatField, Q

from units import clock

SHARE, COUNT = "share", "count"
WHOLE, PART, REST = "of", "n", "rest"
_registry = {}


@dataclass(frozen=True)
class Column:
    """One column of the list behind a figure: its heading, the cell's words, and where they lead."""

    label: str
    value: Callable
    url: Callable | None = None


@dataclass(frozen=True)
class Rows:
    """A sort of row that measures count. `ticket` is the path to the ticket's id, '' where there is none."""

    code: str
    label: str
    visible: Callable  # user → queryset, without drills
    columns: tuple
    ticket: str = ""
    related: tuple = ()


@dataclass(frozen=True)
class Dimension:
    """What figures are broken down by: an expression of the row, a label of each value, and how to read one."""

    code: str
    label: str
    expression: Callable  # now → expression
    labels: Callable  # values → {value: label}, in the order of showing
    parse: Callable = int


@dataclass(frozen=True)
class Measure:
    code: str
    label: str
    formula: str  # in words, for the page's help
    rows: Rows
    at: str
    where: Q = field(default_factory=Q)
    part: Q | None = None
    part_label: str = ""
    rest_label: str = ""
    only_past: bool = False  # rows whose moment is still to come today do not count yet (limits that run out)
    by_ticket: Rows | None = None  # a ticket counts once, however many rows of it there are; how tickets are listed
    seconds: Callable | None = None  # expression of which the median is shown
    dimensions: tuple = ()
    as_count: bool = False  # shown as a number though it has a part
    headline: int = 0  # place among the large figures
    group: str = ""
    less_is_better: bool = False
    beside: str = ""  # code of the measure beside which it is shown: the same figure of fewer rows, raw and exempted

    @property
    def kind(self):
        return SHARE if self.part is not None else COUNT

    @property
    def shows_share(self):
        return self.part is not None and not self.as_count

    @property
    def listed(self):
        """The sort of row that stands in the list behind the figure."""
        return self.by_ticket or self.rows

    def dimension(self, code):
        return next((dimension for dimension in self.dimensions if dimension.code == code), None)


@dataclass(frozen=True)
class Value:
    """A figure: n of `of` for a share; for a count n is what is counted and `of` the same."""

    n: int = 0
    of: int = 0
    median: float | None = None  # seconds

    @property
    def share(self):
        return self.n / self.of if self.of else None


@dataclass(frozen=True)
class Span:
    """Local days from `first` to `last`, both included: stands wherever a figure is asked for one day."""

    first: date
    last: date

    def __format__(self, spec):
        return f"{self.first:{spec}}_{self.last:{spec}}"


class Median(Aggregate):
    """percentile_cont in the database: a mean would hide the tail."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    name = "Median"
    output_field = FloatField()
    allow_distinct = False


def register(*measures):
    for measure in measures:
        if measure.code in _registry:
            raise ValueError(f"two measures are called {measure.code}")
        _registry[measure.code] = measure


def all():
    return list(_registry.values())


def get(code):
    """The measure of this code, or None."""
    return _registry.get(code)


def headlines():
    return sorted((measure for measure in all() if measure.headline), key=lambda measure: measure.headline)


def value(code, user, day):
    return values([get(code)], user, [day])[code, day]


def values(measures, user, days, now=None):
    """{(code, day): Value}: one query for all measures that count the same rows by the same moment."""
    found, now = {}, now or clock.now()
    for group in _grouped(measures):
        numbers = _rows(group, user, days).aggregate(**_aggregates(group, days, now))
        found |= {(measure.code, day): _value(measure, day, numbers) for measure in group for day in days}
    return found


def broken_down(measures, user, day, dimension, now=None):
    """{code: {value of the dimension: Value}} of measures that all have it; empty values are left out."""
    found, now = {measure.code: {} for measure in measures}, now or clock.now()
    for group in _grouped(measures):
        expression = group[0].dimension(dimension).expression(now)
        rows = _rows(group, user, [day]).order_by().annotate(_key=expression).values("_key")
        for numbers in rows.annotate(**_aggregates(group, [day], now)):
            for measure in group:
                value = _value(measure, day, numbers)
                if value.of and numbers["_key"] is not None:
                    found[measure.code][numbers["_key"]] = value
    return found


def rows_behind(code, user, day, part=WHOLE, **chosen):
    """The rows that a figure counts. `chosen` = {dimension: value} narrows to one mark or cell of a table."""
    measure, now = get(code), clock.now()
    rows = measure.rows.visible(user).filter(_when(measure, day, now), measure.where)
    for name, chosen_value in chosen.items():
        rows = rows.annotate(**{f"_by_{name}": measure.dimension(name).expression(now)})
        rows = rows.filter(**{f"_by_{name}": chosen_value})
    counted = rows.filter(measure.part) if measure.part is not None and part != WHOLE else rows
    if measure.by_ticket:
        found = measure.by_ticket.visible(user).filter(pk__in=rows.values(measure.rows.ticket))
        if part == WHOLE:
            return found
        marked = counted.values(measure.rows.ticket)
        return found.filter(pk__in=marked) if part == PART else found.exclude(pk__in=marked)
    return rows.exclude(pk__in=counted.values("pk")) if part == REST else counted


def tickets_behind(code, user, day, part=WHOLE, **chosen):
    """The tickets of the rows behind a figure; None where its rows have no ticket."""
    measure = get(code)
    rows = rows_behind(code, user, day, part, **chosen)
    path = "pk" if measure.by_ticket else measure.rows.ticket
    if path in ("", "pk"):
        return rows if path else None
    tickets = rows.model._meta.get_field(path.removesuffix("_id")).related_model
    return tickets.objects.visible_to(user).filter(pk__in=rows.values(path))


def _grouped(measures):
    groups = defaultdict(list)
    for measure in measures:
        groups[measure.rows.code, measure.at].append(measure)
    return groups.values()


def _bounds(day):
    if isinstance(day, Span):
        return clock.day_bounds(day.first)[0], clock.day_bounds(day.last)[1]
    return clock.day_bounds(day)


def _when(measure, day, now):
    start, end = _bounds(day)
    if measure.only_past:
        end = min(end, now)
    return Q(**{f"{measure.at}__gte": start, f"{measure.at}__lt": end})


def _rows(group, user, days):
    within = Q()
    for day in days:
        start, end = _bounds(day)
        within |= Q(**{f"{group[0].at}__gte": start, f"{group[0].at}__lt": end})
    return group[0].rows.visible(user).filter(within)


def _aggregates(group, days, now):
    found = {}
    for measure in group:
        what = {"distinct": True} if measure.by_ticket else {}
        counted = measure.rows.ticket if measure.by_ticket else "pk"
        for day in days:
            name, whole = _name(measure, day), _when(measure, day, now) & measure.where
            found[f"{name}_of"] = Count(counted, filter=whole, **what)
            if measure.part is not None:
                found[f"{name}_n"] = Count(counted, filter=whole & measure.part, **what)
            if measure.seconds:
                found[f"{name}_median"] = Median(measure.seconds(), filter=whole)
    return found


def _name(measure, day):
    return f"{measure.code}_{day:%Y%m%d}"


def _value(measure, day, numbers):
    name = _name(measure, day)
    of = numbers[f"{name}_of"]
    return Value(numbers.get(f"{name}_n", of), of, numbers.get(f"{name}_median"))
