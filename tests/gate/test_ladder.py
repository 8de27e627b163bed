"""A limit that runs out is never quiet: half gone, due soon, missed, then rung by rung until somebody moves."""

from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.utils import translation

from dispatch import clocks as strips
from dispatch import services, tick
from dispatch.live import sounds
from dispatch.models import Assignment, Clock, Delivery, Event, Pause, Rule
from dispatch.services import clocks
from dispatch.services.gate import moving
from dispatch.workflow import Stage
from units import calendar, clock
from units.calendar import Kind as Count

MONDAY = datetime(2026, 8, 24, 1, 30, tzinfo=UTC)  # 09:30 in the district
HOUR = timedelta(hours=1)


def struck(ticket, kind):
    return list(Event.objects.filter(ticket=ticket, kind=kind).order_by("position"))


def at(moment, what=tick.run_once):
    with clock.at(moment):
        return what()


@pytest.fixture
def silent(world):
    """A ticket whose lead accepted, and then says nothing; first feedback is due after an hour."""
    with clock.at(MONDAY):
        ticket = world.ticket_at(Stage.HANDLING)
        services.accept(world.part(ticket, world.roads), by=world.roads_handler)
    return world.part(ticket, world.roads).clocks.get(kind="first_feedback")


def _rungs(silent):
    return [e for e in struck(silent.ticket, "climb") if e.data["clock_id"] == silent.pk]


def _texts(silent):
    """What the lead of the silent unit was written about this clock (another unit and its clocks are silent as well)."""
    sent = Delivery.objects.filter(handler="sms", payload__unit=silent.assignment.unit_id)
    with translation.override(settings.LANGUAGE_CODE):
        return [row.payload["text"] for row in sent if silent.get_kind_display() in row.payload["text"]]


def test_a_clock_is_half_gone_then_due_soon_then_missed_each_once(silent):
    for minutes, found in ((29, ""), (31, "halve"), (32, "halve"), (49, "halve warn"), (61, "halve warn miss")):
        at(MONDAY + timedelta(minutes=minutes))
        events = Event.objects.filter(ticket=silent.ticket, data__clock_id=silent.pk).order_by("position")
        assert " ".join(event.kind for event in events) == found, minutes


def test_short_limits_are_not_said_to_be_half_gone(world):
    with clock.at(MONDAY):
        ticket = world.ticket_at(Stage.HANDLING)
    assert set(ticket.clocks.filter(half_at=None).values_list("kind", flat=True)) == {"dispatch", "acceptance"}


def test_the_ladder_rings_the_unit_again_then_texts_its_lead_then_lists_it(silent):
    due = silent.due_at
    at(due)
    for minutes, rungs in ((4, []), (5, [2]), (9, [2]), (10, [2, 3]), (15, [2, 3, 4]), (600, [2, 3, 4])):
        at(due + timedelta(minutes=minutes))
        assert [event.data["rung"] for event in _rungs(silent)] == rungs, minutes
    assert len(_texts(silent)) == 1
    heard = [sounds.for_unit(event, silent.assignment) for event in _rungs(silent)]
    assert heard[0] == "overdue"
    assert sounds.for_centre(_rungs(silent)[-1], silent.ticket) == "overdue"


def test_whoever_moves_ends_the_ladder(world, silent):
    at(silent.due_at)
    with clock.at(silent.due_at + timedelta(minutes=6)):
        tick.run_once()
        services.arrive(world.part(silent.ticket, world.roads), by=world.roads_handler)
    at(silent.due_at + HOUR)
    assert [event.data["rung"] for event in _rungs(silent)] == [2]


def test_a_clock_of_the_ticket_itself_goes_to_the_leaders_list_at_once(world):
    with clock.at(MONDAY):
        ticket = world.ticket()
    at(MONDAY + timedelta(minutes=3))
    dispatch = ticket.clocks.get()
    assert (dispatch.rung, dispatch.rung_at) == (4, None)


def test_the_message_to_the_lead_names_the_ticket_and_nobody(silent):
    at(silent.due_at)
    for minutes in (5, 10):
        at(silent.due_at + timedelta(minutes=minutes))
    (text,) = _texts(silent)
    assert silent.ticket.number in text
    assert "王" not in text and "199" not in text


def _paused(ticket, by, at_, until, *kinds):
    with clock.at(at_), moving(ticket, "note", by=by) as step:
        step.data["paused"] = clocks.pause(step.ticket, *kinds, at=at_, until=until, by=by, text="等待配件")
    return struck(ticket, "note")[-1]


def test_paused_time_does_not_count_and_the_pause_says_why_and_until_when(world, silent):
    event = _paused(silent.ticket, world.shift_leader, MONDAY + HOUR / 2, MONDAY + 3 * HOUR, "first_feedback")
    silent.refresh_from_db()
    assert silent.due_at == MONDAY + 3.5 * HOUR
    assert at(MONDAY + 2 * HOUR) and not struck(silent.ticket, "miss")[1:]
    with clock.at(MONDAY + 2 * HOUR), translation.override("en"):
        (shown,) = strips.strip([silent], strips.Touched(list(Pause.objects.all())))
        assert (
            "paused from" in shown.sentence
            and "等待配件" in shown.sentence
            and world.shift_leader.name in shown.sentence
        )
        assert shown.paused_until == MONDAY + 3 * HOUR
    assert clocks.resume(silent.ticket, at=MONDAY + HOUR) == ["first_feedback"]
    silent.refresh_from_db()
    assert silent.due_at == MONDAY + 1.5 * HOUR
    assert sounds.for_centre(event, silent.ticket) == "paused", "priority 2 never pauses silently"


def test_a_pause_of_priority_3_is_quiet(world, silent):
    event = _paused(silent.ticket, world.shift_leader, MONDAY, MONDAY + HOUR, "resolve")
    silent.ticket.priority = 3
    assert sounds.for_centre(event, silent.ticket) is None


@pytest.mark.parametrize(
    ("count_by", "hours", "words"),
    [
        (Count.CONTINUOUS, 24, "24 h"), (Count.WORKING_HOURS, 16, "of working time"),
        (Count.WORKING_DAYS, 72, "3 working days"), (Count.CALENDAR_DAYS, 48, "2 calendar days"),
    ],
)  # fmt: skip
def test_the_rule_says_how_the_result_is_counted_and_the_clock_says_so(world, count_by, hours, words):
    Rule.objects.filter(item=world.manhole).update(resolve_by=count_by, resolve_hours=hours)
    with clock.at(MONDAY):
        ticket = world.ticket_at(Stage.HANDLING)
        resolve = world.part(ticket, world.roads).clocks.get(kind="resolve")
    amount = hours / 24 if count_by.in_days else hours * 3600
    assert resolve.due_at == calendar.current().due(MONDAY, amount, count_by)
    assert ticket.clocks.get(kind="handling").due_at == resolve.due_at
    with clock.at(MONDAY), translation.override("en"):
        assert words in strips.sentence(resolve) or words == "24 h"
    assert MONDAY < resolve.half_at < resolve.warn_at < resolve.due_at


def test_a_limit_through_a_year_without_official_holidays_says_that_it_is_provisional(world):
    Rule.objects.filter(item=world.manhole).update(resolve_by=Count.WORKING_DAYS, resolve_hours=24 * 600)
    with clock.at(MONDAY):
        ticket = world.ticket_at(Stage.HANDLING)
    resolve = world.part(ticket, world.roads).clocks.get(kind="resolve")
    assert resolve.provisional
    with translation.override("en"):
        assert "provisional" in strips.sentence(resolve)


def test_rework_of_a_limit_in_days_goes_on_with_the_days_that_were_left(world):
    Rule.objects.filter(item=world.manhole).update(resolve_by=Count.WORKING_DAYS, resolve_hours=72)
    with clock.at(MONDAY):
        ticket = world.ticket_at(Stage.HANDLING)
    with clock.at(MONDAY + 25 * HOUR):
        for unit in (world.roads, world.water):
            world.finish(ticket, unit)
    with clock.at(MONDAY + 26 * HOUR):
        services.reject(ticket, text="还在冒水", by=world.verifier)
    again = Clock.objects.running().get(assignment__in=Assignment.objects.filter(unit=world.roads), kind="resolve")
    assert again.count_by == Count.WORKING_DAYS
    assert again.due_at == calendar.current().due(MONDAY, 3, Count.WORKING_DAYS)


def test_a_limit_that_was_extended_after_its_miss_is_heard_again_when_the_longer_one_runs_out(world):
    with clock.at(MONDAY):
        ticket = world.accepted()
    part = world.part(ticket, world.roads)
    due = part.clocks.get(kind="resolve").due_at
    with clock.at(due - timedelta(minutes=5)):
        services.ask_extension(part, text="等待配件", by=world.roads_handler)
    at(due + timedelta(minutes=1))
    limit = part.clocks.get(kind="resolve")
    assert (limit.missed_at is not None, limit.rung) == (True, 1)
    with clock.at(due + timedelta(minutes=2)):
        services.grant_extension(ticket, extension=ticket.extensions.get(), by=world.shift_leader)
    limit.refresh_from_db()
    assert limit.due_at == due + timedelta(hours=24)
    at(due + timedelta(minutes=30))
    assert not _rungs(limit), "nobody is rung for what was granted"
    at(limit.due_at + timedelta(seconds=1))
    assert [event.data["rung"] for event in _rungs(limit)] == [1]
    at(limit.due_at + timedelta(minutes=6))
    assert [event.data["rung"] for event in _rungs(limit)] == [1, 2]


def test_a_ticket_that_was_missed_without_a_rung_stands_quietly_through_a_pause(world):
    """Where tick was behind, stopping wrote the miss; the same clock may run on after a reopening."""
    with clock.at(MONDAY):
        ticket = world.suspension_asked()
    Clock.objects.filter(ticket=ticket, kind="handling").update(
        missed_at=MONDAY + HOUR, warned_at=MONDAY, halved_at=MONDAY
    )
    with clock.at(MONDAY + 2 * HOUR):
        services.suspend(ticket, suspension=ticket.suspensions.get(), text="同意", by=world.shift_leader)
        services.resume(ticket, by=world.shift_leader)
    assert ticket.clocks.get(kind="handling").rung_at is None
