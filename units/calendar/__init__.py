"""The district's calendar: which days and hours are worked, and when a limit counted in them ends.

`calendar.current().due(start, 3, Kind.WORKING_DAYS)`; the arithmetic is clocks.py's, the days are days.py's.
"""

from functools import lru_cache

from django.conf import settings
from django.utils import timezone

from units import known
from units.calendar.clocks import Calendar, Kind
from units.calendar.days import OFFICIAL, WorkingDays
from units.models import CalendarDay

__all__ = ["Calendar", "Kind", "current"]


def current():
    """The calendar in force, from memory; a change of the table is seen after half a minute at the latest."""
    return known.answer("calendar", lambda: _made(tuple(CalendarDay.objects.in_force().values_list(*_ASKED))))


_ASKED = ("day", "working", "source")


@lru_cache(maxsize=2)  # the same rows again and again: the list of days is made once
def _made(rows):
    imported = {day.year for day, _working, source in rows if source == CalendarDay.Source.FILE}
    days = WorkingDays({day: working for day, working, _source in rows}, OFFICIAL | imported)
    return Calendar(days, hours=settings.WORKING_HOURS, zone=timezone.get_default_timezone())
