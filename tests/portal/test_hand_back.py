"""Handing back: a reason, what each reason needs, and where the ticket goes."""

import re
import uuid

import pytest
from django.urls import reverse

from dispatch.models import Event, Photo, Return, Ticket
from dispatch.workflow import Stage, Status
from tests.photos import corpus


def url(part):
    return reverse("dispatch:hand_back", args=[part.pk])


def errors(response):
    page = response.content.decode()
    return {name for name in ("reason", "suggested_unit", "legal_basis", "other", "text", "photos") if f"{name}-error\"" in page
            and f'id="id_hand_back_{name}-error" hidden' not in page}  # fmt: skip


def test_the_leads_goes_to_the_dispatcher_with_reason_law_and_owner(as_, part, world):
    mine = part(Status.ACCEPTED)
    said = {
        "reason": "R2",
        "legal_basis": "《城市供水条例》第十八条",
        "suggested_unit": world.water.pk,
        "text": "供水井",
    }
    response = as_("roads_handler").send(url(mine), {"version": mine.version, **said})
    assert response.status_code == 302
    assert Ticket.objects.get(pk=mine.ticket_id).stage == Stage.ASSIGNMENT
    back = Return.objects.get()
    assert (back.reason, back.legal_basis, back.suggested_unit, back.text) == (
        "R2", said["legal_basis"], world.water, "供水井"
    )  # fmt: skip
    assert Event.objects.filter(ticket=mine.ticket).last().kind == "hand_back"


def test_an_assists_leaves_the_ticket_where_it_is(as_, part, world):
    mine = part(Status.SENT, unit=world.water)
    said = {"reason": "R5", "text": "不知道哪一个井盖"}
    assert as_("water_handler").send(url(mine), {"version": mine.version, **said}).status_code == 302
    assert Ticket.objects.get(pk=mine.ticket_id).stage == Stage.HANDLING


@pytest.mark.parametrize(
    ("said", "missing"),
    [
        ({}, {"reason", "text"}),
        ({"reason": "R1", "text": "不在辖区"}, {"suggested_unit", "legal_basis"}),
        ({"reason": "R2", "text": "无权处理"}, {"suggested_unit", "legal_basis"}),
        ({"reason": "R3", "text": "权属不清"}, {"suggested_unit"}),
        ({"reason": "R4", "text": "职能交叉"}, {"suggested_unit", "legal_basis"}),
        ({"reason": "R5"}, {"text"}),
        ({"reason": "R6", "text": "同一井盖"}, {"other"}),
        ({"reason": "R6", "text": "同一井盖", "other": "T20200101-0001"}, {"other"}),
        ({"reason": "R8", "text": "上月已答复"}, {"legal_basis"}),
        ({"reason": "R9", "text": "已起诉"}, {"legal_basis"}),
        ({"reason": "R7", "text": "现场没有"}, {"photos"}),
        ({"reason": "R99", "text": "x"}, {"reason"}),
        ({"reason": "R3", "text": "x", "suggested_unit": "999999999999999999999"}, {"suggested_unit"}),
        ({"reason": "R3", "text": "x", "suggested_unit": "abc"}, {"suggested_unit"}),
    ],
)
def test_what_a_reason_needs_is_asked_for_at_its_field(as_, part, said, missing):
    mine = part(Status.ACCEPTED)
    response = as_("roads_handler").send(url(mine), {"version": mine.version, **said})
    assert response.status_code == 422
    assert errors(response) == missing
    if "text" in said:
        assert said["text"] in response.content.decode()
    assert not Return.objects.exists()


def test_not_found_on_site_comes_with_its_photo(as_, part):
    mine = part(Status.ON_SCENE)
    said = {"version": mine.version, "reason": "R7", "text": "现场井盖完好", "photos": [corpus.upload()]}
    assert as_("roads_handler").send(url(mine), said).status_code == 302
    assert Photo.objects.get().about == Photo.About.HAND_BACK


def test_the_own_unit_is_no_other_owner(as_, part, world):
    mine = part(Status.ACCEPTED)
    said = {"version": mine.version, "reason": "R1", "text": "x", "suggested_unit": world.roads.pk}
    assert as_("roads_handler").send(url(mine), said).status_code == 422


def test_nothing_ended_can_be_handed_back(as_, part):
    mine = part(Status.DONE)
    said = {"version": mine.version, "reason": "R5", "text": "x"}
    assert as_("roads_handler").send(url(mine), said).status_code == 409


def test_strangers_and_other_roles(as_, part):
    mine = part(Status.ACCEPTED)
    said = {"version": mine.version, "reason": "R5", "text": "x"}
    assert as_("water_handler").send(url(mine), said).status_code == 404
    assert as_("dispatcher").send(url(mine), said).status_code == 403


def test_the_same_key_happens_once(as_, part):
    mine, key, browser = part(Status.ACCEPTED), uuid.uuid4(), as_("roads_handler")
    for _again in range(2):
        said = {"version": mine.version, "reason": "R5", "text": "x"}
        assert browser.send(url(mine), said, key=key).status_code == 302
    assert Return.objects.count() == 1


def test_a_stale_form_keeps_what_was_typed(as_, part, world):
    mine = part(Status.SENT)
    old = mine.version
    browser = as_("roads_handler")
    browser.send(reverse("dispatch:accept", args=[mine.pk]), {"version": old})
    response = browser.send(url(mine), {"version": old, "reason": "R5", "text": "位置不明"})
    assert response.status_code == 409
    assert "位置不明" in response.content.decode()
    assert not Return.objects.exists()


def test_a_duplicate_names_the_other_ticket_which_the_unit_can_read(as_, part, world):
    mine, other, foreign = part(Status.ACCEPTED), world.ticket_at(Stage.HANDLING), world.ticket()
    said = {"version": mine.version, "reason": "R6", "text": "同一井盖"}
    unseen = as_("roads_handler").send(url(mine), {**said, "other": foreign.number})
    assert (unseen.status_code, errors(unseen)) == (422, {"other"})
    assert as_("roads_handler").send(url(mine), {**said, "other": mine.ticket.number}).status_code == 422
    assert as_("roads_handler").send(url(mine), {**said, "other": other.number}).status_code == 302
    assert Event.objects.filter(ticket=mine.ticket).last().data["other"] == other.pk
    page = as_("dispatcher").get(mine.ticket.get_absolute_url()).content.decode()
    assert other.get_absolute_url() in page, "the dispatcher is led to the other ticket"
    (merge,) = re.findall(rf'href="({reverse("dispatch:merge", args=[mine.ticket.number])}\?[^"]+)"', page)
    assert f'value="{other.number}"' in as_("dispatcher").get(merge).content.decode(), (
        "and its number stands in the form"
    )


def test_the_second_return_goes_to_the_arbiter_whichever_units_hand_it_back(as_, part, world):
    mine = part(Status.ACCEPTED)
    world.hand_back(mine.ticket, world.water, reason="R5", legal_basis="")
    assert Ticket.objects.get(pk=mine.ticket_id).stage == Stage.HANDLING, "an assist's leaves the ticket where it is"
    said = {"version": mine.version, "reason": "R3", "text": "权属不清", "suggested_unit": world.fire.pk}
    assert as_("roads_handler").send(url(mine), said).status_code == 302
    ticket = Ticket.objects.get(pk=mine.ticket_id)
    assert (ticket.stage, ticket.returns) == (Stage.ARBITRATION, 2)
    clock = ticket.clocks.running().get(assignment=None, kind="arbitration")
    assert clock.limit_seconds == 30 * 60
    assert ticket.clocks.running().filter(kind="handling").exists(), "the promise to the caller runs on"
    assert not ticket.clocks.running().filter(kind="dispatch").exists()
    assert ticket.rulings.waiting().get().item == world.manhole


def test_an_assist_that_gives_up_while_nobody_leads_opens_the_dispute_as_well(part, world):
    ticket = part(Status.ACCEPTED).ticket
    world.hand_back(ticket, world.roads, suggested_unit=world.fire)
    ticket = world.hand_back(ticket, world.water, suggested_unit=world.fire)
    assert ticket.stage == Stage.ARBITRATION
