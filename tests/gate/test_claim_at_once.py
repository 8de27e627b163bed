"""Two hands on one call at once: one has it, the other reads who. Real threads, real commits."""

import pytest

from intake import exchange
from intake.models import Call, Ring
from intake.services import Contact, advise, ask_over, claim, give, hear, save_draft
from tests.cast import World
from tests.gate.test_two_at_once import at_once
from tests.intake.exchange import Line, signed
from units import clock
from units.refusals import Stale


@pytest.fixture
def world(transactional_db):
    return World()


def split(results):
    refused = [result for result in results if isinstance(result, Exception)]
    return [result for result in results if result not in refused], refused


def test_of_two_who_claim_a_ringing_line_one_has_it(world):
    ring = Line().ring()
    won, refused = split(at_once(lambda: claim(ring, by=world.dispatcher), lambda: claim(ring, by=world.call_taker)))
    assert (len(won), [type(one) for one in refused]) == (1, [Stale])
    assert Ring.objects.get().holder.name in str(refused[0])


def test_a_call_is_saved_or_given_away_but_never_both(world):
    for _turn in range(5):
        ring = claim(Line().ring(), by=world.call_taker)
        save_draft(key=ring.key, fields={"words": "x"}, by=world.call_taker)
        ask_over(ring, by=world.dispatcher)
        contact = Contact(number="139", key=ring.key, entered_at=clock.now())
        at_once(
            lambda ring=ring: give(ring, by=world.call_taker),
            lambda contact=contact: advise(contact, advice="x", by=world.call_taker),
        )
        ring.refresh_from_db()
        saved = Call.objects.filter(ring=ring).exists()
        assert (ring.closed_at is not None) == saved
        assert ring.holder == (world.call_taker if saved else world.dispatcher)


def test_messages_of_one_call_at_once_make_one_ring(world):
    line, now = Line(), clock.now()
    bodies = [line.body(kind) for kind in ("ringing", "answered", "hung_up", "ringing")]
    messages = [exchange.read(signed(body), body, now) for body in bodies]
    _done, refused = split(at_once(*(lambda message=message: hear(message) for message in messages)))
    assert refused == []
    ring = Ring.objects.get()
    assert (ring.messages.count(), ring.version) == (4, 4)
    assert ring.hung_up_at >= ring.answered_at >= ring.rang_at
