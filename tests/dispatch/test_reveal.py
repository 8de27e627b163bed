"""reveal: a number is masked on every page; one look, for a reason, is one event."""

import pytest

from dispatch import services
from dispatch.models import Event
from dispatch.workflow import Stage
from tests.dispatch.verbs import WORDS, address, events, filled, rules

PHONE = "19900001234"


class TestRules(rules("reveal", stage=Stage.CALLBACK, who="callback", others=["viewer", "supervisor"])):
    pass


def test_the_number_is_in_the_answer_and_on_no_page(world, as_):
    ticket = world.ticket_at(Stage.CALLBACK)
    browser = as_("callback")
    for url in (ticket.get_absolute_url(), address("reveal", ticket), ticket.get_absolute_url() + "?fragments=1"):
        html = browser.get(url).content.decode()
        assert PHONE not in html
    assert "199****1234" in browser.get(ticket.get_absolute_url()).content.decode()
    answer = browser.send(address("reveal", ticket), filled("reveal", world, ticket))
    assert PHONE in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    assert PHONE not in browser.get(ticket.get_absolute_url()).content.decode()


def test_who_looked_when_and_why_is_for_the_centre_alone(world, as_):
    ticket = world.ticket_at(Stage.HANDLING)
    as_("dispatcher").send(address("reveal", ticket), filled("reveal", world, ticket))
    event = events(ticket, "reveal").get()
    assert event.audience == Event.Audience.CENTRE
    assert PHONE not in str(event.data)
    assert WORDS in as_("dispatcher").get(ticket.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    "bad", [{"text": ""}, {"party_id": ""}, {"party_id": "abc"}, {"party_id": "99999999999999999999"}]
)
def test_without_a_reason_or_a_party_nothing_is_shown(world, as_, bad):
    ticket = world.ticket_at(Stage.CALLBACK)
    response = as_("callback").send(address("reveal", ticket), {**filled("reveal", world, ticket), **bad})
    assert response.status_code == 422
    assert PHONE not in response.content.decode()
    assert not events(ticket, "reveal").exists()


def test_a_party_of_another_ticket_is_not_shown(world, as_):
    other = world.ticket(caller=services.Caller(phone="19900009999"))
    ticket = world.ticket_at(Stage.CALLBACK)
    data = {**filled("reveal", world, ticket), "party_id": other.parties.get().pk}
    response = as_("callback").send(address("reveal", ticket), data)
    assert response.status_code == 422
    assert "19900009999" not in response.content.decode()


def test_a_unit_sees_it_while_its_part_is_open_and_never_after(world, as_):
    ticket = world.ticket_at(Stage.HANDLING)
    data = filled("reveal", world, ticket)
    assert PHONE in as_("roads_handler").send(address("reveal", ticket), data).content.decode()
    world.finish(ticket, world.roads)
    response = as_("roads_handler").send(address("reveal", ticket), data)
    assert response.status_code == 403
    assert PHONE not in response.content.decode()
