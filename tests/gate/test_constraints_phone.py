"""What no row of the telephone may be."""

from datetime import timedelta

from intake.models import Call, Hotline, Ring, RingMessage, Transfer
from tests.gate.test_constraints import refused
from units import clock


def test_a_ring_is_in_order_and_in_whole_hands(world):
    now = clock.now()
    before = now - timedelta(seconds=1)
    ring = Ring.objects.create(exchange_id="c", rang_at=now)
    rings = Ring.objects.filter(pk=ring.pk)
    for times in (
        {"answered_at": before},
        {"hung_up_at": before},
        {"answered_at": now + timedelta(1), "hung_up_at": now},
    ):
        refused("ring_in_order", lambda times=times: rings.update(**times))
    for half in ({"holder": world.call_taker}, {"claimed_at": now}, {"seen_at": now}, {"seat": "A01"}):
        refused("ring_held_whole", lambda half=half: rings.update(**half))
    refused("ring_wanted_of_another", lambda: rings.update(wanted_by=world.call_taker, wanted_at=now))
    rings.update(holder=world.call_taker, claimed_at=now, seen_at=now)
    refused("ring_wanted_of_another", lambda: rings.update(wanted_by=world.call_taker, wanted_at=now))
    refused("ring_wanted_of_another", lambda: rings.update(wanted_by=world.dispatcher))
    refused("ring_closed_by_its_holder", lambda: rings.update(closed_at=now))
    fix = {"fix_lon": 112.0, "fix_lat": 28.0, "fix_m": 300, "fix_at": now}
    for wrong in ({"fix_m": None}, {"fix_m": 0}, {"fix_lon": 181.0}, {"fix_at": None}):
        refused("ring_fix_whole", lambda wrong=wrong: rings.update(**{**fix, **wrong}))


def test_only_its_holder_closes_a_ring(world):
    now = clock.now()
    call = Call.objects.create(channel="phone", validity="silent", entered_at=now, saved_at=now, by=world.call_taker)
    refused("call_has_validity", lambda: Call.objects.filter(pk=call.pk).update(validity=""))
    rings = Ring.objects.filter(pk=Ring.objects.create(exchange_id="c", rang_at=now).pk)
    refused("ring_closed_by_its_holder", lambda: rings.update(closed_at=now, call=call))
    rings.update(holder=world.call_taker, claimed_at=now, seen_at=now, closed_at=now, call=call)
    refused("ring_wanted_of_another", lambda: rings.update(wanted_by=world.dispatcher, wanted_at=now))


def test_a_transfer_leads_somewhere_and_is_answered_whole(world):
    now = clock.now()
    ring = Ring.objects.create(exchange_id="c", rang_at=now)
    fields = {"ring": ring, "way": "transfer", "reason": "x", "asked_at": now, "by": world.call_taker}
    refused("transfer_leads_somewhere", lambda: Transfer.objects.create(**fields))
    refused("transfer_leads_somewhere", lambda: Transfer.objects.create(to_seat="A01", to_number="119", **fields))
    open_one = Transfer.objects.create(to_number="119", **fields)
    refused("one_open_transfer_a_ring", lambda: Transfer.objects.create(to_number="120", **fields))
    asked = Transfer.objects.filter(pk=open_one.pk)
    refused("transfer_answer_whole", lambda: asked.update(outcome="accepted"))
    refused("transfer_answer_whole", lambda: asked.update(answered_at=now))
    refused("transfer_refused_says_why", lambda: asked.update(outcome="refused", answered_at=now))


def test_messages_and_numbers_stand_once(world):
    now = clock.now()
    ring = Ring.objects.create(exchange_id="c", rang_at=now)
    message = {"event_id": "e", "ring": ring, "kind": "ringing", "at": now, "received_at": now, "digest": "x"}
    RingMessage.objects.create(**message)
    refused("intake_ringmessage_event_id_key", lambda: RingMessage.objects.create(**message))
    refused("intake_ring_exchange_id_key", lambda: Ring.objects.create(exchange_id="c", rang_at=now))
    line = {"number": "12345", "name": "x", "greeting": "x", "changed_at": now, "changed_by": world.sysadmin}
    Hotline.objects.create(**line)
    refused("intake_hotline_number_key", lambda: Hotline.objects.create(**line))


def test_an_owed_ring_is_over_and_given_up_only_as_a_saved_call(world):
    now = clock.now()
    call = Call.objects.create(channel="phone", validity="silent", entered_at=now, saved_at=now, by=world.call_taker)
    refused("call_has_validity", lambda: Call.objects.filter(pk=call.pk).update(validity=""))
    rings = Ring.objects.filter(pk=Ring.objects.create(exchange_id="c", rang_at=now).pk)
    refused("ring_owed_is_over", lambda: rings.update(origin=call))
    refused("ring_owed_is_over", lambda: rings.update(next_at=now))
    refused("ring_given_up_is_saved", lambda: rings.update(unreached_at=now))
    rings.update(origin=call, hung_up_at=now)
    second = {"exchange_id": "d", "rang_at": now, "hung_up_at": now, "origin": call}
    refused("intake_ring_origin_id_key", lambda: Ring.objects.create(**second))
