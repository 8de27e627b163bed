"""Which days are worked: Monday to Friday, the State Council's holidays and make-up days (调休), and the table's changes.

The official years come from the package chinesecalendar, which is released anew after each year's notice. A year that it
does not hold yet counts Monday to Friday without the holidays that stand on a fixed date, and is provisional.
"""

from bisect import bisect_right
from datetime import date

from chinese_calendar.constants import holidays, workdays
from django.utils.translation import gettext_lazy as _

FIRST = 2000  # nothing is worked before this year
YEARS = range(2004, 2100)  # that can be looked at and changed
OFFICIAL = frozenset(day.year for day in holidays)
# As of 2025 the law puts these on a fixed date: New Year, two days in May, three in October.
FIXED = {
    **dict.fromkeys([(1, 1)], "New Year's Day"),
    **dict.fromkeys([(5, 1), (5, 2)], "Labour Day"),
    **dict.fromkeys([(10, 1), (10, 2), (10, 3)], "National Day"),
}
NAMES = {
    "New Year's Day": _("New Year's Day"),
    "Spring Festival": _("Spring Festival"),
    "Tomb-sweeping Day": _("Tomb-sweeping Day"),
    "Labour Day": _("Labour Day"),
    "Dragon Boat Festival": _("Dragon Boat Festival"),
    "Mid-autumn Festival": _("Mid-autumn Festival"),
    "National Day": _("National Day"),
}


def published(day):
    """(works, name) of a day before any change of our own; the name is "" on an ordinary day."""
    if day in workdays:
        return True, workdays[day]
    if day in holidays:
        return False, holidays[day]
    fixed = "" if day.year in OFFICIAL else FIXED.get((day.month, day.day), "")
    return day.weekday() < 5 and not fixed, fixed


class WorkingDays:
    """The working days by number, as pure arithmetic. `changes` = {date: works} go before what was published."""

    def __init__(self, changes=(), official=OFFICIAL):
        self._changes, self.official = dict(changes), frozenset(official)
        self._known = (FIRST - 1, [])  # last year that is in the list, ordinals of its working days; replaced as one

    def works(self, day):
        changed = self._changes.get(day)
        return published(day)[0] if changed is None else changed

    def until(self, ordinal):
        """How many working days there are up to this one, itself counted."""
        return bisect_right(self._reach(date.fromordinal(ordinal).year), ordinal)

    def nth(self, number):
        """The ordinal of the working day of this number, counted from 1."""
        days = self._known[1]
        while number > len(days):
            days = self._reach(self._known[0] + 1)
        return days[number - 1]

    def _reach(self, year):
        last, days = self._known
        if year > last:
            first = date(last + 1, 1, 1).toordinal()
            more = range(first, date(year, 12, 31).toordinal() + 1)
            days = days + [ordinal for ordinal in more if self.works(date.fromordinal(ordinal))]
            self._known = (year, days)
        return days


class EveryDay:
    """Calendar days under the same two questions: each is its own number."""

    @staticmethod
    def until(ordinal):
        return ordinal

    @staticmethod
    def nth(number):
        return number
