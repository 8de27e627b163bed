"""ask_extension, grant_extension, decline_extension: before overdue, at most twice, answered by another."""

import datetime

import pytest

from dispatch import services
from dispatch.models import Extension
from dispatch.workflow import Stage
from tests.cast import make_person
from tests.dispatch.verbs import WORDS, address, filled, rules
from units import clock
from units.refusals import BadInput, NotAllowed

OTHERS = ["dispatcher", "call_taker", "verifier", "callback", "viewer", "supervisor"]


class TestGranting(
    rules(
        "grant_extension", stage=Stage.HANDLING, who="shift_leader", others=OTHERS, ready=lambda w: w.extension_asked()
    )
):
    pass


class TestDeclining(
    rules(
        "decline_extension",
        stage=Stage.HANDLING,
        who="shift_leader",
        others=OTHERS,
        ready=lambda w: w.extension_asked(),
    )
):
    pass


def resolve(world, ticket):
    return world.part(ticket, world.roads).clocks.get(kind="resolve")


def test_one_original_limit_more_and_the_promise_to_the_caller_stays(world, as_):
    ticket = world.extension_asked()
    due, promise = resolve(world, ticket).due_at, ticket.clocks.get(kind="handling").due_at
    as_("shift_leader").send(address("grant_extension", ticket), filled("grant_extension", world, ticket))
    assert resolve(world, ticket).due_at == due + datetime.timedelta(hours=24)
    assert ticket.clocks.get(kind="handling").due_at == promise
    granted = Extension.objects.get()
    assert (granted.state, granted.answered_by, granted.answer) == ("granted", world.shift_leader, WORDS)


def test_there_is_no_third_and_none_while_one_waits(world):
    ticket = world.extension_asked()
    part = world.part(ticket, world.roads)
    with pytest.raises(BadInput):
        services.ask_extension(part, text="再等", by=world.roads_handler)
    services.grant_extension(ticket, extension=ticket.extensions.get(), by=world.shift_leader)
    services.ask_extension(part, text="再等", by=world.roads_handler)
    services.decline_extension(ticket, extension=ticket.extensions.last(), text="不行", by=world.shift_leader)
    with pytest.raises(BadInput):
        services.ask_extension(part, text="第三次", by=world.roads_handler)


def test_after_the_limit_nobody_asks_for_more(world, as_):
    ticket = world.accepted()
    part = world.part(ticket, world.roads)
    with clock.at(resolve(world, ticket).due_at + datetime.timedelta(seconds=1)):
        answer = as_("roads_handler").send(
            f"/parts/{part.pk}/ask_extension/", {"text": "来不及", "version": part.version}
        )
    assert answer.status_code == 422
    assert not Extension.objects.exists()


def test_whoever_asked_does_not_grant_and_neither_does_his_unit(world):
    """A person who holds both roles is refused by name of the rule."""
    ticket = world.extension_asked()
    both = make_person("shift_leader", world.roads)
    with pytest.raises(NotAllowed):
        services.grant_extension(ticket, extension=ticket.extensions.get(), by=both)
    leader = make_person("shift_leader", world.centre)
    Extension.objects.update(asked_by=leader)
    with pytest.raises(NotAllowed):
        services.grant_extension(ticket, extension=ticket.extensions.get(), by=leader)


def test_a_part_that_ends_asks_for_nothing_any_more(world):
    ticket = world.extension_asked()
    world.finish_accepted(ticket, world.roads)
    assert Extension.objects.get().state == "declined"
    assert Extension.objects.get().answered_by is None


def test_the_portal_says_what_is_left_of_the_rule(world, as_):
    ticket = world.accepted()
    part = world.part(ticket, world.roads)
    html = as_("roads_handler").get(f"/inbox/{part.pk}/").content.decode()
    assert "2 of 2 are left" in html
    services.ask_extension(part, text="等", by=world.roads_handler)
    services.grant_extension(ticket, extension=ticket.extensions.get(), by=world.shift_leader)
    html = as_("roads_handler").get(f"/inbox/{part.pk}/").content.decode()
    assert "1 of 2 is left" in html


def test_the_queue_shows_who_waits_and_to_whom_it_belongs(world, as_):
    ticket = world.extension_asked()
    html = as_("shift_leader").get("/asked/").content.decode()
    assert ticket.number in html and "等待配件" in html and f"/tickets/{ticket.number}/grant_extension/" in html
    assert as_("dispatcher").get("/asked/").status_code == 403
    assert as_("roads_handler").get("/asked/").status_code == 403


def test_the_original_limit_is_the_first_clocks_whatever_item_it_is_now(world):
    ticket = world.extension_asked()
    due = resolve(world, ticket).due_at
    services.classify(ticket, item=world.lamp, text="其实是路灯", by=world.dispatcher)
    services.grant_extension(ticket, extension=ticket.extensions.get(), by=world.shift_leader)
    assert resolve(world, ticket).due_at == due + datetime.timedelta(hours=24), "not the 72 hours of the new item"
    services.ask_extension(world.part(ticket, world.roads), text="再等", by=world.roads_handler)
    services.grant_extension(ticket, extension=ticket.extensions.last(), by=world.shift_leader)
    assert resolve(world, ticket).due_at == due + datetime.timedelta(hours=48), "the second adds as much as the first"


def test_what_a_unit_asked_for_falls_with_its_part(world, as_):
    ticket = world.ticket_at(Stage.HANDLING)
    part = world.part(ticket, world.water)
    services.accept(part, by=world.water_handler)
    services.ask_extension(part, text="等待配件", by=world.water_handler)
    assert ticket.number in as_("shift_leader").get("/asked/").content.decode()
    services.release(ticket, part=part, text="不再需要", by=world.dispatcher)
    assert Extension.objects.get().state == "declined"
    assert ticket.number not in as_("shift_leader").get("/asked/").content.decode()
