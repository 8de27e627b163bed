"""A refusal is an answer: a status, a code, and a sentence for the person who tried; never a 500."""

import uuid

import pytest
from django.urls import reverse

from dispatch import services
from dispatch.workflow import Stage

EN = {"Accept-Language": "en"}
JSON = {"Accept": "application/json", **EN}


def address(verb, ticket):
    return reverse(f"dispatch:{verb}", args=[ticket.number])


def test_a_stage_that_is_gone_is_named_with_a_way_on(world, as_):
    ticket = world.ticket_at(Stage.HANDLING)
    response = as_("dispatcher").send(address("void", ticket), {"version": ticket.version, "text": "误报"}, headers=EN)
    html = response.content.decode()
    assert response.status_code == 409
    assert "“Void” is not possible now: the ticket is at “Handling”." in html
    assert "data-sentence" in html
    assert f'href="{ticket.get_absolute_url()}"' in html


def test_a_stale_form_whose_move_is_gone_names_who_and_when(world, as_):
    ticket = world.ticket()
    drawn_from = ticket.version
    services.assign(ticket, lead=world.roads, by=world.shift_leader)
    response = as_("dispatcher").send(address("void", ticket), {"version": drawn_from, "text": "误报"}, headers=EN)
    html = response.content.decode()
    assert response.status_code == 409
    assert f"Changed by {world.shift_leader.name} at " in html


def test_machines_get_the_same_as_json(world, as_):
    ticket = world.ticket_at(Stage.HANDLING)
    browser, data = as_("dispatcher"), {"version": ticket.version, "text": "误报"}
    answer = browser.send(address("void", ticket), data, headers=JSON)
    assert answer.status_code == 409
    assert answer.json()["code"] == "wrong_stage"
    answer = as_("verifier").send(address("void", ticket), data, headers=JSON)
    assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")
    answer = as_("police_handler").send(address("void", ticket), data, headers=JSON)
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_a_fragment_is_answered_with_a_fragment(world, as_):
    ticket = world.ticket_at(Stage.HANDLING)
    response = as_("dispatcher").get(address("void", ticket), headers={**EN, "HX-Request": "true"})
    assert response.status_code == 409
    assert "<html" not in response.content.decode()
    assert "is not possible now" in response.content.decode()


def test_the_same_key_with_other_words_is_a_conflict(world, as_):
    ticket, key, browser = world.ticket(), uuid.uuid4(), as_("dispatcher")
    assert browser.send(address("note", ticket), {"text": "一"}, key=key).status_code == 302
    response = browser.send(address("note", ticket), {"text": "二"}, key=key, headers=JSON)
    assert (response.status_code, response.json()["code"]) == (409, "key_reused")
    assert ticket.notes.count() == 1


def test_a_page_without_its_token_is_refused_in_words(world, as_):
    ticket, browser = world.ticket(), as_("dispatcher")
    browser.handler.enforce_csrf_checks = True
    response = browser.send(address("note", ticket), {"text": "一"}, headers=EN)
    assert response.status_code == 403
    assert "too old to be trusted" in response.content.decode()


def test_an_old_service_sentence_is_at_its_field_and_nothing_typed_is_lost(world, as_):
    ticket = world.ticket_at(Stage.HANDLING)
    services.hand_back(world.part(ticket, world.roads), reason="R5", text="地点不清", by=world.roads_handler)
    ticket.refresh_from_db()
    data = {"version": ticket.version, "disposition": "explained", "text": "已当面解释"}
    response = as_("dispatcher").send(address("settle", ticket), data, headers=EN)
    html = response.content.decode()
    assert response.status_code == 422
    assert 'id="id_settle_text-error"' in html
    assert "已当面解释" in html
    assert 'value="explained" selected' in html
    assert f'name="version" value="{ticket.version}"' in html


@pytest.mark.parametrize("who", ["nobody"])
def test_a_person_without_a_role_is_told_so(world, as_, who):
    from units.models import User

    user = User.objects.create(username=who, name="新人", password="!")
    response = as_(user).get("/", follow=True, headers=EN)
    assert response.status_code == 200
    assert "You have no role yet" in response.content.decode()


def test_the_registry_lists_units_with_their_duty_phones(world, as_):
    html = as_("sysadmin").get(reverse("registry"), headers=EN).content.decode()
    assert "City Management" in html
    assert "0000-110" in html
    assert as_("roads_handler").get(reverse("registry")).status_code == 403
