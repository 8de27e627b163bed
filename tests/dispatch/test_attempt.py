"""attempt: the caller was not reached; three times at most."""

import pytest

from dispatch.workflow import Stage
from tests.dispatch.verbs import address, events, filled, rules


class TestRules(
    rules(
        "attempt", stage=Stage.CALLBACK, who="callback", others=["dispatcher", "verifier", "viewer", "roads_handler"],
        reaches=Stage.CALLBACK,
    )
):  # fmt: skip
    pass


def test_the_third_attempt_closes_it_as_unreachable(world, as_):
    ticket = world.ticket_at(Stage.CALLBACK)
    browser = as_("callback")
    for attempt in range(3):
        page = browser.get(address("attempt", ticket), headers={"Accept-Language": "en"}).content.decode()
        assert page.count(" of 3: ") == attempt, "the form shows the attempts made"
        assert browser.send(address("attempt", ticket), filled("attempt", world, ticket)).status_code == 302
    ticket.refresh_from_db()
    assert (ticket.stage, ticket.disposition) == (Stage.CLOSED, "unreachable")
    assert browser.send(address("attempt", ticket), filled("attempt", world, ticket)).status_code == 409
    assert events(ticket, "attempt").count() == 3


@pytest.mark.parametrize("outcome", ["refused", "wrong_number"])
def test_a_caller_who_refuses_or_a_wrong_number_ends_it_at_once(world, as_, outcome):
    ticket = world.ticket_at(Stage.CALLBACK)
    as_("callback").send(address("attempt", ticket), {**filled("attempt", world, ticket), "outcome": outcome})
    ticket.refresh_from_db()
    assert ticket.disposition == "unreachable"


def test_reached_is_no_outcome_of_a_failed_attempt(world, as_):
    ticket = world.ticket_at(Stage.CALLBACK)
    data = {**filled("attempt", world, ticket), "outcome": "reached"}
    assert as_("callback").send(address("attempt", ticket), data).status_code == 422
