"""Two people acting at once: one wins, the other is told who and when. Real threads, real commits."""

import threading
import uuid
from datetime import timedelta

import pytest
from django.db import connection

from dispatch import services
from dispatch.models import Assignment, Event, Handover
from dispatch.workflow import Stage
from tests.cast import World, make_person
from units import clock, receipts, scope
from units.models import Receipt
from units.refusals import Conflict, Refusal, Stale

DAY = timedelta(days=1)


@pytest.fixture
def world(transactional_db):
    return World()


def at_once(*acts):
    """Run the acts behind one barrier, each on a connection of its own; returns what each returned or raised."""
    barrier, results = threading.Barrier(len(acts)), [None] * len(acts)

    def run(index, act):
        try:
            with scope.system():
                barrier.wait()
                results[index] = act()
        except Exception as error:
            results[index] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_of_two_dispatchers_one_assigns_and_the_other_reads_who_was_quicker(world):
    ticket, second = world.ticket(), make_person("dispatcher", world.centre, name="第二调度")
    results = at_once(
        lambda: services.assign(ticket, lead=world.roads, by=world.dispatcher, version=1),
        lambda: services.assign(ticket, lead=world.police, by=second, version=1),
    )
    refused = [r for r in results if isinstance(r, Refusal)]
    assert len(refused) == 1
    assert isinstance(refused[0], Stale)
    winner = Assignment.objects.get(ticket=ticket).by
    assert winner.name in str(refused[0])
    assert refused[0].facts["at"]
    assert Event.objects.filter(ticket=ticket, kind="assign").count() == 1


def test_many_acts_on_one_ticket_leave_one_unbroken_chain(world):
    ticket = world.ticket_at(Stage.HANDLING)
    roads, water = world.part(ticket, world.roads), world.part(ticket, world.water)
    at_once(
        lambda: services.accept(roads, by=world.roads_handler),
        lambda: services.accept(water, by=world.water_handler),
        *[lambda n=n: services.note(ticket, text=f"第{n}条", by=world.dispatcher) for n in range(6)],
    )
    positions = list(Event.objects.filter(ticket=ticket).values_list("position", flat=True))
    assert positions == list(range(1, 11))


def test_the_same_key_at_the_same_moment_happens_once(world):
    key = uuid.uuid4()

    def send():
        with receipts.once(by=world.call_taker, key=key, digest="same") as receipt:
            if not receipt.place:
                receipt.place = world.ticket().get_absolute_url()
            return receipt.place

    places = at_once(*[send] * 5)
    assert len(set(places)) == 1, places
    assert Receipt.objects.filter(key=key).count() == 1
    assert Event.objects.filter(kind="open").count() == 1


def test_the_same_key_with_another_body_is_refused(world):
    key = uuid.uuid4()
    with receipts.once(by=world.call_taker, key=key, digest="one") as receipt:
        receipt.place = "/x/"
    with pytest.raises(Conflict), receipts.once(by=world.call_taker, key=key, digest="other"):
        pass


def test_a_write_that_failed_leaves_no_receipt(world):
    key = uuid.uuid4()
    with pytest.raises(ZeroDivisionError), receipts.once(by=world.call_taker, key=key, digest="one"):
        raise ZeroDivisionError
    assert not Receipt.objects.filter(key=key).exists()


def test_numbers_of_concurrent_calls_are_all_different(world):
    tickets = at_once(*[world.ticket] * 6)
    assert len({ticket.number for ticket in tickets}) == 6


def test_two_leaders_draft_one_ledger_and_one_of_them_signs_it(world):
    second = make_person("shift_leader", world.centre, name="第二值班长")
    found = at_once(*(lambda by=by: services.draft_handover(by=by) for by in (world.shift_leader, second)))
    assert found[0] == found[1] == Handover.objects.get()
    words = {"remarks": {}, "equipment": "", "notes": "", "version": 1}
    results = at_once(
        *(lambda by=by: services.give_handover(found[0], by=by, **words) for by in (world.shift_leader, second))
    )
    (refused,) = (r for r in results if isinstance(r, Exception))
    assert isinstance(refused, Stale) and Handover.objects.get().given_by.name in str(refused)


def test_of_two_administrators_one_answers_a_proposal_and_the_other_reads_who_was_quicker(world):
    valid_from, second = clock.local_day(clock.now()) + DAY, make_person("sysadmin", world.centre, name="第二管理员")
    proposed = services.propose_amendment(
        item=world.manhole, lead=world.water, valid_from=valid_from, text="井盖归水务", by=world.arbiter
    )
    results = at_once(
        lambda: services.accept_amendment(proposed, valid_from=valid_from, by=world.sysadmin),
        lambda: services.decline_amendment(proposed, text="维持现状", by=second),
    )
    (refused,) = (r for r in results if isinstance(r, Exception))
    proposed.refresh_from_db()
    assert isinstance(refused, Stale) and proposed.answered_by.name in str(refused)
