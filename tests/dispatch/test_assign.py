"""assign: the dispatcher sends a ticket to a lead and any number of assists."""

import re

from dispatch import services
from dispatch.models import Assignment
from dispatch.workflow import Stage
from tests.dispatch.verbs import WORDS, address, events, filled, rules


class TestRules(
    rules(
        "assign", stage=Stage.ASSIGNMENT, who="dispatcher", others=["call_taker", "verifier", "callback", "viewer"],
        reaches=Stage.HANDLING,
    )
):  # fmt: skip
    pass


def chosen(html, name):
    select = re.search(rf'<select name="{name}".*?</select>', html, re.S)[0]
    return {int(pk) for pk in re.findall(r'<option value="(\d+)"[^>]* selected', select)}


def test_the_form_proposes_lead_and_assists_with_the_street_office_of_the_place(world, as_):
    html = as_("dispatcher").get(address("assign", world.ticket())).content.decode()
    assert chosen(html, "lead") == {world.roads.pk}
    assert chosen(html, "assists") == {world.water.pk, world.east.pk}


def test_each_unit_gets_a_part_of_its_own(world, as_):
    ticket = world.ticket()
    as_("dispatcher").send(address("assign", ticket), filled("assign", world, ticket))
    parts = Assignment.objects.filter(ticket=ticket)
    assert {(p.unit, p.part) for p in parts} == {(world.roads, "lead"), (world.water, "assist")}
    assert all(p.clocks.count() == 3 for p in parts)
    assert events(ticket, "assign").get().seat == "A01"
    assert ticket.notes.get().text == WORDS


def test_a_unit_that_handed_it_back_does_not_get_it_again_unchanged(world, as_):
    ticket = world.ticket_at(Stage.HANDLING)
    services.hand_back(
        world.part(ticket, world.roads), reason="R2", text="不属本局职权", legal_basis="条例第 3 条",
        suggested_unit=world.police, by=world.roads_handler,
    )  # fmt: skip
    browser = as_("dispatcher")
    html = browser.get(address("assign", ticket)).content.decode()
    assert chosen(html, "lead") == {world.police.pk}, "the owner that the unit suggests"
    assert "不属本局职权" in html
    data = filled("assign", world, ticket)
    response = browser.send(address("assign", ticket), data)
    assert response.status_code == 422
    html = response.content.decode()
    assert 'id="id_assign_lead-error"' in html
    assert WORDS in html, "nothing typed is lost"
    assert events(ticket, "assign").count() == 1


def test_a_unit_is_either_lead_or_assist(world, as_):
    ticket = world.ticket()
    data = {**filled("assign", world, ticket), "assists": [world.roads.pk]}
    response = as_("dispatcher").send(address("assign", ticket), data)
    assert response.status_code == 422
    assert 'id="id_assign_assists-error"' in response.content.decode()


def test_it_says_how_busy_a_unit_is(world, as_):
    world.ticket_at(Stage.HANDLING)
    html = as_("dispatcher").get(address("assign", world.ticket()), headers={"Accept-Language": "en"}).content.decode()
    assert re.search(rf'<option value="{world.roads.pk}"[^>]*data-memo="1 open"', html)


def test_what_is_no_unit_is_refused_at_its_field(world, as_):
    ticket = world.ticket()
    for bad in ("", "abc", "99999999999999999999", "-1", "\x00", str(world.centre.pk)):
        data = {**filled("assign", world, ticket), "lead": bad, "assists": [bad] if bad else []}
        response = as_("dispatcher").send(address("assign", ticket), data)
        assert response.status_code == 422, bad
        assert 'id="id_assign_lead-error"' in response.content.decode()
    assert not events(ticket, "assign").exists()


def test_who_went_because_of_danger_leads_where_he_is_the_one_that_must(world, as_):
    ticket = world.ticket(item=world.fight)
    services.raise_danger(ticket, to=world.police, text="有人受伤", by=world.call_taker)
    ticket.refresh_from_db()
    went = world.part(ticket, world.police)
    services.accept(went, by=world.police_handler)
    assert (ticket.stage, went.part) == (Stage.ASSIGNMENT, "assist")
    browser = as_("dispatcher")
    assert chosen(browser.get(address("assign", ticket)).content.decode(), "lead") == {world.police.pk}
    data = {**filled("assign", world, ticket), "lead": world.police.pk, "assists": []}
    assert browser.send(address("assign", ticket), data).status_code == 302
    part = Assignment.objects.get(ticket=ticket)
    assert (part.pk, part.part, part.status) == (went.pk, "lead", "accepted"), "it goes on as it was"
    ticket.refresh_from_db()
    assert ticket.stage == Stage.HANDLING
