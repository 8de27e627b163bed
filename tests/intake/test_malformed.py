"""Bad input on the call form: a sentence at the field, nothing typed lost, never a 500."""

import pytest

from dispatch.models import Ticket
from intake.models import Call

URL = "/calls/new/"

GOOD = {"item": "1601", "address": "东河路 12 号", "words": "井盖不见了", "number": "13800000021"}
ODD = [
    ({"words": "a\x00b"}, "words"),
    ({"name": "\x00"}, "name"),
    ({"name": "名" * 61}, "name"),
    ({"words": "w" * 1_000_000}, "words"),
    ({"address": "路" * 201}, "address"),
    ({"number": "一三八"}, "number"),
    ({"number": "1" * 33}, "number"),
    ({"number": "<script>"}, "number"),
    ({"item": "9999"}, "item"),
    ({"item": "\x00"}, "item"),
    ({"item": "x" * 100_000}, "item"),
    ({"priority": "0"}, "priority"),
    ({"priority": "-1"}, "priority"),
    ({"priority": "两"}, "priority"),
    ({"lon": "nan", "lat": "28"}, "place"),
    ({"lon": "112", "lat": "inf"}, "place"),
    ({"lon": "-inf", "lat": "nan"}, "place"),
    ({"lon": "112"}, "place"),
    ({"lon": "1e999", "lat": "28"}, "place"),
    ({"lon": "181", "lat": "91"}, "place"),
    ({"place": "street-999999"}, "place"),
    ({"place": "community-0"}, "place"),
    ({"place": "street-99999999999999999999999"}, "place"),
    ({"place": "unit-1"}, "place"),
    ({"place": "street-1 OR 1=1"}, "place"),
    ({"place": "street-²"}, "place"),
]


@pytest.mark.parametrize(("odd", "field"), ODD, ids=[f"{field}-{n}" for n, (_odd, field) in enumerate(ODD)])
def test_a_sentence_stands_at_the_field_and_nothing_typed_is_lost(world, as_, odd, field):
    answer = as_("call_taker").send(URL, {**GOOD, **odd})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert f'id="id_{field}-error"' in html
    for name, typed in GOOD.items():
        assert name in odd or typed in html
    assert not Call.objects.exists()


def test_a_street_office_that_is_an_agency_is_none(world, as_):
    assert as_("call_taker").send(URL, {**GOOD, "place": f"street-{world.roads.pk}"}).status_code == 422


@pytest.mark.parametrize("key", ["", "x", "\x00", "9" * 5000, "0" * 33], ids=lambda value: repr(value)[:20])
def test_a_bad_key_is_answered_by_a_sentence_and_a_good_key(world, as_, key):
    answer = as_("call_taker").post(URL, {**GOOD, "key": key})
    assert answer.status_code == 422
    assert 'class="form-fail"' in answer.content.decode()
    assert not Call.objects.exists()


def test_what_looks_like_markup_is_shown_as_text(world, as_):
    answer = as_("call_taker").send(URL, {"words": "<script>alert(1)</script>", "name": '"><b>'})
    assert b"<script>alert" not in answer.content and b'"><b>' not in answer.content


def test_full_width_digits_and_hyphens_are_a_number(world, as_):
    as_("call_taker").send(URL, {**GOOD, "number": "（０７３１） 8888-7777"})
    assert Call.objects.get().number == "073188887777"


def test_letters_outside_the_basic_plane_are_kept(world, as_):
    as_("call_taker").send(URL, {**GOOD, "words": "𠮷野家门口 😀", "name": "𠮷"})
    assert Ticket.objects.get().words == "𠮷野家门口 😀"
