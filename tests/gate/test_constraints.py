"""Each invariant is a named constraint: the database refuses what no service should ever write."""

from pathlib import Path

import pytest
from django.apps import apps
from django.db import DatabaseError, IntegrityError, transaction

from dispatch.models import (
    Assignment,
    Callback,
    Checkpoint,
    Clock,
    Event,
    Feedback,
    FeedHead,
    NumberSeries,
    Return,
    Rule,
    RuleAssist,
    Ticket,
)
from dispatch.workflow import Stage
from intake.models import Call, Concern
from tests.cast import LONG_AGO, minutes
from units import clock
from units.models import Attempt, Duty, Membership, Receipt, RecoveryCode, Territory, Unit, UnitAlias


def refused(name, write):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        write()


def test_a_closed_ticket_has_an_end_and_an_open_one_has_none(world):
    ticket = world.ticket()
    refused("ticket_closed_has_end", lambda: Ticket.objects.filter(pk=ticket.pk).update(stage="closed"))
    refused("ticket_closed_has_end", lambda: Ticket.objects.filter(pk=ticket.pk).update(disposition="later"))


def test_a_ticket_has_a_place_a_whole_point_and_a_priority(world):
    tickets = Ticket.objects.filter(pk=world.ticket().pk)
    refused("ticket_point_whole", lambda: tickets.update(lon=None))
    refused("ticket_has_place", lambda: tickets.update(lon=None, lat=None, address="", street=None))
    refused("ticket_priority", lambda: tickets.update(priority=5))
    refused("ticket_entered_first", lambda: tickets.update(entered_at=clock.now() + minutes(5)))


def test_a_unit_has_one_open_part_and_a_ticket_one_open_lead(world):
    ticket = world.ticket_at(Stage.HANDLING)
    fields = {"ticket": ticket, "sent_at": clock.now(), "by": world.dispatcher}
    refused("one_open_part_a_unit", lambda: Assignment.objects.create(unit=world.water, part="assist", **fields))
    refused("one_open_lead_a_ticket", lambda: Assignment.objects.create(unit=world.police, part="lead", **fields))
    ended = {"status": "done", **fields}
    refused("assignment_ended_has_time", lambda: Assignment.objects.create(unit=world.east, part="assist", **ended))


def test_a_name_is_counted_once_for_each_address_that_it_is_tried_from(world):
    fields = {"name": "a" * 40, "address": "10.0.0.1", "count": 1, "at": clock.now()}
    Attempt.objects.create(**fields)
    refused("attempt_pair", lambda: Attempt.objects.create(**fields))
    Attempt.objects.create(**{**fields, "address": "10.0.0.2"})


def test_a_recovery_code_is_given_to_a_person_once(world):
    RecoveryCode.objects.create(user=world.dispatcher, digest="d")
    refused("recovery_code_once", lambda: RecoveryCode.objects.create(user=world.dispatcher, digest="d"))
    RecoveryCode.objects.create(user=world.call_taker, digest="d")


def test_clocks_are_whole(world):
    ticket, now = world.ticket(), clock.now()
    fields = {"ticket": ticket, "started_at": now, "limit_seconds": 60, "warn_at": now, "due_at": now + minutes(1)}
    refused("one_running_clock_a_ticket", lambda: Clock.objects.create(kind="dispatch", **fields))
    refused("clock_of_ticket_or_assignment", lambda: Clock.objects.create(kind="resolve", **fields))
    refused("clock_due_after_start", lambda: Clock.objects.create(kind="handling", **{**fields, "due_at": now}))
    early = {**fields, "stopped_at": now - minutes(1)}
    refused("clock_never_negative", lambda: Clock.objects.create(kind="handling", **early))
    part = world.part(world.ticket_at(Stage.HANDLING), world.roads)
    fields |= {"ticket": part.ticket, "assignment": part}
    refused("one_running_clock_an_assignment", lambda: Clock.objects.create(kind="resolve", **fields))


def test_feedback_and_returns_are_whole(world):
    part = world.part(world.ticket_at(Stage.VERIFICATION), world.roads)
    fields = {"ticket": part.ticket, "assignment": part, "at": clock.now(), "by": world.roads_handler}
    facts = {"facts_true": True, "in_remit": True, "public_answer": "x"}
    refused("one_feedback_a_round", lambda: Feedback.objects.create(round=1, solved=True, **facts, **fields))
    refused("unsolved_says_why", lambda: Feedback.objects.create(round=2, solved=False, **facts, **fields))
    refused("return_suggests_owner", lambda: Return.objects.create(reason="R1", text="x", **fields))


def test_callbacks_are_three_and_say_what_was_said(world):
    ticket = world.ticket_at(Stage.CALLBACK)
    fields = {"ticket": ticket, "round": 0, "at": clock.now(), "by": world.callback}
    refused("callback_three_attempts", lambda: Callback.objects.create(attempt=4, outcome="no_answer", **fields))
    refused("callback_answers_when_reached", lambda: Callback.objects.create(attempt=1, outcome="reached", **fields))
    Callback.objects.create(attempt=1, outcome="no_answer", **fields)
    refused("callback_attempt_once", lambda: Callback.objects.create(attempt=1, outcome="no_answer", **fields))


def test_a_ticket_waits_for_one_verification(world):
    waiting = world.ticket_at(Stage.VERIFICATION).verifications.get()
    again = {"ticket": waiting.ticket, "asked_at": clock.now(), "due_at": clock.now()}
    refused("one_waiting_verification", lambda: waiting.ticket.verifications.create(**again))
    refused("verification_answer_whole", lambda: waiting.ticket.verifications.update(answered_at=clock.now()))


def test_rules_are_dated_once_a_day_and_within_the_limits(world):
    rule = Rule.objects.filter(item=world.manhole)
    copy = {"item": world.manhole, "lead": world.roads, "priority": 2, "feedback_minutes": 60, "resolve_hours": 1}
    refused("rule_once_a_day", lambda: Rule.objects.create(valid_from=LONG_AGO, **copy))
    refused("rule_feedback_within_two_hours", lambda: rule.update(feedback_minutes=121))
    refused("rule_priority", lambda: rule.update(priority=0))
    refused("rule_resolve_hours", lambda: rule.update(resolve_hours=0))
    assists = RuleAssist.objects.filter(rule=rule.get())
    refused("assist_is_unit_or_placeholder", lambda: assists.filter(position=0).update(placeholder="street"))
    refused("assist_position_once", lambda: assists.filter(position=1).update(position=0))


def test_calls_concern_a_ticket_once_and_one_opens_it(world):
    ticket, now = world.ticket(), clock.now()
    fields = {"channel": "phone", "validity": "police", "saved_at": now, "by": world.call_taker}
    calls = [Call.objects.create(entered_at=now, **fields) for _ in range(2)]
    Concern.objects.create(call=calls[0], ticket=ticket, opened=True)
    refused("one_opener_a_ticket", lambda: Concern.objects.create(call=calls[1], ticket=ticket, opened=True))
    refused("concern_once", lambda: Concern.objects.create(call=calls[0], ticket=ticket, opened=False))
    refused("call_entered_first", lambda: Call.objects.create(entered_at=now + minutes(1), **fields))


def test_a_duty_ends_after_it_starts_and_stands_once(world):
    now = clock.now()
    turn = {"unit": world.roads, "user": world.roads_handler, "starts_at": now}
    refused("duty_in_order", lambda: Duty.objects.create(ends_at=now, **turn))
    Duty.objects.create(ends_at=now + minutes(60), **turn)
    refused("duty_stands_once", lambda: Duty.objects.create(ends_at=now + minutes(90), **turn))
    refused("duty_struck_by_somebody", lambda: Duty.objects.update(struck_at=now))


def test_registry_rows_are_whole(world):
    units = Unit.objects.filter(pk=world.roads.pk)
    refused("unit_valid_in_order", lambda: units.update(valid_to=LONG_AGO))
    refused("one_territory", lambda: Territory.objects.create(pk=2))
    person = {"user": world.dispatcher, "role": "dispatcher"}
    refused("membership_once", lambda: Membership.objects.create(unit=world.centre, **person))
    refused("membership_has_unit", lambda: Membership.objects.create(unit=None, **person))


def test_events_and_seals_are_never_changed_even_by_their_owner(world):
    """The application's role has no right to; the trigger stops the owner as well (test_grants looks at the rights)."""
    event = Event.objects.filter(ticket=world.ticket())
    with pytest.raises(DatabaseError, match=r"permission denied|never changed"), transaction.atomic():
        event.update(kind="void")
    with pytest.raises(DatabaseError, match=r"permission denied|never changed"), transaction.atomic():
        Checkpoint.objects.all().update(hash="x")


def test_records_are_single(world):
    ticket, key = world.ticket(), "00000000-0000-0000-0000-00000000000a"
    event = Event.objects.get(ticket=ticket)
    fields = {"kind": "note", "at": event.at, "by": event.by, "stage_after": "assignment", "version": 1, "hash": "x"}
    refused("event_position_once", lambda: Event.objects.create(ticket=ticket, position=1, **fields))
    refused("one_feed_head", lambda: FeedHead.objects.create(pk=2))
    series = NumberSeries.objects.get()
    refused("one_series_a_day", lambda: NumberSeries.objects.create(day=series.day, kind="T"))
    Receipt.objects.create(user=world.dispatcher, key=key, digest="d")
    refused("receipt_once", lambda: Receipt.objects.create(user=world.dispatcher, key=key, digest="d"))
    UnitAlias.objects.create(unit=world.roads, name="市容局")
    refused("unit_alias_once", lambda: UnitAlias.objects.create(unit=world.roads, name="市容局"))


def test_no_constraint_is_without_a_test():
    here = "".join(path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("test_constraints*.py"))
    for app in ("units", "dispatch", "intake", "grid"):
        for model in apps.get_app_config(app).get_models():
            for constraint in model._meta.constraints:
                assert f'"{constraint.name}"' in here, constraint.name
