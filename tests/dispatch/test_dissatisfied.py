"""dissatisfied: the caller says "not solved"; it is never closed silently."""

import pytest

from dispatch.models import Callback
from dispatch.workflow import Stage
from tests.dispatch.verbs import WORDS, address, filled, rules


class TestRules(
    rules(
        "dissatisfied", stage=Stage.CALLBACK, who="callback",
        others=["dispatcher", "verifier", "viewer", "roads_handler"], reaches=Stage.HANDLING,
    )
):  # fmt: skip
    pass


@pytest.mark.parametrize("to", [Stage.HANDLING, Stage.ASSIGNMENT])
def test_it_goes_back_to_the_lead_or_to_the_dispatcher(world, as_, to):
    ticket = world.ticket_at(Stage.CALLBACK)
    data = {**filled("dissatisfied", world, ticket), "to": to.value}
    assert as_("callback").send(address("dissatisfied", ticket), data).status_code == 302
    ticket.refresh_from_db()
    assert (ticket.stage, ticket.reworks) == (to, 1)
    assert Callback.objects.get(ticket=ticket).solved == "not_solved"


def test_the_words_of_the_caller_are_needed(world, as_):
    ticket = world.ticket_at(Stage.CALLBACK)
    response = as_("callback").send(
        address("dissatisfied", ticket), {"version": ticket.version, "to": "assignment", "text": ""}
    )
    html = response.content.decode()
    assert response.status_code == 422
    assert 'id="id_dissatisfied_text-error"' in html
    assert WORDS not in html
    assert 'value="assignment" required id="id_dissatisfied_to_1" checked' in html.replace("  ", " ") or (
        "checked" in html
    ), "what was chosen is kept"
