"""A clock's row follows the calendar, whatever pauses and extensions do to it: against a patient person's count."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings as figures
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dispatch import services, tick
from dispatch.models import Clock, Event, Pause
from dispatch.services import clocks
from dispatch.services.timekeeping import keep_time
from dispatch.workflow import Stage
from tests.calendar import slow
from units import calendar, clock
from units.calendar import Kind
from units.calendar.days import WorkingDays

SHANGHAI = ZoneInfo("Asia/Shanghai")
MONDAY = datetime(2026, 8, 24, 1, 30, tzinfo=UTC)  # 09:30 in the district
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
works = WorkingDays().works
seen = Counter()

# From the week before the Spring Festival of 2026 on: a holiday, days made up for it, weekends.
starts = st.integers(0, 20 * 48).map(lambda n: datetime(2026, 2, 9) + n * slow.SLOT)
# of each pause: half hours until it begins, half hours it is to last, half hours it did last (None: it still stands)
pauses = st.lists(st.tuples(st.integers(0, 96), st.integers(1, 200), st.integers(1, 200)), max_size=3)
limits = st.one_of(
    st.tuples(st.sampled_from([Kind.CONTINUOUS, Kind.WORKING_HOURS]), st.integers(1, 40)),
    st.tuples(st.sampled_from([Kind.WORKING_DAYS, Kind.CALENDAR_DAYS]), st.integers(1, 8)),
)


def aware(moment):
    return moment.replace(tzinfo=SHANGHAI).astimezone(UTC)


def on_paper(start, amount, kind, stretches):
    if kind.in_days:
        return aware(slow.due_of_days(start, amount, kind, works, stretches))
    return aware(slow.due_of_slots(start, amount * 2, kind, works, stretches))


def lived(row, start, plan, last_stands, by):
    """Carry the pauses out. Returns what a person would have noted: [(from, to)]."""
    at, noted = start, []
    for gap, planned, real in plan:
        begin = at + gap * slow.SLOT
        until, at = begin + planned * slow.SLOT, begin + real * slow.SLOT
        kinds = clocks.pause(row.ticket, row.kind, at=aware(begin), until=aware(until), by=by, text="等待配件")
        assert kinds == [row.kind]
        assert clocks.pause(row.ticket, row.kind, at=aware(begin), until=aware(until), by=by, text="再停") == []
        noted.append((begin, until))
        if not (last_stands and len(noted) == len(plan)):
            assert clocks.resume(row.ticket, at=aware(at)) == [row.kind]
            noted[-1] = (begin, at)
    return noted


def test_clock_rows_agree_with_a_patient_person(world, record_property):
    ticket = world.ticket_at(Stage.HANDLING)
    part = world.part(ticket, world.roads)
    ticket.clocks.update(stopped_at=clock.now(), stopped_by=world.dispatcher)

    @settings(max_examples=150, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(starts, limits, pauses, st.booleans(), st.booleans())
    def check(start, limit, plan, last_stands, extended):
        kind, amount = limit
        seconds = amount * (clocks.DAY if kind.in_days else 3600)
        with transaction.atomic():
            row = clocks.start(ticket, "resolve", at=aware(start), seconds=seconds, assignment=part, count_by=kind)
            noted = lived(row, start, plan, last_stands, world.shift_leader)
            row.refresh_from_db()
            if extended:
                clocks.extend(row, seconds=seconds)
                row.refresh_from_db()
            clocks.refresh_due(ticket)
            part.refresh_from_db()
            transaction.set_rollback(True)
        amount *= 1 + extended
        seen[kind.value] += 1
        assert row.due_at == part.due_at == ticket.due_at == on_paper(start, amount, kind, noted)
        stretches, amount = [(aware(a), aware(b)) for a, b in noted], amount * (1 if kind.in_days else 3600)
        days = calendar.current()
        assert row.warn_at == days.share_at(aware(start), amount, kind, figures.CLOCK_WARN_AT, stretches)
        assert row.half_at == days.share_at(aware(start), amount, kind, 0.5, stretches)
        assert row.started_at <= row.half_at <= row.warn_at <= row.due_at
        assert not row.provisional, "2026 is official"

    check()
    record_property("clock rows against a slow model", seen.total())
    assert seen.total() >= 150
    assert set(seen) == set(Kind.values)


def test_pausing_and_resuming_cost_the_same_for_one_unit_and_for_many(world):
    def costs(*assists):
        ticket = world.ticket()
        services.assign(ticket, lead=world.roads, assists=assists, by=world.dispatcher)
        kinds, now = ("handling", "resolve", "first_feedback", "acceptance"), clock.now()
        with CaptureQueriesContext(connection) as pausing:
            clocks.pause(ticket, *kinds, at=now, until=now + HOUR, by=world.shift_leader, text="等")
        with CaptureQueriesContext(connection) as resuming:
            clocks.resume(ticket, at=now + HOUR)
        assert Pause.objects.filter(ticket=ticket, ended_at=now + HOUR).count() == 4 + 3 * len(assists)
        return len(pausing), len(resuming)

    clocks.resume(world.ticket(), at=clock.now())  # the calendar is known from here on
    assert costs() == costs(world.water, world.fire, world.police)


@pytest.fixture
def silent(world):
    """A lead that accepted and then says nothing: first feedback is due after an hour."""
    with clock.at(MONDAY):
        ticket = world.ticket_at(Stage.HANDLING)
        services.accept(world.part(ticket, world.roads), by=world.roads_handler)
    return world.part(ticket, world.roads).clocks.get(kind="first_feedback")


def struck(limit):
    """{minutes after the limit ran out: rung} of the ladder."""
    events = Event.objects.filter(kind="climb", data__clock_id=limit.pk).order_by("position")
    return {(event.at - limit.due_at) // MINUTE: event.data["rung"] for event in events}


def test_rungs_never_fall_together_after_an_hour_without_tick(silent):
    for minutes in range(60, 90):
        with clock.at(silent.due_at + minutes * MINUTE):
            keep_time()
    assert struck(silent) == {65: 2, 70: 3, 75: 4}


def test_the_ladder_waits_through_a_pause_and_goes_on_at_its_own_pace(world, silent):
    due = silent.due_at
    for minutes in range(6):
        with clock.at(due + minutes * MINUTE):
            keep_time()
    clocks.pause(
        silent.ticket, silent.kind, at=due + 6 * MINUTE, until=due + 4 * HOUR, by=world.shift_leader, text="等"
    )
    for minutes in range(6, 120, 3):
        with clock.at(due + minutes * MINUTE):
            keep_time()
    assert struck(silent) == {5: 2}, "nobody is rung for what stands still"
    clocks.resume(silent.ticket, at=due + 120 * MINUTE)
    for minutes in range(120, 140):
        with clock.at(due + minutes * MINUTE):
            keep_time()
    assert struck(silent) == {5: 2, 125: 3, 130: 4}


def test_what_stood_still_is_not_missed_because_tick_was_away_when_it_went_on(world):
    with clock.at(MONDAY):
        ticket = world.suspension_asked(days=2)
    with clock.at(MONDAY + HOUR):
        services.suspend(ticket, suspension=ticket.suspensions.get(), by=world.shift_leader)
    with clock.at(MONDAY + timedelta(days=9)):
        tick.run_once()
    assert Event.objects.filter(ticket=ticket, kind="resume").exists()
    late = Clock.objects.filter(ticket=ticket, kind__in=("resolve", "handling")).exclude(missed_at=None)
    assert not late.exists()


def test_a_round_with_nothing_due_costs_the_same_however_many_clocks_run_and_each_event_its_own(world):
    """Limits of one kind on tickets of their own: what a further event costs, and nothing beside it."""

    def cost(due):
        with clock.at(MONDAY):
            tickets = [world.ticket() for _ in range(due)]
        with clock.at(MONDAY + timedelta(seconds=121)), CaptureQueriesContext(connection) as queries:
            assert keep_time() == due
        with clock.at(MONDAY + timedelta(seconds=122)), CaptureQueriesContext(connection) as idle:
            assert keep_time() == 0
        for ticket in tickets:
            services.void(ticket, text="演练结束", by=world.shift_leader)
        return SimpleNamespace(striking=len(queries), idle=len(idle))

    cost(1)
    one, two, five = cost(1), cost(2), cost(5)
    assert one.idle == two.idle == five.idle <= 6
    an_event = two.striking - one.striking
    assert five.striking - two.striking == 3 * an_event
    assert an_event <= 8
