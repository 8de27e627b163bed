"""reject: not good enough; the same lead does it again and nothing is lost."""

from dispatch.workflow import Stage, Status
from tests.dispatch.verbs import WORDS, address, filled, rules


class TestRules(
    rules(
        "reject", stage=Stage.VERIFICATION, who="verifier", others=["dispatcher", "callback", "viewer", "roads_handler"],
        reaches=Stage.HANDLING,
    )
):  # fmt: skip
    pass


def test_the_lead_does_it_again_and_reads_why(world, as_):
    ticket = world.ticket_at(Stage.VERIFICATION)
    as_("verifier").send(address("reject", ticket), filled("reject", world, ticket))
    part = world.part(ticket, world.roads)
    assert (part.status, part.rework) == (Status.ACCEPTED, 1)
    assert ticket.notes.get().text == WORDS


def test_it_takes_words(world, as_):
    ticket = world.ticket_at(Stage.VERIFICATION)
    response = as_("verifier").send(address("reject", ticket), {"version": ticket.version, "text": "  "})
    assert response.status_code == 422
    assert 'id="id_reject_text-error"' in response.content.decode()
