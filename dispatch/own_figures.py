"""A unit's own figures over a period: raw, and without what was exempted. The rows are those of the registry of measures.

A figure of a unit counts its own parts alone, so that every row behind it is a part that its people may open.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Q

from dispatch import daily
from units import clock, measures
from units.measures import Span, Value

PERIODS = (1, 7, 30)  # days, today included
CODES = (
    "accepted_in_time", "first_word_in_time", "handled_in_time", "answered_in_time", "reworked", "returned", "accurate",
)  # fmt: skip
RAW, EXEMPTED = "raw", "exempted"


@dataclass(frozen=True)
class Own:
    """One measure of one unit: the raw figure, and the one that is left when what is exempted is taken out."""

    measure: object
    raw: Value
    exempted: Value

    @property
    def raw_text(self):
        return daily.written(self.measure, self.raw)

    @property
    def exempted_text(self):
        return daily.written(self.measure, self.exempted)

    @property
    def left_out(self):
        return self.raw.of - self.exempted.of

    @property
    def rest(self):
        return self.raw.of - self.raw.n


def period(days):
    today = clock.local_day(clock.now())
    return Span(today - timedelta(days=days - 1), today)


def of(unit, user, span):
    return [_figure(measures.get(code), unit, user, span) for code in CODES]


def rows(code, unit, user, span, part=measures.WHOLE, exempted=None):
    """The rows behind a figure, newest first; `exempted` narrows to what was left out of the second one."""
    measure = measures.get(code)
    found = measures.rows_behind(code, user, span, part, unit=unit.pk)
    if exempted:
        found = found.filter(_exempt(measure))
    return found.select_related(*measure.listed.related).order_by(f"-{measure.at}", "-pk")


def part_of(measure, row):
    """The id of the unit's part to which a row belongs."""
    return row.pk if measure.rows.code == "part" else row.assignment_id


def _figure(measure, unit, user, span):
    counted, kept = measure.part, ~_exempt(measure)
    numbers = measures.rows_behind(measure.code, user, span, unit=unit.pk).aggregate(
        of=Count("pk"), n=Count("pk", filter=counted),
        kept_of=Count("pk", filter=kept), kept_n=Count("pk", filter=kept & counted),
    )  # fmt: skip
    return Own(measure, Value(numbers["n"], numbers["of"]), Value(numbers["kept_n"], numbers["kept_of"]))


def _exempt(measure):
    """A clock of which an appeal was upheld, or anything of a ticket that does not count in appraisal."""
    whole = Q(ticket__counts=False)
    return whole | Q(exempted_at__isnull=False) if measure.rows.code == "clock" else whole
