"""attempt: the caller was not reached; three times at most."""

import datetime

import pytest
from django.utils import timezone

from dispatch import services
from dispatch.models import Delivery
from dispatch.services import slots
from dispatch.workflow import Stage
from tests.dispatch.verbs import address, events, filled, rules
from units import clock


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
    message = Delivery.objects.get(ticket=ticket)
    assert (message.handler, message.payload["party"]) == ("sms", ticket.parties.get().pk)
    assert ticket.number in message.payload["text"]
    assert "199" not in str(message.payload)


@pytest.mark.parametrize("outcome", ["refused", "wrong_number"])
def test_a_caller_who_refuses_or_a_wrong_number_ends_it_at_once(world, as_, outcome):
    ticket = world.ticket_at(Stage.CALLBACK)
    as_("callback").send(address("attempt", ticket), {**filled("attempt", world, ticket), "outcome": outcome})
    ticket.refresh_from_db()
    assert ticket.disposition == "unreachable"
    assert not Delivery.objects.exists(), "a stranger is not told of another's matter"


def test_reached_is_no_outcome_of_a_failed_attempt(world, as_):
    ticket = world.ticket_at(Stage.CALLBACK)
    data = {**filled("attempt", world, ticket), "outcome": "reached"}
    assert as_("callback").send(address("attempt", ticket), data).status_code == 422


def test_the_next_attempt_has_its_slot(world, as_):
    """Chosen by the desk; where nobody chose, another time of day than before."""
    ticket = world.ticket_at(Stage.CALLBACK)
    as_("callback").send(address("attempt", ticket), filled("attempt", world, ticket))
    ticket.refresh_from_db()
    assert timezone.localtime(ticket.callback_at).time() == datetime.time(18, 30)
    assert ticket.callback_at > clock.now()
    ticket = services.attempt(ticket, outcome="no_answer", by=world.callback)
    assert timezone.localtime(ticket.callback_at).time() == datetime.time(18, 30)
    ticket = services.attempt(ticket, outcome="no_answer", by=world.callback)
    assert ticket.callback_at is None


@pytest.mark.parametrize(
    ("now", "slot", "then"),
    [
        ("10 14:00", "hour", "10 15:00"), ("10 20:30", "hour", "11 08:00"), ("10 14:00", "evening", "10 18:30"),
        ("10 18:30", "evening", "11 18:30"), ("10 14:00", "morning", "11 09:00"), ("10 07:00", "morning", "10 09:00"),
        ("10 14:00", "noon", "11 12:30"),
    ],
)  # fmt: skip
def test_slots_lie_ahead_and_within_the_calling_hours(now, slot, then):
    def local(text):
        return timezone.make_aware(datetime.datetime.strptime(f"2026-03-{text}", "%Y-%m-%d %H:%M"))

    assert slots.moment(slot, local(now)) == local(then)
    assert len({when for _slot, when in slots.offered(local(now))}) == len(slots.offered(local(now)))


def test_nobody_is_rung_at_night(world):
    night = timezone.localtime(clock.now()).replace(hour=23, minute=10)
    with clock.at(night):
        ticket = world.ticket_at(Stage.CALLBACK)
    assert timezone.localtime(ticket.callback_at).hour == 8
    assert ticket.callback_at > night


def test_the_hour_that_the_caller_wished_for_is_kept(world):
    ticket = world.ticket_at(Stage.VERIFICATION)
    wish = clock.now() + datetime.timedelta(days=1)
    wish = timezone.localtime(wish).replace(hour=19, minute=0)
    type(ticket).objects.filter(pk=ticket.pk).update(callback_at=wish)
    ticket.refresh_from_db()
    assert services.verify(ticket, by=world.verifier).callback_at == wish


def test_where_the_work_took_longer_the_caller_is_rung_at_the_next_such_hour(world):
    ticket = world.ticket_at(Stage.VERIFICATION)
    wish = timezone.localtime(clock.now() - datetime.timedelta(days=3)).replace(
        hour=18, minute=30, second=0, microsecond=0
    )
    type(ticket).objects.filter(pk=ticket.pk).update(callback_at=wish)
    ticket.refresh_from_db()
    ticket = services.verify(ticket, by=world.verifier)
    assert timezone.localtime(ticket.callback_at).time() == datetime.time(18, 30)
    assert datetime.timedelta(0) < ticket.callback_at - clock.now() <= datetime.timedelta(days=1)
