"""close: the caller was reached and says that it is solved; the handler never closes."""

import pytest

from dispatch.models import Assignment, Callback
from dispatch.workflow import Stage
from tests.cast import make_person
from tests.dispatch.verbs import WORDS, address, events, filled, rules
from units.models import Membership


class TestRules(
    rules(
        "close", stage=Stage.CALLBACK, who="callback", others=["dispatcher", "verifier", "viewer", "roads_handler"],
        reaches=Stage.CLOSED,
    )
):  # fmt: skip
    pass


def test_the_answers_of_the_caller_are_kept(world, as_):
    ticket = world.ticket_at(Stage.CALLBACK)
    browser = as_("callback")
    browser.send(address("close", ticket), {**filled("close", world, ticket), "text": WORDS})
    call = Callback.objects.get(ticket=ticket)
    assert (call.solved, call.satisfied_result, call.satisfied_process, call.text) == ("solved", 3, 2, WORDS)
    ticket.refresh_from_db()
    assert ticket.disposition == "later"
    assert WORDS in browser.get(ticket.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("solved", ""), ("solved", "not_solved"), ("disposition", ""), ("disposition", "unreachable"),
        ("satisfied_result", "7"), ("satisfied_process", "x"),
    ],
)  # fmt: skip
def test_what_is_missing_or_impossible_is_said_at_its_field(world, as_, field, value):
    ticket = world.ticket_at(Stage.CALLBACK)
    response = as_("callback").send(address("close", ticket), {**filled("close", world, ticket), field: value})
    assert response.status_code == 422
    assert f'id="id_close_{field}-error"' in response.content.decode()
    assert not events(ticket, "close").exists()


def test_whoever_handled_it_never_closes_it(world, as_):
    ticket = world.ticket_at(Stage.CALLBACK)
    both = make_person("callback", world.centre)
    Membership.objects.create(user=both, unit=world.fire, role="unit_handler")
    Assignment.objects.filter(ticket=ticket).update(handler=both)
    for person in (both, make_person("callback", world.roads)):
        assert as_(person).send(address("close", ticket), filled("close", world, ticket)).status_code == 403
    assert not events(ticket, "close").exists()


def test_a_caller_who_is_not_satisfied_says_why(world, as_):
    ticket = world.ticket_at(Stage.CALLBACK)
    data = {**filled("close", world, ticket), "satisfied_process": 1}
    response = as_("callback").send(address("close", ticket), data)
    assert response.status_code == 422
    assert 'id="id_close_text-error"' in response.content.decode()
    assert as_("callback").send(address("close", ticket), {**data, "text": WORDS}).status_code == 302
