"""What figures of dispatch are broken down by: stage, major, street office, cell, unit, hour, share of the limit."""

from django.db.models import Case, F, FloatField, Func, IntegerField, Value, When
from django.db.models.functions import Coalesce, ExtractHour
from django.db.models.lookups import LessThanOrEqual
from django.utils.translation import gettext_lazy as _

from dispatch.models import Clock, Major
from dispatch.models.duty_list import Priority
from dispatch.models.tickets import Disposition, Source
from dispatch.workflow import Stage
from units.measures import Dimension
from units.models import Cell, Unit


def _path(name):
    return lambda now: F(name)


def _choices(choices):
    return lambda keys: {value: label for value, label in choices if value in keys}


def _named(model, order):
    """Rows of the registry in their own order; unknown ones do not come up."""
    return lambda keys: {row.pk: row.label for row in model.objects.filter(pk__in=list(keys)).order_by(order)}


def _cells(keys):
    return {cell.pk: cell.code for cell in Cell.objects.filter(pk__in=list(keys)).order_by("code")}


def seconds_between(start, end):
    """Seconds from one moment of a row to another."""
    span = (F(end) if isinstance(end, str) else end) - F(start)
    return Func(span, template="EXTRACT(EPOCH FROM %(expressions)s)", output_field=FloatField())


HALF, LIMIT, HALF_MORE, BEYOND = 1, 2, 3, 4
RATIOS = {HALF: _("up to 50 %"), LIMIT: _("up to 100 %"), HALF_MORE: _("up to 150 %"), BEYOND: _("more")}


def _ratio(now):
    """How much of its limit a clock took; one that still runs has taken the time until now."""
    taken = seconds_between("started_at", Coalesce("stopped_at", Value(now)))
    return Case(
        When(LessThanOrEqual(taken, F("limit_seconds") * Value(0.5)), then=Value(HALF)),
        When(stopped_at__lte=F("due_at"), then=Value(LIMIT)),
        When(LessThanOrEqual(taken, F("limit_seconds") * Value(1.5)), then=Value(HALF_MORE)),
        default=Value(BEYOND),
        output_field=IntegerField(),
    )


STAGE = Dimension("stage", _("Stage"), _path("stage"), _choices(Stage.choices), str)
PRIORITY = Dimension("priority", _("Priority"), _path("priority"), _choices(Priority.choices))
SOURCE = Dimension("source", _("Source"), _path("source"), _choices(Source.choices), str)
DISPOSITION = Dimension("disposition", _("Disposition"), _path("disposition"), _choices(Disposition.choices), str)
MAJOR = Dimension("major", _("Major"), _path("item__major"), _named(Major, "code"))
STREET = Dimension("street", _("Street office or township"), _path("street"), _named(Unit, "pinyin"))
CELL = Dimension("cell", _("Cell"), _path("cell"), _cells)
HOUR = Dimension(
    "hour", _("Hour"), lambda now: ExtractHour("opened_at"), lambda keys: {h: f"{h:02d}" for h in range(24)}
)
UNIT = Dimension("unit", _("Linkage unit"), _path("unit"), _named(Unit, "pinyin"))
CLOCK = Dimension("clock", _("Clock"), _path("kind"), _choices(Clock.Kind.choices), str)
RATIO = Dimension("ratio", _("Share of the limit"), _ratio, _choices(RATIOS.items()))


def unit_through(path):
    """The unit of rows that reach it through their assignment."""
    return Dimension(UNIT.code, UNIT.label, _path(path), UNIT.labels)
