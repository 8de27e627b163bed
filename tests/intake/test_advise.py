"""A call that ends with advice: what the caller was told is kept, and no ticket is opened."""

import uuid

import pytest

from dispatch.models import Ticket
from intake.models import Call, Draft, Validity

URL = "/calls/advise/"


def test_it_saves_the_call_with_the_advice_and_no_ticket(world, as_):
    answer = as_("call_taker").send(URL, {"number": "13800000021", "words": "怎么办证", "advice": "请到政务中心二楼。"})
    assert answer.status_code == 303
    call = Call.objects.get()
    assert (call.validity, call.advice, call.number) == (Validity.ADVICE, "请到政务中心二楼。", "13800000021")
    assert not Ticket.objects.exists()


@pytest.mark.parametrize("advice", ["", "   ", "长" * 4001], ids=["none", "blank", "long"])
def test_it_needs_the_advice_within_its_length_and_keeps_what_was_typed(world, as_, advice):
    answer = as_("call_taker").send(URL, {"words": "怎么办证", "advice": advice})
    assert answer.status_code == 422
    html = answer.content.decode()
    assert 'id="id_advice-error"' in html and "怎么办证" in html
    assert not Call.objects.exists()


def test_half_a_ticket_in_the_form_does_not_hold_it_up(world, as_):
    left_over = {"lon": "nan", "lat": "x", "item": "0000", "place": "street-0", "priority": "9", "validity": "?"}
    assert as_("call_taker").send(URL, {**left_over, "advice": "已解释。"}).status_code == 303


def test_the_same_key_twice_saves_one_call_and_the_draft_goes(world, as_):
    key, browser = uuid.uuid4(), as_("call_taker")
    browser.send("/calls/draft/", {"words": "怎么办证"}, key=key)
    for _ in range(2):
        assert browser.send(URL, {"advice": "已解释。"}, key=key).status_code == 303
    assert Call.objects.count() == 1
    assert not Draft.objects.exists()
