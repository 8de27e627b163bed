"""dissatisfied: the caller says "not solved"; the dispatcher decides, and it is never closed silently."""

import pytest

from dispatch import services
from dispatch.models import Callback
from dispatch.workflow import Stage
from tests.dispatch.verbs import WORDS, address, events, filled, rules


class TestRules(
    rules(
        "dissatisfied", stage=Stage.CALLBACK, who="callback",
        others=["dispatcher", "verifier", "viewer", "roads_handler"], reaches=Stage.ASSIGNMENT,
    )
):  # fmt: skip
    pass


def test_the_dispatcher_has_fifteen_minutes_to_decide(world, as_):
    ticket = world.ticket_at(Stage.CALLBACK)
    assert (
        as_("callback").send(address("dissatisfied", ticket), filled("dissatisfied", world, ticket)).status_code == 302
    )
    ticket.refresh_from_db()
    assert (ticket.stage, ticket.reworks, ticket.callback_at) == (Stage.ASSIGNMENT, 1, None)
    assert ticket.clocks.running().get(kind="dispatch").limit_seconds == 15 * 60
    assert not ticket.clocks.running().filter(kind="callback").exists()
    assert Callback.objects.get(ticket=ticket).solved == "not_solved"


def test_the_words_of_the_caller_are_needed(world, as_):
    ticket = world.ticket_at(Stage.CALLBACK)
    response = as_("callback").send(
        address("dissatisfied", ticket), {"version": ticket.version, "satisfied_result": 1, "text": ""}
    )
    html = response.content.decode()
    assert response.status_code == 422
    assert 'id="id_dissatisfied_text-error"' in html
    assert WORDS not in html
    assert "selected" in html, "what was chosen is kept"


@pytest.mark.parametrize(("disposition", "status"), [("duplicate", 422), ("withdrawn", 422), ("explained", 302)])
def test_it_is_settled_by_an_answer_only(world, as_, disposition, status):
    ticket = world.not_solved()
    data = {**filled("settle", world, ticket), "disposition": disposition}
    assert as_("dispatcher").send(address("settle", ticket), data).status_code == status


def test_a_call_taker_does_not_settle_it_and_nobody_voids_it(world, as_):
    ticket = world.not_solved()
    assert as_("call_taker").send(address("settle", ticket), filled("settle", world, ticket)).status_code == 403
    assert as_("dispatcher").send(address("void", ticket), filled("void", world, ticket)).status_code == 422
    assert not events(ticket, "settle").exists()
    assert not events(ticket, "void").exists()


def test_another_unit_may_get_it_and_then_it_is_decided(world):
    ticket = world.not_solved()
    assert services.not_solved(ticket)
    ticket = services.assign(ticket, lead=world.police, by=world.dispatcher)
    services.hand_back(world.part(ticket, world.police), reason="R5", text="地点不清", by=world.police_handler)
    ticket.refresh_from_db()
    assert not services.not_solved(ticket)
