"""The arithmetic of clocks: four kinds of time, each counted by a scale of its own (domain.md §3).

Every scale answers two questions that are each other's inverse: how much of its time has passed up to a moment, and at
which moment a count is first reached. So a limit is one addition, and a pause takes out what the scale counted in it.
Local days and hours are those of one zone without summer time. Moments come in aware and go out in UTC.
"""

from datetime import UTC, datetime, time, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from units.calendar.days import EveryDay

_SECOND = 1_000_000  # scales of time count whole microseconds
_DAY = 86_400 * _SECOND
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Kind(models.TextChoices):
    """What a limit is counted in: the first two in seconds, the last two in whole days."""

    CONTINUOUS = "continuous", _("Continuous hours")
    WORKING_HOURS = "working_hours", _("Working hours")
    WORKING_DAYS = "working_days", _("Working days")
    CALENDAR_DAYS = "calendar_days", _("Calendar days")

    @property
    def in_days(self):
        return self in (Kind.WORKING_DAYS, Kind.CALENDAR_DAYS)


class Calendar:
    """The district's working days and hours. `hours` = (("08:00", "12:00"), …) of one local day, in order."""

    def __init__(self, days, *, hours, zone):
        self.official, self._zone = days.official, zone
        periods = [(_of_day(time.fromisoformat(start)), _of_day(time.fromisoformat(end))) for start, end in hours]
        self._scales = {
            Kind.CONTINUOUS: _Continuous(),
            Kind.WORKING_HOURS: _WorkingTime(days, periods, zone),
            Kind.WORKING_DAYS: _Closes(days, periods[-1][1], zone),
            Kind.CALENDAR_DAYS: _Closes(EveryDay, _DAY - _SECOND, zone),
        }

    def due(self, start, amount, kind):
        """When a limit ends. `amount` is in seconds for continuous and working hours, else in whole days.

        Continuous: so many seconds later. Working hours: the first moment by which so many seconds of working time have
        passed. Working days: the close of the n-th working day after the day of the start. Calendar days: the last
        second of the n-th day after the day of the start.
        """
        return self.due_after_pauses(start, amount, kind, ())

    def due_after_pauses(self, start, amount, kind, pauses):
        """As `due`, with `pauses` = [(from, to)] taken out; they may overlap and be in any order.

        Seconds that pass in a pause do not count; a limit in days moves on by one day for each close of a day (the
        close of work, or midnight) that falls into a pause. A pause that begins after the limit has ended moves nothing.
        A running pause is given with the moment at which it is to end.
        """
        scale = self._scales[Kind(kind)]
        target = scale.count(start) + scale.steps(start, amount)
        for begin, end in _merged(pauses, start):
            before = scale.count(begin)
            if before >= target:
                break
            target += scale.count(end) - before
        return max(scale.moment(target), start.astimezone(UTC))

    def share_at(self, start, amount, kind, share, pauses=()):
        """The moment at which `share` (0 to 1) of the limit is used.

        A limit in days has no hours of its own: its share is one of the continuous time from start to due that no
        pause takes.
        """
        if Kind(kind).in_days:
            due = self.due_after_pauses(start, amount, kind, pauses)
            amount, kind = self.used(start, due, Kind.CONTINUOUS, pauses), Kind.CONTINUOUS
        return self.due_after_pauses(start, amount * share, kind, pauses)

    def used(self, start, end, kind, pauses=()):
        """Seconds of the kind's own time from `start` to `end`, without what passed in `pauses`.

        Working hours count working time only; the kinds in days count continuous time.
        """
        kind = Kind(kind)
        scale = self._scales[Kind.CONTINUOUS if kind.in_days else kind]
        passed = scale.count(max(start, end)) - scale.count(start)
        for begin, until in _merged(pauses, start):
            passed -= scale.count(max(begin, min(until, end))) - scale.count(begin) if begin < end else 0
        return passed / _SECOND

    def left(self, start, amount, kind, at, pauses=()):
        """What is left of a limit at a moment, in the unit of `amount` and never below nothing.

        A clock that starts at that moment with what is left is due when the first one was.
        """
        scale = self._scales[Kind(kind)]
        due = self.due_after_pauses(start, amount, kind, pauses)
        return scale.amount(at, scale.count(due) - scale.count(at)) if at < due else 0

    def provisional(self, start, due):
        """The years from `start` to `due` without official data: their days are a guess, and the clock says so."""
        years = range(start.astimezone(self._zone).year, due.astimezone(self._zone).year + 1)
        return [year for year in years if year not in self.official]

    def lacking(self, today):
        """Years without data that administrators must see to: this one, and from 1 November on the next."""
        years = [today.year, today.year + 1] if today.month >= 11 else [today.year]
        return [year for year in years if year not in self.official]


class _Continuous:
    """Microseconds."""

    def count(self, moment):
        return (moment - _EPOCH) // timedelta(microseconds=1)

    def moment(self, count):
        return _EPOCH + timedelta(microseconds=count)

    def steps(self, start, amount):
        if amount < 0:
            raise ValueError(f"A limit is never below nothing: {amount}")
        return round(amount * _SECOND)

    def amount(self, at, steps):
        return steps / _SECOND


class _WorkingTime(_Continuous):
    """Microseconds of the working periods of working days."""

    def __init__(self, days, periods, zone):
        self._days, self._periods, self._zone = days, periods, zone
        self._a_day = sum(end - start for start, end in periods)

    def count(self, moment):
        ordinal, passed = _local(moment, self._zone)
        today, before = self._days.until(ordinal), self._days.until(ordinal - 1)
        worked = sum(min(max(passed - start, 0), end - start) for start, end in self._periods) if today > before else 0
        return before * self._a_day + worked

    def moment(self, count):
        """The first moment: the close of a period, never the opening of the next."""
        days, rest = divmod(count - 1, self._a_day)
        rest += 1
        for start, end in self._periods:
            if rest <= end - start:
                return _utc(self._days.nth(days + 1), start + rest, self._zone)
            rest -= end - start
        raise AssertionError("the rest of a day is within its periods")


class _Closes:
    """Closes of days: on a clock of n days the close of the day of the start is not one of them."""

    def __init__(self, days, close, zone):
        self._days, self._close, self._zone = days, close, zone

    def count(self, moment):
        ordinal, passed = _local(moment, self._zone)
        return self._days.until(ordinal if passed >= self._close else ordinal - 1)

    def moment(self, count):
        return _utc(self._days.nth(count), self._close, self._zone)

    def steps(self, start, amount):
        """None left (0) ends with the day itself, or with the next one where that has closed."""
        if amount < 0 or amount != int(amount):
            raise ValueError(f"A limit in days is a whole number of them: {amount}")
        return max(int(amount) + self._own(start), 1)

    def amount(self, at, steps):
        return max(steps - self._own(at), 0)

    def _own(self, moment):
        """1 while the day of the moment has its close before it."""
        return self._days.until(_local(moment, self._zone)[0]) - self.count(moment)


def _of_day(clock):
    return ((clock.hour * 60 + clock.minute) * 60 + clock.second) * _SECOND


def _local(moment, zone):
    """(ordinal of the local day, microseconds of it that have passed)."""
    local = moment.astimezone(zone)
    return local.toordinal(), _of_day(local) + local.microsecond


def _utc(ordinal, passed, zone):
    return (datetime.fromordinal(ordinal) + timedelta(microseconds=passed)).replace(tzinfo=zone).astimezone(UTC)


def _merged(pauses, start):
    """The pauses from `start` on, in order and none overlapping another."""
    found = []
    for begin, end in sorted((max(begin, start), end) for begin, end in pauses if end > max(begin, start)):
        if found and begin <= found[-1][1]:
            found[-1][1] = max(found[-1][1], end)
        else:
            found.append([begin, end])
    return found
