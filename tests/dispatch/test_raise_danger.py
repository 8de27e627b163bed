"""raise_danger: life is at stake after all. Police or rescue go at once, the agency works in parallel, on the same ticket."""

import pytest
from django.urls import reverse

from dispatch import services
from dispatch.live import sequencer
from dispatch.live.deltas import Changes
from dispatch.models import Event, Feed, Ticket
from dispatch.workflow import Stage
from tests.dispatch.verbs import address, events, filled, rules
from units.models import Unit
from units.refusals import BadInput


class TestRules(
    rules(
        "raise_danger",
        stage=Stage.HANDLING,
        who="dispatcher",
        others=["verifier", "callback", "viewer", "roads_handler"],
    )
):
    pass


def units(ticket):
    return list(ticket.assignments.open().order_by("pk").values_list("unit__code", "part"))


def test_rescue_is_sent_at_once_beside_the_agency_and_all_clocks_run(world, as_):
    ticket = world.ticket_at(Stage.HANDLING)
    as_("call_taker").send(address("raise_danger", ticket), filled("raise_danger", world, ticket))
    ticket.refresh_from_db()
    assert (ticket.danger, ticket.priority, ticket.stage) == (True, 1, Stage.HANDLING)
    assert units(ticket) == [("roads", "lead"), ("water", "assist"), ("fire", "assist")]
    part = world.part(ticket, world.fire)
    assert part.clocks.running().count() == 3
    assert part.due_at is not None
    event = events(ticket, "raise_danger").get()
    assert world.fire.pk in event.units_after
    assert world.fire.pk not in event.units_before
    page = as_("dispatcher").get(ticket.get_absolute_url()).content.decode()
    assert "Goes at once" in page


def test_whoever_works_on_it_must_say_who_goes(world, as_):
    ticket = world.ticket_at(Stage.HANDLING)
    data = filled("raise_danger", world, ticket) | {"to": ""}
    answer = as_("dispatcher").send(address("raise_danger", ticket), data)
    assert answer.status_code == 422
    assert "Say who goes at once" in answer.content.decode()
    with pytest.raises(BadInput):
        services.raise_danger(ticket, to=world.water, by=world.dispatcher)
    assert not Ticket.objects.get(pk=ticket.pk).danger


def test_where_one_is_at_work_nobody_more_is_needed(world):
    ticket = services.assign(world.ticket(), lead=world.roads, assists=[world.police], by=world.dispatcher)
    services.raise_danger(ticket, by=world.dispatcher)
    assert units(ticket) == [("roads", "lead"), ("police", "assist")]


def test_it_is_heard_by_all_who_work_on_it(world):
    ticket = world.ticket_at(Stage.HANDLING)
    sequencer.sequence_all()
    number = Feed.objects.latest("number").number
    services.raise_danger(ticket, to=world.fire, by=world.dispatcher)
    sequencer.sequence_all()
    changes = Changes(list(Feed.objects.filter(number__gt=number).select_related("event")))
    for audience in ("centre", f"unit:{world.fire.pk}", f"unit:{world.roads.pk}"):
        assert {row.get("sound") for row in changes.message(audience, "en")["rows"]} == {"new_p1"}, audience


def test_twice_says_that_it_is_known(world, as_):
    ticket = services.raise_danger(world.ticket(), by=world.call_taker)
    answer = as_("dispatcher").send(address("raise_danger", ticket), filled("raise_danger", world, ticket))
    assert answer.status_code == 409
    assert 'data-verb="raise_danger"' not in as_("dispatcher").get(ticket.get_absolute_url()).content.decode()


# --- at the assignment ---------------------------------------------------------------------------------------------
def test_the_proposal_puts_a_responder_in_front(world, as_):
    ticket = world.ticket(danger=True)
    assert ticket.priority == 1
    proposal = services.propose(ticket)
    assert (proposal.lead, proposal.first) == (world.roads, world.police)
    assert proposal.assists[0] == world.police
    page = as_("dispatcher").get(address("assign", ticket)).content.decode()
    assert "goes first, at once" in page


def test_one_that_the_list_names_goes_before_the_registrys_first(world):
    world.manhole.rules.get().assists.filter(position=0).update(unit=world.fire)
    assert services.propose(world.ticket(danger=True)).first == world.fire
    fight = services.propose(world.ticket(item=world.fight, danger=True))
    assert fight.first == fight.lead == world.police


def test_without_a_responder_it_is_not_sent(world, as_):
    ticket = world.ticket(danger=True)
    data = {"lead": world.roads.pk, "assists": [world.water.pk], "version": ticket.version}
    answer = as_("dispatcher").send(address("assign", ticket), data)
    assert answer.status_code == 422
    assert "police or rescue must go as well" in answer.content.decode()
    assert not events(ticket, "assign").exists()
    data["assists"].append(world.fire.pk)
    assert as_("dispatcher").send(address("assign", ticket), data).status_code == 302
    assert {code for code, _part in units(ticket)} == {"roads", "water", "fire"}


def test_one_that_went_already_need_not_go_again(world):
    ticket = services.raise_danger(world.ticket(), to=world.fire, by=world.call_taker)
    assert units(ticket) == [("fire", "assist")]
    ticket = services.assign(ticket, lead=world.roads, by=world.dispatcher)
    assert ticket.stage == Stage.HANDLING


def test_a_district_that_marks_nobody_is_not_held_up(world):
    Unit.objects.update(responds_first=False)
    ticket = services.assign(world.ticket(danger=True), lead=world.roads, by=world.dispatcher)
    assert ticket.stage == Stage.HANDLING


# --- at the call ---------------------------------------------------------------------------------------------------
def call(**more):
    place = {"lon": 112.005, "lat": 28.005, "address": "东河路 12 号"}
    return {"number": "19900007777", "name": "李四", "words": "有人掉下去了", "item": "1601", **place, **more}


def test_one_key_at_the_call_makes_it_the_highest_priority(world, as_):
    browser = as_("call_taker")
    assert 'data-key="Alt+X"' in browser.get(reverse("intake:take")).content.decode()
    browser.send(reverse("intake:take"), call(danger="on", priority="2"))
    ticket = Ticket.objects.get()
    assert (ticket.danger, ticket.priority) == (True, 1)
    assert Event.objects.get(ticket=ticket).data["danger"] is True


def test_worse_news_from_a_second_caller_sends_rescue(world, as_):
    ticket = world.ticket_at(Stage.HANDLING)
    as_("call_taker").send(reverse("intake:join"), call(ticket=ticket.number, danger="on"))
    ticket.refresh_from_db()
    assert ticket.danger
    assert ("police", "assist") in units(ticket)
    done = world.ticket_at(Stage.CALLBACK)
    as_("call_taker").send(reverse("intake:join"), call(ticket=done.number, danger="on"))
    assert not Ticket.objects.get(pk=done.pk).danger


def test_it_is_kept_with_the_draft(world, as_):
    browser, key = as_("call_taker"), "6f0f0a3e-0000-4000-8000-000000000001"
    browser.post(reverse("intake:save_draft"), {"key": key, "words": "有人", "danger": "on"})
    page = browser.get(f"{reverse('intake:take')}?draft={key}").content.decode()
    box = page[page.index('name="danger"') - 40 : page.index('name="danger"') + 200]
    assert "checked" in box
