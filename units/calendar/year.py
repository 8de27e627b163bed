"""A year for the eye: twelve months of marked days, and its holidays with the days that make up for them."""

from calendar import Calendar as Weeks
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from units.calendar.days import NAMES, OFFICIAL, published
from units.models import CalendarDay

Source = CalendarDay.Source


@dataclass(frozen=True)
class Day:
    """`row` is the change that is in force, if any; what the library says stands beside it."""

    day: date
    row: CalendarDay | None = None

    @cached_property
    def works(self):
        return self.row.working if self.row else published(self.day)[0]

    @property
    def mark(self):
        """off: a holiday; work: worked although the week or the library says otherwise; else an ordinary day."""
        if self.works:
            return "work" if self.day.weekday() >= 5 or not published(self.day)[0] else ""
        return "off" if self.day.weekday() < 5 or self.name else ""

    @property
    def weekend(self):
        return self.day.weekday() >= 5

    @cached_property
    def name(self):
        """The holiday, or the holiday that a make-up day pays for."""
        if self.row and self.row.name:
            return self.row.name
        works, name = published(self.day)
        return str(NAMES.get(name, name)) if works == self.works else ""

    @property
    def words(self):
        kind = {"off": _("holiday"), "work": _("make-up working day")}.get(self.mark)
        kind = kind or (_("working day") if self.works else _("weekend"))
        source = self.row.get_source_display() if self.row else ""
        return " · ".join(filter(None, (kind, self.name, source)))


@dataclass
class Holiday:
    """The free days of one name in a year, and the days worked for them."""

    name: str
    free: list = field(default_factory=list)
    worked: list = field(default_factory=list)


class Year:
    def __init__(self, year, rows):
        self.number, self.rows = year, rows
        self._changes = {row.day: row for row in rows if row.source != Source.LIBRARY}
        self.imported = any(row.source == Source.FILE for row in rows)
        self.official = year in OFFICIAL or self.imported

    def day(self, day):
        return Day(day, self._changes.get(day))

    @cached_property
    def months(self):
        """[(first day, weeks)]: a week is seven days from Monday on, None where another month has it."""
        return [(date(self.number, month, 1), self._weeks(month)) for month in range(1, 13)]

    def _weeks(self, month):
        weeks = Weeks().monthdatescalendar(self.number, month)
        return [[self.day(day) if day.month == month else None for day in week] for week in weeks]

    @cached_property
    def _days(self):
        return [day for _first, weeks in self.months for week in weeks for day in week if day]

    @cached_property
    def counts(self):
        """How many days are worked, and how many there are of each mark."""
        return {"worked": sum(day.works for day in self._days), **Counter(day.mark for day in self._days if day.mark)}

    @cached_property
    def holidays(self):
        found = {}
        for day in self._days:
            if day.mark:
                holiday = found.setdefault(day.name, Holiday(day.name))
                (holiday.worked if day.works else holiday.free).append(day.day)
        return list(found.values())

    @staticmethod
    def weekdays():
        """[(letter, whole name)] from Monday on."""
        return [
            (pgettext("weekday", "M"), _("Monday")),
            (pgettext("weekday", "T"), _("Tuesday")),
            (pgettext("weekday", "W"), _("Wednesday")),
            (pgettext("thursday", "T"), _("Thursday")),
            (pgettext("weekday", "F"), _("Friday")),
            (pgettext("weekday", "S"), _("Saturday")),
            (pgettext("sunday", "S"), _("Sunday")),
        ]


def of(year):
    return Year(year, list(CalendarDay.objects.filter(day__year=year).select_related("by").order_by("day")))
