"""settle: answered on the phone, nobody has to act."""

from dispatch.workflow import Stage
from tests.dispatch.verbs import WORDS, address, filled, rules


class TestRules(
    rules(
        "settle", stage=Stage.ASSIGNMENT, who="call_taker", others=["verifier", "callback", "viewer"],
        reaches=Stage.CLOSED,
    )
):  # fmt: skip
    pass


def test_it_closes_with_disposition_and_words(world, as_):
    ticket = world.ticket()
    as_("dispatcher").send(address("settle", ticket), filled("settle", world, ticket))
    ticket.refresh_from_db()
    assert ticket.disposition == "explained"
    assert ticket.notes.get().text == WORDS


def test_both_are_needed(world, as_):
    ticket = world.ticket()
    response = as_("dispatcher").send(address("settle", ticket), {"version": ticket.version, "text": " "})
    html = response.content.decode()
    assert response.status_code == 422
    assert 'id="id_settle_disposition-error"' in html
    assert 'id="id_settle_text-error"' in html


def test_what_only_work_can_bring_is_no_answer_on_the_phone(world, as_):
    ticket = world.ticket()
    data = {**filled("settle", world, ticket), "disposition": "on_site"}
    assert as_("dispatcher").send(address("settle", ticket), data).status_code == 422
