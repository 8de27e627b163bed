"""verify: the work is really done; whoever handled it never says so."""

from dispatch.models import Assignment
from dispatch.workflow import Stage
from tests.cast import make_person
from tests.dispatch.verbs import WORDS, address, events, filled, rules
from units.models import Membership


class TestRules(
    rules(
        "verify", stage=Stage.VERIFICATION, who="verifier", others=["dispatcher", "callback", "viewer", "roads_handler"],
        reaches=Stage.CALLBACK,
    )
):  # fmt: skip
    pass


def test_what_was_seen_stands_on_the_timeline(world, as_):
    ticket = world.ticket_at(Stage.VERIFICATION)
    browser = as_("verifier")
    browser.send(address("verify", ticket), filled("verify", world, ticket))
    assert WORDS in browser.get(ticket.get_absolute_url()).content.decode()


def test_where_nobody_wants_a_call_back_it_closes_with_a_disposition(world, as_):
    ticket = world.ticket_at(Stage.VERIFICATION, caller=None)
    browser = as_("verifier")
    assert browser.send(address("verify", ticket), filled("verify", world, ticket)).status_code == 422
    data = {**filled("verify", world, ticket), "disposition": "on_site"}
    assert browser.send(address("verify", ticket), data).status_code == 302
    ticket.refresh_from_db()
    assert (ticket.stage, ticket.disposition) == (Stage.CLOSED, "on_site")


def test_the_collector_of_the_cell_answers_from_his_tasks_where_a_photo_goes_with_it(world, as_):
    ticket = world.ticket_at(Stage.VERIFICATION)
    browser = as_("collector")
    assert browser.send(address("verify", ticket), filled("verify", world, ticket)).status_code == 403
    assert 'data-verb="' not in browser.get(ticket.get_absolute_url()).content.decode()


def test_whoever_handled_it_never_verifies_it(world, as_):
    """A person with both roles, and a verifier of the unit that worked on it."""
    ticket = world.ticket_at(Stage.VERIFICATION)
    both = make_person("verifier", world.centre)
    Membership.objects.create(user=both, unit=world.fire, role="unit_handler")
    Assignment.objects.filter(ticket=ticket).update(handler=both)
    of_the_unit = make_person("verifier", world.water)
    for person in (both, of_the_unit):
        assert as_(person).send(address("verify", ticket), filled("verify", world, ticket)).status_code == 403
        assert as_(person).get(address("verify", ticket)).status_code == 403
    assert not events(ticket, "verify").exists()
