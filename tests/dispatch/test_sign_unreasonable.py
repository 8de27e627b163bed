"""sign_unreasonable, refuse_unreasonable: the second signature, never by the one who found it so."""

from dispatch import services
from dispatch.models import Callback, Unreasonable
from dispatch.workflow import Stage
from tests.dispatch.verbs import WORDS, address, events, filled, rules


def found(world):
    return services.find_unreasonable(world.not_solved(), text="已三次答复，政策不允许", by=world.dispatcher)


class TestSigning(
    rules(
        "sign_unreasonable", stage=Stage.ASSIGNMENT, who="shift_leader",
        others=["dispatcher", "call_taker", "verifier", "callback", "viewer"], reaches=Stage.CLOSED, ready=found,
    )
):  # fmt: skip
    pass


class TestRefusing(
    rules(
        "refuse_unreasonable", stage=Stage.ASSIGNMENT, who="shift_leader",
        others=["dispatcher", "call_taker", "verifier", "callback", "viewer"], ready=found,
    )
):  # fmt: skip
    pass


def test_signed_it_closes_and_does_not_count(world, as_):
    ticket = found(world)
    as_("shift_leader").send(address("sign_unreasonable", ticket), filled("sign_unreasonable", world, ticket))
    ticket.refresh_from_db()
    assert (ticket.stage, ticket.disposition, ticket.counts) == (Stage.CLOSED, "unreasonable", False)
    verdict = Callback.objects.get(ticket=ticket, solved="not_solved")
    assert (verdict.counts, verdict.not_counted_because) == (False, "已三次答复，政策不允许")


def test_refused_the_dispatcher_decides_otherwise(world, as_):
    ticket = found(world)
    as_("shift_leader").send(address("refuse_unreasonable", ticket), filled("refuse_unreasonable", world, ticket))
    ticket.refresh_from_db()
    assert Unreasonable.objects.get(ticket=ticket).answer == WORDS
    assert services.not_solved(ticket)
    services.redo(ticket, text="再去一次", by=world.dispatcher)


def test_nobody_signs_what_he_found_himself(world, as_):
    ticket = services.find_unreasonable(world.not_solved(), text="已答复", by=world.shift_leader)
    browser = as_("shift_leader")
    for verb in ("sign_unreasonable", "refuse_unreasonable"):
        assert browser.send(address(verb, ticket), filled(verb, world, ticket)).status_code == 403
        assert not events(ticket, verb).exists()


def test_where_nothing_waits_there_is_nothing_to_sign(world, as_):
    ticket = world.not_solved()
    data = filled("sign_unreasonable", world, ticket)
    assert as_("shift_leader").send(address("sign_unreasonable", ticket), data).status_code == 409


def test_nothing_is_closed_over_somebodys_work(world, as_):
    ticket = found(world)
    services.raise_danger(ticket, to=world.police, text="又有人受伤", by=world.dispatcher)
    browser = as_("shift_leader")
    answer = browser.send(address("sign_unreasonable", ticket), filled("sign_unreasonable", world, ticket))
    assert answer.status_code == 422
    assert "still working" in answer.content.decode()
    ticket.refresh_from_db()
    assert ticket.is_open and Unreasonable.objects.get(ticket=ticket).state == "proposed"
