"""The arithmetic of clocks against a patient person's count, over random calendars, starts, limits and pauses."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.calendar import slow
from units.calendar import Calendar, Kind
from units.calendar.days import WorkingDays

SHANGHAI = ZoneInfo("Asia/Shanghai")
HOURS = (("08:00", "12:00"), ("14:00", "18:00"))
FIRST_DAY = date(2001, 11, 20)  # a turn of the year lies within; the fewer years before, the sooner the days are listed
SPAN = 120
SECONDS_A_SLOT = 1800
TIMED, DAYS = ("continuous", "working_hours"), ("working_days", "calendar_days")
run = settings(max_examples=600, deadline=None, database=None, suppress_health_check=list(HealthCheck))
seen = Counter()

slots = st.integers(min_value=0, max_value=14 * 48).map(lambda n: datetime(2001, 11, 20) + n * slow.SLOT)
# Pauses may overlap, touch, lie before the start or after the end, and be in any order.
pauses = st.lists(st.tuples(slots, st.integers(1, 9 * 48)).map(lambda p: (p[0], p[0] + p[1] * slow.SLOT)), max_size=4)


@st.composite
def worlds(draw):
    """(works, calendar): a working-day set drawn day by day for four months; from then on every day is worked."""
    bits = draw(st.integers(0, 2**SPAN - 1)) & (draw(st.integers(0, 2**SPAN - 1)) | 0b1011)
    changes = {FIRST_DAY + timedelta(days=n): n >= SPAN or bool(bits >> n & 1) for n in range(3 * SPAN)}
    return changes.__getitem__, Calendar(WorkingDays(changes), hours=HOURS, zone=SHANGHAI)


def aware(moment):
    return moment.replace(tzinfo=SHANGHAI).astimezone(UTC)


def both(pauses):
    return [(aware(begin), aware(end)) for begin, end in pauses]


@run
@given(worlds(), slots, st.integers(1, 60), st.sampled_from(TIMED), pauses)
def check_time(world, start, amount, kind, pauses):
    works, calendar = world
    seen["limits in hours"] += 1
    expected = aware(slow.due_of_slots(start, amount, kind, works, pauses))
    due = calendar.due_after_pauses(aware(start), amount * SECONDS_A_SLOT, kind, both(pauses))
    assert due == expected
    assert calendar.used(aware(start), due, kind, both(pauses)) == amount * SECONDS_A_SLOT


@run
@given(worlds(), slots, st.integers(0, 12), st.sampled_from(DAYS), pauses)
def check_days(world, start, amount, kind, pauses):
    works, calendar = world
    seen["limits in days"] += 1
    if amount == 0 and not (
        slow.close_of(start.date(), kind) > start and (kind != "working_days" or works(start.date()))
    ):
        amount = (
            1  # nothing left on a day that has no close before it ends with the next: not the patient person's case
        )
    expected = slow.due_of_days(start, amount, kind, works, pauses)
    assert calendar.due_after_pauses(aware(start), amount, kind, both(pauses)) == aware(expected)


@run
@given(worlds(), slots, slots, st.sampled_from(TIMED), pauses)
def check_used(world, start, end, kind, pauses):
    works, calendar = world
    seen["time between two moments"] += 1
    expected = slow.used_slots(start, end, kind, works, pauses) * SECONDS_A_SLOT
    assert calendar.used(aware(start), aware(end), kind, both(pauses)) == expected


@run
@given(worlds(), slots, st.integers(1, 12), st.sampled_from(Kind.values), slots, pauses)
def check_left(world, start, amount, kind, at, pauses):
    """What is left, started anew, ends when the first clock would have; and shares come in order."""
    _works, calendar = world
    seen["what is left, and shares"] += 1
    start, at, pauses = aware(start), aware(max(at, start)), both(pauses)
    amount *= 1 if Kind(kind).in_days else 3600
    due = calendar.due_after_pauses(start, amount, kind, pauses)
    left = calendar.left(start, amount, kind, at, pauses)
    assert calendar.due(at, left, kind) == due if at < due else left == 0
    half, most = (calendar.share_at(start, amount, kind, share, pauses) for share in (0.5, 0.8))
    assert start <= half <= most <= due
    if not Kind(kind).in_days:
        assert calendar.used(start, half, kind, pauses) == amount / 2


def test_clocks_agree_with_a_patient_person(record_property):
    for check in (check_time, check_days, check_used, check_left):
        check()
    record_property("examples", dict(seen))
    print(f"{seen.total()} examples: {dict(seen)}")
    assert seen.total() >= 2000
