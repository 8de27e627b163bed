"""The supervisor's day, put together from the registry of measures. It knows no measure's meaning, only its shape."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from urllib.parse import urlencode

from django.urls import reverse

from dispatch import durations
from units import clock, measures
from units.measures import PART, REST, WHOLE, Value

FIRST_DAY = date(2000, 1, 1)
_NONE = Value()


@dataclass(frozen=True)
class Link:
    """One number that leads to the list behind it."""

    text: str
    url: str
    n: int = 0
    label: str = ""
    share: float = 0  # of the greatest beside it, or of the whole: the length of its bar
    tone: str = ""
    start: float = 0  # where its part of a divided bar begins

    @property
    def x(self):
        return f"{self.start * 100:.2f}"

    @property
    def width(self):
        return f"{self.share * 100:.2f}"


@dataclass
class Figure:
    """A measure on one day, with the day before and the same day of the week before beside it."""

    measure: object
    day: date
    value: Value
    before: Value = _NONE
    week_before: Value = _NONE
    buckets: list = field(default_factory=list)
    beside: object = None  # the Figure of the same of fewer rows: without what was exempted, or does not count

    @property
    def text(self):
        return written(self.measure, self.value)

    @property
    def is_share(self):
        return self.measure.shows_share

    @property
    def before_text(self):
        return _with_sign(self.measure, self.before)

    @property
    def week_before_text(self):
        return _with_sign(self.measure, self.week_before)

    @property
    def url(self):
        return list_url(self.day, self.measure.code)

    @property
    def part_url(self):
        return list_url(self.day, self.measure.code, PART)

    @property
    def rest(self):
        return self.value.of - self.value.n

    @property
    def rest_url(self):
        return list_url(self.day, self.measure.code, REST)

    @property
    def median(self):
        return "" if self.value.median is None else durations.words(self.value.median)

    @property
    def hot(self):
        """Red is kept for what needs a hand now: something is late and still waits."""
        return self.measure.less_is_better and not self.is_share and self.measure.part is not None and self.value.n > 0


@dataclass(frozen=True)
class Day:
    """Everything that the page shows. `asked_at` is the moment that the figures are of."""

    day: date
    asked_at: datetime
    figures: dict

    @property
    def before(self):
        return self.day - timedelta(days=1)

    @property
    def after(self):
        return self.day + timedelta(days=1)

    @property
    def is_today(self):
        return self.day == clock.local_day(self.asked_at)

    def group(self, name):
        return [figure for figure in self.figures.values() if figure.measure.group == name]

    @property
    def headlines(self):
        return [self.figures[measure.code] for measure in measures.headlines()]

    @property
    def indices(self):
        """The shares and counts of which each has a formula, without those that stand large above or are clocks."""
        return [
            figure
            for figure in self.figures.values()
            if figure.measure.group and not figure.measure.headline and not figure.measure.seconds
        ]


def of(day, user):
    """The figures of a day and of the two days that it is compared with."""
    now = clock.now()
    days = [day, day - timedelta(days=1), week_before(day)]
    found = measures.values(measures.all(), user, days, now)
    figures = {
        measure.code: Figure(measure, day, *(found[measure.code, one] for one in days)) for measure in measures.all()
    }
    for figure in figures.values():
        if raw := figures.get(figure.measure.beside):
            raw.beside = figure
    return Day(day, now, figures)


def written(measure, value):
    """The figure without its sign: 82.4 for a share, 91 for a count, a dash where nothing was counted."""
    if measure.shows_share:
        return "–" if value.share is None else f"{value.share * 100:.1f}"
    return str(value.of)


def _with_sign(measure, value):
    text = written(measure, value)
    return f"{text}%" if measure.shows_share and value.of else text


def list_url(day, code, part=WHOLE, **chosen):
    query = {**({"part": part} if part != WHOLE else {}), **chosen}
    address = reverse("dispatch:day_list", args=[day.isoformat(), code])
    return f"{address}?{urlencode(query)}" if query else address


def breakdown(code, user, shown, dimension, at_most=None):
    """Links by one dimension, in the order of its labels; with `at_most` the greatest ones."""
    measure = measures.get(code)
    values = measures.broken_down([measure], user, shown.day, dimension, shown.asked_at)[code]
    labels = measure.dimension(dimension).labels(values)
    greatest = max((value.of for value in values.values()), default=1)
    links = [
        Link(
            str(values[key].of), list_url(shown.day, code, **{dimension: key}), values[key].of, label,
            values[key].of / greatest,
        )
        for key, label in labels.items()
        if key in values
    ]  # fmt: skip
    return links if at_most is None else sorted(links, key=lambda link: -link.n)[:at_most]


_TONES = {1: "in", 2: "in", 3: "late", 4: "out"}


def with_distributions(figures, user, shown):
    """Each clock's distribution against its limit, all in one query."""
    timed = [figure for figure in figures if figure.measure.seconds]
    values = measures.broken_down([figure.measure for figure in timed], user, shown.day, "ratio", shown.asked_at)
    for figure in timed:
        code, of = figure.measure.code, figure.value.of or 1
        labels = figure.measure.dimension("ratio").labels(_TONES)
        start = 0
        for key, label in labels.items():
            n = values[code].get(key, _NONE).of
            url = list_url(shown.day, code, ratio=key)
            figure.buckets.append(Link(str(n), url, n, label, n / of, _TONES[key], start))
            start += n / of
    return timed


def week_before(day):
    return day - timedelta(days=7)
