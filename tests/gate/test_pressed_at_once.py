"""Two who press at once, or a unit that moves while it is pressed: one order of things, and the other is told."""

import pytest

from dispatch import services
from dispatch.models import Event, Supervision
from dispatch.workflow import Stage
from tests.cast import World, make_person
from tests.gate.test_two_at_once import at_once
from units.refusals import BadInput, Refusal, Stale


@pytest.fixture
def world(transactional_db):
    return World()


@pytest.mark.parametrize("verb", ["urge", "supervise"])
def test_of_two_who_press_one_does_and_the_other_reads_who_was_quicker(world, verb):
    ticket = world.ticket_at(Stage.HANDLING)
    more = {"text": "为何"} | ({"minutes": 30} if verb == "supervise" else {})
    part, press = world.part(ticket, world.roads), getattr(services, verb)
    results = at_once(
        *(lambda by=by: press(ticket, part=part, by=by, version=ticket.version, **more) for by in _two(world))
    )
    (refused,) = [result for result in results if isinstance(result, Refusal)]
    assert isinstance(refused, Stale)
    event = Event.objects.get(kind=verb)
    assert event.by.name in str(refused)
    assert refused.facts["at"]


def _two(world):
    return world.shift_leader, make_person("shift_leader", world.centre, name="第二值班长")


def test_a_unit_that_ends_its_part_while_it_is_supervised_owes_no_answer(world):
    """Whichever comes first: the question is answered by the part's end, or was never asked."""
    for _round in range(4):
        ticket = world.ticket_at(Stage.HANDLING)
        part = world.part(ticket, world.water)
        services.accept(part, by=world.water_handler)
        results = at_once(
            lambda t=ticket, p=part: services.supervise(t, part=p, text="为何", minutes=30, by=world.shift_leader),
            lambda p=part: services.give_feedback(p, answer=world.DONE, by=world.water_handler),
        )
        assert all(not isinstance(result, Exception) or isinstance(result, BadInput) for result in results), results
        assert not Supervision.objects.filter(answered_at=None).exists()
        assert not ticket.clocks.running().filter(kind="supervision").exists()
