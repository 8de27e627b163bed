"""Another call about an open ticket: its caller becomes a party, and the call is a repeat."""

import uuid

import pytest

from dispatch.models import Event, Party, Ticket
from dispatch.workflow import Stage
from intake.models import Call, Concern, Validity

URL = "/calls/join/"


@pytest.mark.parametrize("stage", [Stage.ASSIGNMENT, Stage.HANDLING, Stage.VERIFICATION, Stage.CALLBACK])
def test_the_caller_joins_an_open_ticket(world, as_, stage):
    ticket = world.ticket_at(stage)
    answer = as_("call_taker").send(URL, {"ticket": ticket.number, "number": "13800000021", "wants_callback": "on"})
    assert answer.status_code == 303 and ticket.number in answer["Location"]
    assert Call.objects.get().validity == Validity.REPEAT
    assert not Concern.objects.get(ticket=ticket).opened
    assert Party.objects.get(phone="13800000021").wants_callback
    assert Event.objects.filter(ticket=ticket).latest("pk").kind == "join"


def test_what_this_caller_says_reaches_all_who_work_on_the_ticket(world, as_):
    ticket = world.ticket_at(Stage.HANDLING)
    as_("call_taker").send(URL, {"ticket": ticket.number, "words": "有人掉下去了"})
    for who in ("dispatcher", "roads_handler"):
        assert "有人掉下去了" in as_(who).get(ticket.get_absolute_url(), follow=True).content.decode()


def test_whoever_calls_again_stays_one_party_and_a_nameless_caller_is_none(world, as_):
    ticket, browser = world.ticket(), as_("call_taker")
    for caller in ({"number": world.CALLER.phone, "wants_callback": "on"}, {"words": "路人"}):
        assert browser.send(URL, {"ticket": ticket.number, **caller}).status_code == 303
    assert Party.objects.filter(ticket=ticket).count() == 1
    assert Call.objects.count() == 2


def test_a_closed_ticket_a_foreign_one_and_nonsense_are_answered_by_a_sentence(world, as_):
    closed = world.ticket_at(Stage.CLOSED)
    secret = world.ticket()
    Ticket.objects.filter(pk=secret.pk).update(confidential=True)
    for number in (closed.number, secret.number, "", "T0", "\x00", "9" * 50_000):
        answer = as_("call_taker").send(URL, {"ticket": number, "words": "还是没修"})
        assert answer.status_code == 422
        html = answer.content.decode()
        assert "还是没修" in html and 'class="form-fail"' in html
    assert not Call.objects.exists()


def test_the_same_key_twice_joins_once(world, as_):
    ticket, key, browser = world.ticket(), uuid.uuid4(), as_("call_taker")
    for _ in range(2):
        assert browser.send(URL, {"ticket": ticket.number, "number": "13800000021"}, key=key).status_code == 303
    assert Call.objects.count() == 1
    assert Party.objects.filter(phone="13800000021").count() == 1
