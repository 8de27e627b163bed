"""split: a ticket that is several matters; each part has its own item, units and clocks."""

import pytest

from dispatch import services
from dispatch.models import Link, Ticket
from dispatch.workflow import Stage
from tests.dispatch import structure
from tests.dispatch.verbs import address, events, filled, rules
from units import scope
from units.refusals import WrongStage


class TestRules(
    rules("split", stage=Stage.HANDLING, who="dispatcher", others=["call_taker", "verifier", "callback", "viewer"])
):
    pass


def part_of(whole):
    return Ticket.objects.get(links__other=whole, links__kind="child")


def test_the_part_is_a_ticket_of_its_own_at_the_same_place(world, as_):
    whole = world.ticket_at(Stage.HANDLING)
    as_("dispatcher").send(address("split", whole), {**filled("split", world, whole), "lead": world.fire.pk})
    part = part_of(whole)
    assert (part.item, part.words, part.cell, part.address) == (world.lamp, "路灯也不亮", whole.cell, whole.address)
    assert (part.stage, part.assignments.get().unit) == (Stage.HANDLING, world.fire)
    assert not part.parties.exists() and not part.wants_callback, "the caller is called back about the whole"
    html = as_("fire_handler").get(f"/inbox/{world.part(part, world.fire).pk}/").content.decode()
    assert "路灯也不亮" in html and whole.number not in html and whole.words not in html
    with scope.of(world.fire_handler):
        assert list(Ticket.objects.all()) == [part]
    assert events(part, "link").get().data["other"] == whole.pk
    assert events(whole, "split").get().data["other"] == part.pk
    for here, there in ((whole, part), (part, whole)):
        assert there.number in as_("dispatcher").get(here.get_absolute_url()).content.decode()


def test_without_a_lead_it_waits_for_the_dispatcher_with_the_proposal_of_its_own_item(world):
    whole = world.ticket()
    part = structure.split(world, whole)
    assert part.stage == Stage.ASSIGNMENT and part.clocks.running().get().kind == "dispatch"
    assert services.propose(part).lead == world.lamp.rules.get().lead
    whole.refresh_from_db()
    assert whole.stage == Stage.ASSIGNMENT


def test_a_part_of_an_emergency_is_one_and_who_went_to_the_whole_first_need_not_go_again(world):
    whole = services.tell_emergency(world.ticket(), facts=services.Facts(dead=1), by=world.call_taker)
    services.assign(whole, lead=world.roads, assists=[world.fire], by=world.dispatcher)
    part = structure.split(world, whole, lead=world.water)
    part.refresh_from_db()
    assert (part.emergency, part.danger, part.priority, part.stage) == ("dead:1", True, 1, Stage.HANDLING)


def test_the_whole_is_not_verified_while_a_part_is_open(world):
    """Its units do not see the part, and still the database knows that it is there."""
    whole = world.ticket_at(Stage.HANDLING)
    part = structure.split(world, whole)
    for code in ("roads", "water"):
        with scope.of(getattr(world, f"{code}_handler")):
            world.finish(whole, getattr(world, code))
    whole.refresh_from_db()
    assert whole.stage == Stage.HANDLING and services.gather() == 0
    services.settle(part, disposition="explained", text="已修", by=world.dispatcher)
    assert services.gather() == 1 and services.gather() == 0
    whole.refresh_from_db()
    assert whole.stage == Stage.VERIFICATION and whole.verifications.waiting().count() == 1
    services.reopen(part, text="又坏了", by=world.dispatcher)
    with pytest.raises(WrongStage):
        services.verify(whole, by=world.verifier)


def test_a_ticket_that_goes_on_in_its_parts_alone_waits_for_them(world, as_):
    whole = world.ticket()
    data = {name: value for name, value in filled("split", world, whole).items() if name != "rest"}
    as_("dispatcher").send(address("split", whole), data)
    whole.refresh_from_db()
    assert whole.stage == Stage.HANDLING
    assert [clock.kind for clock in whole.clocks.running()] == ["handling"]
    part = part_of(whole)
    services.settle(part, disposition="explained", text="已修", by=world.dispatcher)
    services.gather()
    whole.refresh_from_db()
    whole = services.reject(whole, text="没修好", by=world.verifier)
    assert whole.stage == Stage.ASSIGNMENT, "no unit of its own: the dispatcher decides"
    services.reopen(part, text="没修好", by=world.dispatcher)
    answer = as_("dispatcher").send(
        address("settle", whole), {"version": whole.version, "disposition": "explained", "text": "x"}
    )
    assert answer.status_code == 409, "nor is it settled or voided before its part"


def test_when_the_link_ends_the_whole_waits_no_longer(world):
    whole = world.ticket()
    part = structure.split(world, whole, rest=False)
    services.unlink(part, link=Link.objects.get(), by=world.dispatcher)
    assert services.gather() == 1


def test_a_confidential_ticket_has_confidential_parts_and_a_drill_drills(world):
    whole, drill = world.ticket(), world.ticket(is_drill=True)
    Ticket.objects.filter(pk=whole.pk).update(confidential=True)
    assert structure.split(world, whole).confidential
    assert structure.split(world, drill).is_drill


def test_a_part_is_not_split_again_and_nonsense_is_answered_at_its_field(world, as_):
    whole = world.ticket()
    part = structure.split(world, whole)
    data = filled("split", world, part)
    assert as_("dispatcher").send(address("split", part), data).status_code == 422
    for bad in ({"item": "x"}, {"item": ""}, {"words": ""}, {"lead": "\x00"}, {"lead": world.centre.pk}):
        data = {**filled("split", world, whole), **bad}
        assert as_("dispatcher").send(address("split", whole), data).status_code == 422, bad
    assert Link.objects.count() == 1
