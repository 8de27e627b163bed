"""When a limit ends on days that people know: the Spring Festival of 2026, the night, the turn of a year without data."""

from datetime import UTC, datetime
from timeit import timeit
from zoneinfo import ZoneInfo

import pytest

from units import known
from units.calendar import Calendar, Kind, current
from units.calendar.days import OFFICIAL, WorkingDays, published
from units.models import CalendarDay

SHANGHAI = ZoneInfo("Asia/Shanghai")
HOUR = 3600
calendar = Calendar(WorkingDays(), hours=(("08:00", "12:00"), ("14:00", "18:00")), zone=SHANGHAI)


def local(words):
    return datetime.strptime(words, "%Y-%m-%d %H:%M").replace(tzinfo=SHANGHAI)


def due(start, amount, kind, pauses=()):
    pauses = [(local(begin), local(end)) for begin, end in pauses]
    return calendar.due_after_pauses(local(start), amount, kind, pauses).astimezone(SHANGHAI)


@pytest.mark.parametrize(
    ("start", "amount", "kind", "end"),
    [
        # 14 and 28 February 2026 are Saturdays made up; 15 to 23 February are the holiday
        ("2026-02-13 16:00", 3, Kind.WORKING_DAYS, "2026-02-25 18:00"),
        ("2026-02-13 16:00", 1, Kind.WORKING_DAYS, "2026-02-14 18:00"),
        ("2026-02-14 17:00", 2 * HOUR, Kind.WORKING_HOURS, "2026-02-24 09:00"),
        ("2026-02-27 17:00", 2 * HOUR, Kind.WORKING_HOURS, "2026-02-28 09:00"),
        ("2026-02-16 10:00", 1, Kind.WORKING_DAYS, "2026-02-24 18:00"),
        # midnight to six counts for the clock that always runs, and not for working hours
        ("2026-03-03 00:00", 6 * HOUR, Kind.CONTINUOUS, "2026-03-03 06:00"),
        ("2026-03-03 00:00", 6 * HOUR, Kind.WORKING_HOURS, "2026-03-03 16:00"),
        # the noon break belongs to nobody; a limit that is used up at noon ends at noon
        ("2026-03-03 11:00", HOUR, Kind.WORKING_HOURS, "2026-03-03 12:00"),
        ("2026-03-03 11:00", 2 * HOUR, Kind.WORKING_HOURS, "2026-03-03 15:00"),
        ("2026-03-03 12:30", HOUR, Kind.WORKING_HOURS, "2026-03-03 15:00"),
        ("2026-03-06 19:00", HOUR, Kind.WORKING_HOURS, "2026-03-09 09:00"),
        # a day is one whatever the hour of the start
        ("2026-03-06 23:00", 1, Kind.WORKING_DAYS, "2026-03-09 18:00"),
        ("2026-03-06 00:01", 1, Kind.WORKING_DAYS, "2026-03-09 18:00"),
        # nothing left: the same day while it lasts
        ("2026-03-06 09:00", 0, Kind.WORKING_DAYS, "2026-03-06 18:00"),
        ("2026-03-06 19:00", 0, Kind.WORKING_DAYS, "2026-03-09 18:00"),
        ("2026-03-03 12:30", 0, Kind.WORKING_HOURS, "2026-03-03 12:30"),
    ],
)
def test_a_limit_ends(start, amount, kind, end):
    assert due(start, amount, kind) == local(end)


def test_calendar_days_end_with_the_last_second_of_their_day():
    assert due("2026-02-13 16:00", 3, Kind.CALENDAR_DAYS) == local("2026-02-16 23:59").replace(second=59)


def test_moments_go_out_in_utc():
    assert calendar.due(local("2026-03-06 09:00"), 2, "working_days").tzinfo is UTC


@pytest.mark.parametrize(
    ("kind", "amount", "pause", "end"),
    [
        (Kind.WORKING_DAYS, 3, ("2026-03-03 10:00", "2026-03-03 17:00"), "2026-03-05 18:00"),  # no close within
        (Kind.WORKING_DAYS, 3, ("2026-03-03 10:00", "2026-03-04 09:00"), "2026-03-06 18:00"),
        (Kind.WORKING_DAYS, 3, ("2026-03-06 10:00", "2026-03-07 09:00"), "2026-03-05 18:00"),  # it was over before
        (Kind.WORKING_DAYS, 3, ("2026-03-05 10:00", "2026-03-16 09:00"), "2026-03-16 18:00"),  # resumed on the last day
        (Kind.WORKING_HOURS, 4 * HOUR, ("2026-03-02 12:00", "2026-03-03 08:00"), "2026-03-03 10:00"),
        (Kind.CONTINUOUS, 4 * HOUR, ("2026-03-02 11:00", "2026-03-02 12:00"), "2026-03-02 15:00"),
    ],
)
def test_a_pause_takes_out_what_would_have_counted(kind, amount, pause, end):
    assert due("2026-03-02 10:00", amount, kind, [pause]) == local(end)


def test_half_of_a_working_hours_limit_is_half_of_its_working_time():
    at = calendar.share_at(local("2026-02-14 17:00"), 4 * HOUR, Kind.WORKING_HOURS, 0.5)
    assert at == local("2026-02-24 09:00")


def test_the_night_is_used_by_the_clock_that_always_runs_alone():
    night = local("2026-03-03 00:00"), local("2026-03-03 06:00")
    used = {kind: calendar.used(*night, kind) for kind in Kind}
    assert used == {
        Kind.CONTINUOUS: 6 * HOUR, Kind.WORKING_HOURS: 0, Kind.WORKING_DAYS: 6 * HOUR, Kind.CALENDAR_DAYS: 6 * HOUR,
    }  # fmt: skip


def test_a_limit_into_a_year_without_data_is_provisional():
    last = max(OFFICIAL)
    start, end = local(f"{last}-12-30 09:00"), calendar.due(local(f"{last}-12-30 09:00"), 5, Kind.WORKING_DAYS)
    assert not calendar.provisional(start, local(f"{last}-12-31 23:59"))
    assert calendar.provisional(start, end) == [last + 1]
    assert calendar.provisional(local(f"{last + 1}-03-01 09:00"), local(f"{last + 1}-03-02 09:00"))


def test_a_year_without_data_keeps_the_holidays_of_a_fixed_date():
    calendar = WorkingDays()
    free = [(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)]
    year = max(OFFICIAL) + 1
    for month, day in free:
        found = datetime(year, month, day).date()
        assert (calendar.works(found), bool(published(found)[1])) == (False, True)
    monday_to_friday = sum(datetime(year, 3, n).weekday() < 5 for n in range(1, 32))
    assert sum(calendar.works(datetime(year, 3, n).date()) for n in range(1, 32)) == monday_to_friday


@pytest.mark.parametrize(
    ("amount", "kind"), [(-1, "continuous"), (-1, "working_days"), (1.5, "calendar_days"), (1, "x")]
)
def test_a_limit_that_is_none_is_refused(amount, kind):
    with pytest.raises(ValueError):
        calendar.due(local("2026-03-03 11:00"), amount, kind)


def test_a_limit_is_reckoned_in_less_than_a_tenth_of_a_millisecond():
    start = local("2026-02-13 16:00")
    for kind, amount in (("working_hours", 40 * HOUR), ("working_days", 20), ("calendar_days", 20)):
        best = min(
            timeit(lambda kind=kind, amount=amount: calendar.due(start, amount, kind), number=200) for _ in "12345"
        )
        assert best / 200 < 100e-6


def test_the_table_goes_before_the_library_until_its_row_says_otherwise(world):
    start = local("2026-03-06 09:00")
    assert current().due(start, 1, "working_days") == local("2026-03-09 18:00")
    row = CalendarDay.objects.create(
        day="2026-03-09", working=False, name="区庆", source="hand", by=world.sysadmin, at=start
    )
    known.forget()
    assert current().due(start, 1, "working_days") == local("2026-03-10 18:00")
    row.source = CalendarDay.Source.LIBRARY
    row.save()
    known.forget()
    assert current().due(start, 1, "working_days") == local("2026-03-09 18:00")


def test_an_imported_year_is_official_and_a_single_day_makes_none(world):
    year = max(OFFICIAL) + 1
    start, end = local(f"{year}-03-02 09:00"), local(f"{year}-03-12 09:00")
    row = CalendarDay(day=f"{year}-02-08", working=False, source="hand", by=world.sysadmin, at=start)
    for source, guess in (("hand", True), ("file", False)):
        row.source = source
        row.save()
        known.forget()
        assert bool(current().provisional(start, end)) is guess
