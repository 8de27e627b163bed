"""seal: a ticket becomes confidential, and for the uncleared it is gone; every look at it is kept."""

import pytest
from django.urls import reverse

from dispatch import services
from dispatch.live import sequencer
from dispatch.live.deltas import Changes
from dispatch.models import Event, Feed, Verification
from dispatch.workflow import LOOK, Stage
from tests.dispatch.verbs import WORDS, address, events, filled, rules

UNCLEARED = ("call_taker", "dispatcher", "verifier", "callback", "arbiter", "supervisor", "viewer")
PHONE = "19900001234"


class TestRules(
    rules("seal", stage=Stage.HANDLING, who="shift_leader", others=["dispatcher", "call_taker", "supervisor", "viewer"])
):
    pass


def sealed(world, stage=Stage.HANDLING, **more):
    return services.seal(world.ticket_at(stage, **more), text="举报人要求保密", by=world.shift_leader)


def test_it_says_why_and_is_refused_a_second_time(world, as_):
    ticket = world.ticket_at(Stage.HANDLING)
    assert as_("shift_leader").send(address("seal", ticket), {"version": ticket.version}).status_code == 422
    ticket = services.seal(ticket, text=WORDS, by=world.shift_leader)
    assert as_("shift_leader").send(address("seal", ticket), filled("seal", world, ticket)).status_code == 409
    assert events(ticket, "seal").count() == 1


@pytest.mark.parametrize("who", UNCLEARED)
def test_for_the_uncleared_it_does_not_exist(world, as_, who):
    ticket = sealed(world)
    browser = as_(who)
    assert browser.get(ticket.get_absolute_url()).status_code == 404
    for page in ("/board/", "/board/?rows=1", "/board/points.json", "/board/next/", f"/find/?number={ticket.number}"):
        answer = browser.get(page)
        assert ticket.get_absolute_url() not in answer.content.decode(), page
        assert ticket.number not in answer.headers.get("Location", ""), page
    found = browser.post("/find/", {"phone": PHONE}).content.decode()
    assert ticket.number not in found


def test_its_collector_loses_the_check_and_the_desk_keeps_it(world, as_):
    ticket = world.ticket_at(Stage.VERIFICATION)
    task = reverse("grid:task", args=[Verification.objects.get(ticket=ticket).pk])
    collector = as_("collector")
    assert collector.get(task).status_code == 200
    services.seal(ticket, text="保密", by=world.shift_leader)
    assert collector.get(task).status_code == 404
    assert ticket.number not in collector.get("/tasks/").content.decode()
    data = {**filled("verify", world, ticket)}
    assert collector.send(address("verify", ticket), data).status_code == 404
    assert as_("shift_leader").send(address("verify", ticket), filled("verify", world, ticket)).status_code == 302


def test_asked_after_it_was_sealed_the_check_is_no_collectors(world, as_):
    ticket = sealed(world)
    for unit in (world.roads, world.water):
        world.finish(ticket, unit)
    assert Verification.objects.waiting().filter(ticket=ticket).exists()
    assert ticket.number not in as_("collector").get("/tasks/").content.decode()
    assert events(ticket).last().cells == []


def test_the_units_on_it_work_on(world, as_):
    ticket = sealed(world)
    part = world.part(ticket, world.roads)
    page = as_("roads_handler").get(reverse("dispatch:part", args=[part.pk]))
    assert page.status_code == 200
    assert "Confidential" in page.content.decode()
    services.accept(part, by=world.roads_handler)


def test_open_screens_let_go_of_it_and_learn_no_more(world):
    ticket = world.ticket_at(Stage.HANDLING)
    sequencer.sequence_all()
    number = Feed.objects.latest("number").number
    services.seal(ticket, text="保密", by=world.shift_leader)
    services.note(ticket, text="补充", by=world.shift_leader)
    sequencer.sequence_all()
    feed = list(Feed.objects.filter(number__gt=number).select_related("event").order_by("number"))
    assert Changes(feed).message("centre", "en")["rows"] == [
        {"list": "board", "id": f"t-{ticket.pk}", "ticket": ticket.pk, "version": ticket.version + 1, "html": None}
    ]
    assert Changes(feed[1:]).message("centre", "en") is None


def test_each_look_at_its_page_is_kept_once(world, as_):
    ticket = sealed(world)
    leader, part = as_("shift_leader"), world.part(ticket, world.roads)
    leader.get(ticket.get_absolute_url())
    leader.get(ticket.get_absolute_url() + "?fragments=1")
    leader.get(address("note", ticket))
    leader.get(address("note", ticket), headers={"HX-Request": "true"})
    as_("roads_handler").get(reverse("dispatch:part", args=[part.pk]))
    looks = events(ticket, LOOK)
    assert [look.by for look in looks] == [world.shift_leader, world.shift_leader, world.roads_handler]
    assert {look.audience for look in looks} == {Event.Audience.CENTRE}
    page = leader.get(ticket.get_absolute_url()).content.decode()
    assert "Page looked at" in page
    assert "Page looked at" not in as_("roads_handler").get(reverse("dispatch:part", args=[part.pk])).content.decode()


def test_a_look_makes_no_form_stale_and_ordinary_tickets_keep_none(world, as_):
    ticket = sealed(world)
    data = filled("note", world, ticket) | {"version": ticket.version}
    as_("shift_leader").get(ticket.get_absolute_url())
    assert as_("shift_leader").send(address("unseal", ticket), {**data}).status_code == 302
    as_("shift_leader").get(ticket.get_absolute_url())
    assert events(ticket, LOOK).count() == 1
