"""appraise: whether a ticket counts in the appraisal of units, with the reason."""

from dispatch import services
from dispatch.workflow import Stage
from tests.dispatch.verbs import WORDS, address, filled, rules


class TestRules(
    rules(
        "appraise", stage=Stage.CLOSED, who="shift_leader",
        others=["dispatcher", "verifier", "callback", "viewer", "roads_handler"],
    )
):  # fmt: skip
    pass


def test_it_goes_out_and_comes_back_with_the_callers_verdicts(world, as_):
    ticket = world.ticket_at(Stage.CLOSED)
    browser = as_("shift_leader")
    browser.send(address("appraise", ticket), filled("appraise", world, ticket))
    ticket.refresh_from_db()
    assert ticket.counts is False
    call = ticket.callbacks.get()
    assert (call.counts, call.not_counted_because) == (False, WORDS)
    assert WORDS in browser.get(ticket.get_absolute_url()).content.decode()
    services.appraise(ticket, counts=True, text="复核后计入", by=world.shift_leader)
    call.refresh_from_db()
    assert (call.counts, call.not_counted_because) == (True, "")
