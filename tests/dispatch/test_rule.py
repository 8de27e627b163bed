"""rule: the arbiter names lead and assists; the ruling binds the units and the dispatcher, and is a precedent."""

import datetime

import pytest

from dispatch import services
from dispatch.models import Amendment, Assignment, Ruling
from dispatch.workflow import Stage, Status
from tests.dispatch.verbs import WORDS, address, events, filled, rules
from units import clock
from units.refusals import BadInput

DISPUTE = Stage.ARBITRATION
OTHERS = ["call_taker", "dispatcher", "verifier", "callback", "shift_leader", "viewer"]


class TestRules(rules("rule", stage=DISPUTE, who="arbiter", others=OTHERS, reaches=Stage.HANDLING)):
    pass


def ruled(world, **more):
    """A ticket of which the fire brigade, which did not want it, has the lead by a ruling."""
    ticket = world.ticket_at(DISPUTE)
    facts = {"lead": world.fire, "assists": [world.water], "text": WORDS, "legal_basis": "《条例》第三条"}
    return services.rule(ticket, by=world.arbiter, **facts | more)


def open_parts(ticket):
    return {(part.unit.code, part.part) for part in ticket.assignments.open().select_related("unit")}


def test_both_sides_the_place_and_the_list_stand_on_one_page(world, as_):
    ticket = world.ticket_at(DISPUTE)
    html = as_("arbiter").get(address("rule", ticket)).content.decode()
    for said in (
        world.roads.name_en,
        world.fire.name,
        "不属本单位职权",
        "《职责清单》",
        "东河路 12 号",
        "Each points at the other.",
    ):
        assert said in html, said
    assert html.count('class="panel side"') == 2


def test_whom_it_names_works_whom_it_does_not_name_is_released(world, as_):
    ticket = world.ticket_at(DISPUTE)
    data = {**filled("rule", world, ticket), "lead": world.water.pk, "assists": [world.east.pk]}
    assert as_("arbiter").send(address("rule", ticket), data).status_code == 302
    assert open_parts(ticket) == {("water", "lead"), ("east", "assist")}
    assert not ticket.clocks.running().filter(kind="arbitration").exists()
    ruling = Ruling.objects.get()
    assert (ruling.lead, ruling.assists, ruling.text, ruling.by) == (world.water, [world.east.pk], WORDS, world.arbiter)

    other = world.ticket_at(DISPUTE)
    services.rule(other, lead=world.roads, text="城管牵头", by=world.arbiter)
    assert open_parts(other) == {("roads", "lead")}
    released = other.assignments.get(unit=world.water)
    assert released.status == Status.RELEASED
    assert not released.clocks.running().exists()


def test_while_it_stands_the_units_it_names_do_not_hand_it_back_as_anothers(world):
    ticket = ruled(world)
    for unit in (world.fire, world.water):
        for reason in ("R1", "R2", "R3", "R4"):
            with pytest.raises(BadInput) as refused:
                world.hand_back(ticket, unit, reason=reason, suggested_unit=world.roads)
            assert refused.value.facts["field"] == "reason"
    ticket = world.hand_back(ticket, world.fire, reason="R5", legal_basis="")
    assert ticket.stage == Stage.ASSIGNMENT, "the count begins anew with a ruling"


def test_while_it_stands_the_dispatcher_assigns_no_other_lead_and_not_unchanged(world, as_):
    ticket = ruled(world)
    world.hand_back(ticket, world.fire, reason="R5", legal_basis="")
    browser = as_("dispatcher")
    page = browser.get(address("assign", ticket)).content.decode()
    assert f'value="{world.fire.pk}"' in page
    assert WORDS in page, "the ruling is read where it binds"
    for lead in (world.roads, world.fire):
        response = browser.send(address("assign", ticket), {**filled("assign", world, ticket), "lead": lead.pk})
        assert response.status_code == 422, lead
        assert 'id="id_assign_lead-error"' in response.content.decode()
    browser.send(address("correct", ticket), filled("correct", world, ticket))
    data = {**filled("assign", world, ticket), "lead": world.fire.pk, "assists": []}
    assert browser.send(address("assign", ticket), data).status_code == 302
    assert ("fire", "lead") in open_parts(ticket)


def test_the_next_dispatcher_of_the_item_reads_it_the_nearest_place_first(world, as_):
    west = services.Place(lon=112.015, lat=28.005, address="西山路 3 号")
    far = world.ticket(place=west)
    far = world.disputed(services.assign(far, lead=world.roads, by=world.dispatcher))
    with clock.at(clock.now()):
        services.rule(far, lead=world.police, text="远处的先例", by=world.arbiter)
    ruled(world, text="近处的先例")
    other = world.ticket_at(DISPUTE, item=world.lamp)
    services.rule(other, lead=world.roads, text="别的事项", by=world.arbiter)
    page = as_("dispatcher").get(address("assign", world.ticket())).content.decode()
    assert 0 < page.index("近处的先例") < page.index("远处的先例")
    assert "别的事项" not in page
    assert "近处的先例" in as_("viewer").get("/precedents/?item=1601").content.decode()


def test_precedents_of_confidential_tickets_are_for_the_cleared(world, as_):
    ticket = ruled(world, text="保密的先例")
    type(ticket).objects.filter(pk=ticket.pk).update(confidential=True)
    for page in ("/precedents/", address("assign", world.ticket()), "/disputes/"):
        assert "保密的先例" not in as_("dispatcher").get(page).content.decode(), page
        assert "保密的先例" in as_("shift_leader").get(page).content.decode(), page


def test_it_may_propose_a_dated_change_of_the_duty_list(world, as_):
    ticket = world.ticket_at(DISPUTE)
    day = clock.local_day(clock.now()) + datetime.timedelta(days=10)
    data = {**filled("rule", world, ticket), "assists": [world.water.pk, world.east.pk], "amend": "on"}
    for missing in ({"valid_from": ""}, {"amendment_text": ""}, {"valid_from": clock.local_day(clock.now())}):
        said = {**data, "valid_from": day, "amendment_text": "权属不明的井盖由城管牵头", **missing}
        assert as_("arbiter").send(address("rule", ticket), said).status_code == 422, missing
    said = {**data, "valid_from": day, "amendment_text": "权属不明的井盖由城管牵头"}
    assert as_("arbiter").send(address("rule", ticket), said).status_code == 302
    amendment = Amendment.objects.get()
    assert (amendment.item, amendment.lead, amendment.valid_from) == (world.manhole, world.roads, day)
    assert amendment.assists == [world.water.pk], "the street office of this one place is no unit of the rule"
    assert events(ticket, "rule").get().data["amendment"] == amendment.pk


def test_a_unit_is_either_lead_or_assist_and_a_ruling_gives_its_reasons(world, as_):
    ticket = world.ticket_at(DISPUTE)
    data = filled("rule", world, ticket)
    for wrong, field in (
        ({"assists": [world.roads.pk]}, "assists"),
        ({"text": ""}, "text"),
        ({"legal_basis": ""}, "legal_basis"),
    ):
        response = as_("arbiter").send(address("rule", ticket), {**data, **wrong})
        assert response.status_code == 422
        assert f'id="id_rule_{field}-error"' in response.content.decode()


def test_a_dispute_waits_in_the_arbiters_queue(world, as_):
    ticket = world.ticket_at(DISPUTE)
    page = as_("arbiter").get("/disputes/").content.decode()
    assert ticket.number in page
    assert address("rule", ticket) in page
    assert ticket.number in as_("dispatcher").get("/disputes/?rows=1").content.decode()
    assert as_("roads_handler").get("/disputes/").status_code == 403


def test_who_could_not_agree_reads_the_ruling_and_the_unit_that_leads_hears_it(world, as_):
    ticket = ruled(world)
    part = Assignment.objects.filter(ticket=ticket, unit=world.roads).latest("id")
    assert WORDS in as_("roads_handler").get(f"/inbox/{part.pk}/").content.decode()
