"""Moves of two tickets at one moment: one of them happens, nobody waits in a circle, both chains stay whole."""

import random

import pytest

from dispatch import services
from dispatch.models import Assignment, Event, Link, Ticket
from dispatch.services import chain
from dispatch.workflow import Stage
from tests.cast import World
from tests.dispatch import structure
from tests.gate.test_two_at_once import at_once
from units.refusals import BadInput, NotAllowed, Refusal

SOLVED = services.Reply(solved="solved")


@pytest.fixture
def world(transactional_db):
    return World()


def refused(results):
    """Whatever did not happen was refused with a sentence; a deadlock or a broken row would be another exception."""
    failed = [result for result in results if isinstance(result, Exception)]
    assert all(isinstance(failure, Refusal) for failure in failed), failed
    return failed


def whole(*tickets):
    """Each chain is unbroken, and whatever stands agrees with the stage."""
    for ticket in tickets:
        ticket.refresh_from_db()
        previous = ""
        for position, event in enumerate(Event.objects.filter(ticket=ticket), 1):
            assert (event.position, event.previous_hash) == (position, previous)
            assert chain.digest(event) == event.hash
            previous = event.hash
        assert (ticket.chain_position, ticket.chain_hash) == (position, previous)
        if not ticket.is_open:
            assert not ticket.clocks.running().exists() and not ticket.assignments.open().exists()


def test_two_tickets_are_merged_into_each_other_by_two_people(world):
    for _round in range(5):
        one, two = world.ticket_at(Stage.HANDLING), world.ticket()
        results = at_once(
            lambda a=one, b=two: structure.merge(world, a, other=b),
            lambda a=one, b=two: structure.merge(world, b, other=a),
        )
        (failed,) = refused(results)
        assert world.shift_leader.name in str(failed)
        whole(one, two)
        assert Link.objects.standing().between(one, two).count() == 1
        assert sorted([one.is_open, two.is_open]) == [False, True]


def test_who_waited_for_a_ticket_finds_it_again_with_another_rule(world):
    """PostgreSQL checks a join once more after the wait, against the rows that it saw before it."""
    for _round in range(5):
        ticket = world.ticket()
        results = at_once(
            lambda t=ticket: services.classify(t, item=world.lamp, text="是路灯", by=world.shift_leader),
            *[lambda t=ticket: services.note(t, text="记", by=world.dispatcher)] * 5,
        )
        assert not refused(results)
        whole(ticket)


def test_merge_against_close(world):
    for _round in range(5):
        one, two = world.ticket_at(Stage.CALLBACK), world.ticket_at(Stage.CALLBACK)
        results = at_once(
            lambda a=one, b=two: structure.merge(world, a, other=b),
            lambda b=two: services.close(b, reply=SOLVED, disposition="later", by=world.callback),
        )
        failed = refused(results)
        whole(one, two)
        assert not two.is_open
        assert len(failed) == (0 if Link.objects.filter(ticket=one).exists() else 1)


def test_split_against_assign_and_feedback(world):
    for _round in range(5):
        ticket = world.ticket()
        version = ticket.version
        failed = refused(
            at_once(
                lambda t=ticket, v=version: services.split(
                    t, item=world.lamp, words="路灯", by=world.shift_leader, rest=False, version=v
                ),
                lambda t=ticket, v=version: services.assign(t, lead=world.roads, by=world.dispatcher, version=v),
            )
        )
        assert len(failed) == 1
        whole(ticket)
        assert ticket.stage == Stage.HANDLING
    ticket = world.ticket_at(Stage.HANDLING)
    world.finish(ticket, world.water)
    part = world.part(ticket, world.roads)
    services.accept(part, by=world.roads_handler)
    refused(
        at_once(
            lambda: structure.split(world, Ticket.objects.get(pk=ticket.pk)),
            lambda: services.give_feedback(part, answer=world.DONE, by=world.roads_handler),
        )
    )
    whole(ticket)
    has_part = Link.objects.filter(other=ticket).exists()
    assert ticket.stage == (Stage.HANDLING if has_part else Stage.VERIFICATION), "a part keeps the whole from its check"


def test_release_against_feedback(world):
    for _round in range(5):
        ticket = world.ticket_at(Stage.HANDLING)
        part = world.part(ticket, world.water)
        services.accept(part, by=world.water_handler)
        failed = refused(
            at_once(
                lambda t=ticket: structure.release(world, t),
                lambda p=part: services.give_feedback(p, answer=world.DONE, by=world.water_handler),
            )
        )
        assert len(failed) == 1
        whole(ticket)
        assert Assignment.objects.get(pk=part.pk).status in ("released", "done")


def test_many_hands_on_few_tickets_never_wait_in_a_circle(world):
    """Merge, undo, link, unlink, split, join and note at random, eight at once, in every direction between four tickets."""
    tickets, chance = [world.ticket() for _ in range(4)], random.Random(7)

    def act():
        one, two = (Ticket.objects.get(pk=t.pk) for t in chance.sample(tickets, 2))
        verb = chance.choice(["merge", "unmerge", "link", "unlink", "split", "join", "note", "note"])
        if verb == "merge":
            structure.merge(world, one, other=two)
        elif verb == "unmerge":
            services.unmerge(one, text="x", by=world.shift_leader)
        elif verb == "link":
            structure.link(world, one, chance.choice(["related", "child"]), other=two)
        elif verb == "unlink":
            for link in Link.objects.standing().of(one).exclude(kind="merged")[:1]:
                services.unlink(one, link=link, by=world.shift_leader)
        elif verb == "split":
            services.split(one, item=world.lamp, words="路灯", by=world.shift_leader)
        elif verb == "join":
            services.join(one, caller=services.Caller(phone="19900003333"), source="phone", by=world.call_taker)
        else:
            services.note(one, text="记", by=world.dispatcher)

    for _round in range(12):
        failed = refused(at_once(*[act] * 8))
        assert not [f for f in failed if isinstance(f, NotAllowed)]
    whole(*Ticket.objects.all())
    for link in Link.objects.standing().filter(kind="merged"):
        assert not link.ticket.is_open
    for ticket in Ticket.objects.filter(disposition="duplicate"):
        assert Link.objects.standing().filter(ticket=ticket, kind="merged").count() == 1
    with pytest.raises(BadInput):
        services.link(tickets[0], other=tickets[0], kind="related", by=world.shift_leader)
