"""`verify_log`: one byte changed by the database's superuser is found, and named."""

import datetime
import io

import pytest
from django.core.management import CommandError, call_command

from dispatch import services
from dispatch.live.sequencer import sequence_all
from dispatch.models import Checkpoint, Event
from dispatch.services.checkpoints import seal_if_due
from dispatch.workflow import Stage
from tests.cast import minutes
from units import clock

pytestmark = pytest.mark.django_db(transaction=True)
NOON = datetime.datetime(2026, 8, 22, 4, tzinfo=datetime.UTC)


@pytest.fixture
def log(superuser, world):
    """Two tickets and two checkpoints; the second ticket moved once after the first checkpoint."""
    with clock.at(NOON):
        world.closed = world.ticket_at(Stage.CLOSED)
        world.waiting = world.ticket()
        sequence_all()
        seal_if_due()
    with clock.at(NOON + minutes(1)):
        services.note(world.waiting, text="再来电催问", by=world.dispatcher)
        sequence_all()
        seal_if_due()
    return world


def verify(**options):
    """(exit code, what it says)."""
    said = io.StringIO()
    try:
        call_command("verify_log", stdout=said, **options)
    except CommandError as refusal:
        return refusal.returncode, said.getvalue()
    return 0, said.getvalue()


def test_an_untouched_log_is_as_written(log):
    code, said = verify()
    assert code == 0
    assert f"2 tickets, {Event.objects.count()} events, 2 checkpoints" in said
    assert "all as written" in said
    assert verify(since="2026-08-22")[0] == verify(ticket=log.closed.number)[0] == 0


def test_several_processes_find_what_one_finds(log, superuser, monkeypatch):
    monkeypatch.setattr("dispatch.log.chains.TICKETS_AT_ONCE", 1)
    assert verify(jobs=2)[0] == 0
    superuser("UPDATE dispatch_event SET seat = 'B7' WHERE ticket_id = %s AND position = 2", [log.closed.pk])
    code, said = verify(jobs=2)
    assert code == 1
    assert f"ticket {log.closed.number}, event 2" in said


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ("stage_after = 'closed'", "stage_after was changed: it was “handling” when written and is “closed” now"),
        ("kind = 'settle'", "kind was changed: it was “assign”"),
        ("at = at + interval '1 microsecond'", "at was changed: it was 2026-08-22T04:00:00.000000+00:00 when written"),
        ("by_id = by_id + 1", "by_id was changed: it was"),
        ("version = version + 256", "version was changed: it was"),
        ("audience = 'public'", "audience was changed"),
        ("units_after = ARRAY[70001, 80002]", "more than one byte"),
        ("units_after[1] = units_after[1] + 1", "units_after was changed"),
        ("data = jsonb_build_object('note', 7)", "more than one byte"),
        ("hash = translate(left(hash, 1), '0123456789abcdef', '123456789abcdef0') || substr(hash, 2)", "its hash was"),
        ("previous_hash = overlay(previous_hash placing 'x' from 5)", "previous_hash was changed"),
    ],
)
def test_one_changed_field_of_an_event_is_named(log, superuser, change, sentence):
    superuser(f"UPDATE dispatch_event SET {change} WHERE ticket_id = %s AND position = 2", [log.closed.pk])
    code, said = verify()
    assert code == 1
    assert f"CHANGED  ticket {log.closed.number}, event 2 (" in said
    assert sentence in said


def test_an_event_taken_from_the_middle_is_missed(log, superuser):
    superuser("DELETE FROM dispatch_event WHERE ticket_id = %s AND position = 2", [log.closed.pk])
    code, said = verify()
    assert code == 1
    assert f"ticket {log.closed.number}, event 3 " in said
    assert "event 2 was removed before it" in said


def test_an_event_taken_from_the_end_is_missed_by_the_head(log, superuser):
    superuser("DELETE FROM dispatch_event WHERE ticket_id = %s AND position = 2", [log.waiting.pk])
    code, said = verify()
    assert code == 1
    assert f"ticket {log.waiting.number}: event 2 was removed from its end" in said


def test_an_end_cut_off_with_its_head_set_back_is_missed_by_the_checkpoint(log, superuser):
    first = Event.objects.get(ticket=log.waiting, position=1)
    superuser("DELETE FROM dispatch_event WHERE ticket_id = %s AND position = 2", [log.waiting.pk])
    superuser(
        "UPDATE dispatch_ticket SET chain_position = 1, chain_hash = %s WHERE id = %s", [first.hash, log.waiting.pk]
    )
    code, said = verify()
    assert code == 1
    assert f"ticket {log.waiting.number}: it saw event 2, which is gone" in said


def test_a_whole_ticket_that_vanished_is_missed_by_the_checkpoint(log, superuser):
    superuser("DELETE FROM dispatch_event WHERE ticket_id = %s", [log.waiting.pk])
    superuser("DELETE FROM dispatch_ticket WHERE id = %s", [log.waiting.pk])
    code, said = verify()
    assert code == 1
    assert f"ticket with id {log.waiting.pk}: it saw event 1, which is gone with its ticket" in said


def test_a_ticket_that_vanished_before_any_seal_saw_it_is_missed_by_the_feed(log, superuser):
    fresh = log.ticket()
    sequence_all()
    superuser("DELETE FROM dispatch_feed USING dispatch_event e WHERE e.id = event_id AND e.ticket_id = %s", [fresh.pk])
    superuser("DELETE FROM dispatch_event WHERE ticket_id = %s", [fresh.pk])
    superuser("DELETE FROM dispatch_ticket WHERE id = %s", [fresh.pk])
    code, said = verify()
    assert code == 1
    assert "since the last checkpoint: 1 of the 1 events recorded were removed" in said


def test_a_chain_written_anew_is_missed_by_the_checkpoint(log, superuser):
    """Who recomputes a ticket's hashes still has every checkpoint since against him."""
    from dispatch.services.chain import digest

    event = Event.objects.get(ticket=log.waiting, position=2)
    event.seat = "Z9"
    forged = digest(event)
    superuser("UPDATE dispatch_event SET seat = 'Z9', hash = %s WHERE id = %s", [forged, event.pk])
    superuser("UPDATE dispatch_ticket SET chain_hash = %s WHERE id = %s", [forged, log.waiting.pk])
    code, said = verify()
    assert code == 1
    assert f"ticket {log.waiting.number}: it saw event 2, which has another hash now" in said
    assert verify(ticket=log.waiting.number)[0] == 0  # the chain alone is in order


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ("at = at + interval '1 second'", "more than one byte"),
        ("at = at + interval '3 microseconds'", "at was changed: it was “2026-08-22 04:00:00+00:00”"),
        ("last_number = last_number + 1", "last_number was changed: it was"),
        ("hash = overlay(hash placing 'g' from 9)", "its hash was changed"),
        ("heads = '{}'", "its heads"),
        ("heads = '[1]'", "heads was changed: it is no list"),
    ],
)
def test_one_changed_field_of_a_checkpoint_is_named(log, superuser, change, sentence):
    first = Checkpoint.objects.order_by("id").first().pk
    superuser(f"UPDATE dispatch_checkpoint SET {change} WHERE id = %s", [first])
    code, said = verify()
    assert code == 1
    assert f"CHANGED  checkpoint {first} of 2026-08-22" in said
    assert sentence in said


def test_a_changed_head_in_a_checkpoint_names_its_ticket(log, superuser):
    superuser(
        "UPDATE dispatch_checkpoint SET heads = jsonb_set(heads, ARRAY[%s, '1'], to_jsonb('x'::text)) WHERE heads ? %s",
        [str(log.closed.pk)] * 2,
    )
    code, said = verify()
    assert code == 1
    assert "its heads, or more than one byte of it" in said
    assert f"ticket {log.closed.number}: it saw event {log.closed.chain_position}, which has another hash now" in said


def test_a_checkpoint_that_was_removed_is_missed_by_the_next(log, superuser):
    first, second = Checkpoint.objects.order_by("id").values_list("pk", flat=True)
    superuser("DELETE FROM dispatch_checkpoint WHERE id = %s", [first])
    code, said = verify()
    assert code == 1
    assert f"checkpoint {second} of " in said
    assert "the checkpoints before it were removed" in said


def test_a_log_written_anew_as_a_whole_is_found_by_a_hash_kept_elsewhere(log, superuser):
    last = Checkpoint.objects.order_by("id").last()
    seen = f"{last.pk}:{last.hash}"
    assert seen in verify()[1]
    assert verify(seen=seen)[0] == 0
    superuser("DELETE FROM dispatch_checkpoint")  # and everything else, so that it fits
    code, said = verify(seen=seen)
    assert code == 1
    assert f"checkpoint {last.pk}: it was seen once and is gone" in said


def test_what_release_0_1_0_wrote_still_verifies(log, superuser):
    from dispatch.services.chain import FACTS, first_digest_of

    fresh = log.ticket()
    event = Event.objects.get(ticket=fresh)
    old = first_digest_of([getattr(event, name) for name in FACTS])
    superuser("UPDATE dispatch_event SET hash = %s WHERE id = %s", [old, event.pk])
    superuser("UPDATE dispatch_ticket SET chain_hash = %s WHERE id = %s", [old, fresh.pk])
    assert verify()[0] == 0


def test_a_stage_changed_behind_the_gate_is_found(log, superuser):
    superuser("UPDATE dispatch_ticket SET stage = 'handling' WHERE id = %s", [log.waiting.pk])
    code, said = verify()
    assert code == 1
    assert f"ticket {log.waiting.number}: it stands at “handling”, but its last event led to “assignment”" in said


def test_what_is_no_day_and_no_ticket_is_said(log):
    for options, sentence in ({"since": "gestern"}, "is no day"), ({"ticket": "T1"}, "There is no ticket T1"):
        with pytest.raises(CommandError, match=sentence):
            call_command("verify_log", **options)
