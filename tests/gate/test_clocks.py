"""Clocks: which run when, what stops them, and what tick says about them."""

import datetime

import pytest
from django.db.models import Q

from dispatch import services, tick
from dispatch.models import Checkpoint, Clock, Event, Heartbeat
from dispatch.workflow import Stage
from tests.cast import minutes
from units import clock

NOON = datetime.datetime(2026, 8, 22, 4, tzinfo=datetime.UTC)


def running(ticket):
    return set(Clock.objects.running().filter(ticket=ticket).values_list("kind", flat=True))


@pytest.mark.parametrize(
    ("stage", "kinds"),
    [
        (Stage.ASSIGNMENT, {"dispatch"}),
        (Stage.HANDLING, {"handling", "acceptance", "first_feedback", "resolve"}),
        (Stage.VERIFICATION, {"handling", "verification"}),
        (Stage.CALLBACK, {"handling", "callback"}),
        (Stage.CLOSED, set()),
    ],
)
def test_each_stage_has_its_running_clocks(world, stage, kinds):
    assert running(world.ticket_at(stage)) == kinds


def test_the_dispatch_clock_runs_from_entry_and_lasts_150_seconds(world):
    with clock.at(NOON):
        ticket = world.ticket(entered_at=NOON - datetime.timedelta(seconds=40))
    dispatch = Clock.objects.get(ticket=ticket)
    assert dispatch.due_at == NOON + datetime.timedelta(seconds=110)
    assert ticket.due_at == dispatch.due_at


def test_acceptance_is_measured_from_assignment_by_priority(world):
    with clock.at(NOON):
        ticket = world.ticket_at(Stage.HANDLING)
    seconds = set(Clock.objects.filter(ticket=ticket, kind="acceptance").values_list("limit_seconds", flat=True))
    assert seconds == {60}  # priority 2


def test_first_feedback_of_priority_1_is_never_above_30_minutes(world):
    ticket = world.ticket(item=world.lamp, priority=1)
    services.assign(ticket, lead=world.roads, by=world.dispatcher)
    assert Clock.objects.get(ticket=ticket, kind="first_feedback").limit_seconds == 30 * 60


@pytest.mark.parametrize("word", ["note", "arrive", "give_feedback"])
def test_the_first_word_to_the_centre_stops_first_feedback(world, word):
    ticket = world.ticket_at(Stage.HANDLING)
    part = world.part(ticket, world.roads)
    services.accept(part, by=world.roads_handler)
    assert "first_feedback" in set(part.clocks.running().values_list("kind", flat=True))
    if word == "note":
        services.note(ticket, text="路上", by=world.roads_handler, assignment=part)
    elif word == "arrive":
        services.arrive(part, by=world.roads_handler)
    else:
        services.give_feedback(part, answer=world.DONE, by=world.roads_handler)
    assert "first_feedback" not in set(part.clocks.running().values_list("kind", flat=True))
    assert ("resolve" in set(part.clocks.running().values_list("kind", flat=True))) == (word != "give_feedback")


def test_rework_resumes_with_the_time_that_was_left(world):
    with clock.at(NOON):
        ticket = world.ticket_at(Stage.HANDLING)
    with clock.at(NOON + minutes(60)):
        for unit in (world.roads, world.water):
            world.finish(ticket, unit)
    with clock.at(NOON + minutes(600)):
        services.reject(ticket, text="还在冒水", by=world.verifier)
    part = world.part(ticket, world.roads)
    resumed = part.clocks.running().get(kind="resolve")
    assert resumed.limit_seconds == 23 * 3600
    assert part.rework == 1


def test_the_handling_clock_keeps_running_when_the_lead_hands_back(world):
    ticket = world.ticket_at(Stage.HANDLING)
    world.hand_back(ticket, world.roads, suggested_unit=world.police)
    assert {"handling", "dispatch"} <= running(ticket)
    dispatch = Clock.objects.running().get(ticket=ticket, kind="dispatch")
    assert dispatch.limit_seconds == 15 * 60


def test_reopening_lets_the_promise_to_the_caller_run_on(world):
    ticket = world.ticket_at(Stage.CLOSED)
    handling = Clock.objects.get(ticket=ticket, kind="handling")
    services.reopen(ticket, text="又坏了", by=world.dispatcher)
    again = Clock.objects.get(ticket=ticket, kind="handling")
    assert again.pk == handling.pk
    assert again.is_running
    assert again.due_at == handling.due_at


def test_tick_warns_at_four_fifths_and_misses_at_the_end_each_once(world):
    with clock.at(NOON):
        ticket = world.ticket()
    for seconds, kinds in (
        (100, []),
        (121, ["warn"]),
        (122, ["warn"]),
        (151, ["warn", "miss"]),
        (160, ["warn", "miss"]),
    ):
        with clock.at(NOON + datetime.timedelta(seconds=seconds)):
            tick.run_once()
        found = Event.objects.filter(Q(kind="warn") | Q(kind="miss"), ticket=ticket)
        assert [event.kind for event in found] == kinds, seconds
    assert Heartbeat.objects.get(name="tick").at == NOON + datetime.timedelta(seconds=160)


def test_a_clock_stopped_late_counts_as_missed_even_before_tick_came_round(world):
    with clock.at(NOON):
        ticket = world.ticket()
    with clock.at(NOON + minutes(3)):
        services.assign(ticket, lead=world.roads, by=world.dispatcher)
    dispatch = Clock.objects.get(ticket=ticket, kind="dispatch")
    assert dispatch.missed_at == NOON + minutes(3)
    assert dispatch.in_time is False


def test_tick_seals_the_heads_of_chains_once_a_minute(world):
    from dispatch.live import sequencer

    world.ticket()
    sequencer.sequence()
    for seconds in (0, 30, 61):
        with clock.at(NOON + datetime.timedelta(seconds=seconds)):
            tick.run_once()
    seals = list(Checkpoint.objects.order_by("id"))
    assert len(seals) == 2
    assert len(seals[0].heads) == 1
    assert seals[1].previous_hash == seals[0].hash
