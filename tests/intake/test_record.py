"""A unit records a matter that came to it directly (双轨制)."""

import uuid

from django.urls import reverse

from dispatch import services
from dispatch.models import Ticket
from intake.models import Call, Draft

PAGE, DRAFT = reverse("intake:record"), reverse("intake:save_own_draft")
MATTER = {"words": "群众上门反映井盖缺失", "item": "1601", "lon": "112.005", "lat": "28.005", "address": "东河路 3 号"}


def test_it_is_a_ticket_like_any_other_with_its_source(as_, world):
    response = as_("roads_handler").send(
        PAGE, {**MATTER, "name": "李某", "number": "19900005555", "wants_callback": "on"}
    )
    assert response.status_code == 303
    ticket = Ticket.objects.get()
    assert (ticket.source, ticket.opened_by, ticket.stage) == ("unit", world.roads_handler, "assignment")
    assert ticket.cell == world.east_cell
    assert ticket.wants_callback
    assert not Call.objects.exists(), "the calls of the hall are the hall's"
    assert ticket.number in as_("dispatcher").get(reverse("dispatch:board")).content.decode()
    assert ticket.number in as_("roads_handler").get(PAGE + "?fresh=1").content.decode()


def test_the_unit_may_lead_it_and_a_stranger_unit_does_not_see_it(as_, world):
    as_("roads_handler").send(PAGE, MATTER)
    ticket = Ticket.objects.get()
    assert as_("water_handler").get(ticket.get_absolute_url()).status_code == 404
    services.assign(ticket, lead=world.roads, by=world.dispatcher)
    assert world.part(ticket, world.roads).is_lead


def test_without_a_number_nobody_is_called_back(as_):
    as_("roads_handler").send(PAGE, {**MATTER, "wants_callback": "on"})
    assert not Ticket.objects.get().wants_callback


def test_what_is_half_typed_comes_back_and_is_gone_once_it_is_recorded(as_):
    browser, key = as_("roads_handler"), uuid.uuid4()
    saved = browser.post(DRAFT, {"key": str(key), "words": "群众上门", "address": "东河路"})
    assert saved.json()["saved"]
    assert "群众上门" in browser.get(PAGE).content.decode()
    assert browser.send(PAGE, MATTER, key=key).status_code == 303
    assert not Draft.objects.exists()
    assert browser.post(DRAFT, {"key": str(key), "words": "群众上门"}).status_code == 409


def test_sent_twice_it_is_one_ticket(as_):
    browser, key = as_("roads_handler"), uuid.uuid4()
    assert {browser.send(PAGE, MATTER, key=key).status_code for _ in range(2)} == {303}
    assert Ticket.objects.count() == 1


def test_a_wrong_field_has_its_sentence_and_what_was_typed_stays(as_):
    response = as_("roads_handler").send(PAGE, {"words": "群众上门反映"})
    html = response.content.decode()
    assert response.status_code == 422
    assert 'id="id_item-error"' in html
    assert 'id="id_place-error"' in html
    assert "群众上门反映" in html


def test_it_is_the_units_door_alone(as_):
    for other in ("dispatcher", "collector", "viewer"):
        assert as_(other).get(PAGE).status_code == 403
        assert as_(other).send(PAGE, MATTER).status_code == 403
        assert as_(other).send(DRAFT, {"words": "x"}).status_code == 403
    assert not Ticket.objects.exists()
