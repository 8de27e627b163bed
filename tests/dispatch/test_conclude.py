"""conclude: a reopened ticket never closes by itself; where its caller cannot be asked, the shift leader closes it."""

import pytest

from dispatch import services
from dispatch.workflow import Stage
from tests.dispatch.verbs import address, filled, rules


class TestRules(
    rules(
        "conclude", stage=Stage.CALLBACK, who="shift_leader",
        others=["dispatcher", "verifier", "callback", "viewer", "roads_handler"], reaches=Stage.CLOSED,
        ready=lambda world: world.unreached(),
    )
):  # fmt: skip
    pass


def test_the_third_attempt_leaves_a_reopened_ticket_open(world, as_):
    ticket = world.unreached()
    assert (ticket.stage, ticket.callback_at) == (Stage.CALLBACK, None)
    browser = as_("callback")
    for verb in ("attempt", "close", "dissatisfied"):
        assert browser.send(address(verb, ticket), filled(verb, world, ticket)).status_code == 409


def test_it_goes_to_the_desk_even_where_nobody_is_to_be_rung(world, as_):
    ticket = world.reopened(caller=None)
    assert ticket.stage == Stage.CALLBACK
    assert as_("shift_leader").send(address("conclude", ticket), filled("conclude", world, ticket)).status_code == 302


@pytest.mark.parametrize("attempts", [0, 2])
def test_while_the_caller_can_be_asked_he_is_asked(world, as_, attempts):
    ticket = world.reopened()
    for _attempt in range(attempts):
        ticket = services.attempt(ticket, outcome="no_answer", by=world.callback)
    browser = as_("shift_leader")
    assert browser.send(address("conclude", ticket), filled("conclude", world, ticket)).status_code == 409
    assert 'data-verb="conclude"' not in browser.get(ticket.get_absolute_url()).content.decode()


def test_a_disposition_and_words_are_forced(world, as_):
    ticket = world.unreached()
    response = as_("shift_leader").send(address("conclude", ticket), {"version": ticket.version})
    html = response.content.decode()
    assert response.status_code == 422
    assert 'id="id_conclude_disposition-error"' in html
    assert 'id="id_conclude_text-error"' in html
