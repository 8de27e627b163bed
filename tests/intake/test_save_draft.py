"""The half-typed call: kept while typing, back after a reload, gone once it is saved, and nobody else's."""

import datetime
import uuid

import pytest

from intake.models import Draft
from tests.cast import make_person
from units import clock

URL = "/calls/draft/"
PAGE = "/calls/new/"
TYPED = {"number": "13800000021", "words": "井盖不见了", "item": "1601", "wants_callback": "on"}


def test_it_keeps_what_is_typed_and_says_when_entry_began(world, as_):
    key, browser = uuid.uuid4(), as_("call_taker")
    first = browser.send(URL, {"number": "1"}, key=key).json()
    second = browser.send(URL, TYPED, key=key).json()
    assert first["entered"] == second["entered"]
    draft = Draft.objects.get()
    assert draft.fields["words"] == "井盖不见了"
    assert int(draft.entered_at.timestamp() * 1000) == first["entered"]


def test_the_page_brings_it_back_whole_with_its_clock_and_its_key(world, as_):
    key, browser = uuid.uuid4(), as_("call_taker")
    entered = browser.send(URL, TYPED, key=key).json()["entered"]
    for address in (PAGE, f"{PAGE}?draft={key}"):
        html = browser.get(address).content.decode()
        assert f'name="key" value="{key}"' in html
        assert f'data-since="{entered}"' in html
        assert "13800000021" in html and "井盖不见了" in html
        assert 'value="1601" selected' in html


def test_a_new_call_parks_it_and_lists_it_masked(world, as_):
    key, browser = uuid.uuid4(), as_("call_taker")
    browser.send(URL, TYPED, key=key)
    html = browser.get(f"{PAGE}?fresh=1").content.decode()
    assert f'name="key" value="{key}"' not in html
    assert f"?draft={key}" in html and "138****0021" in html
    assert "13800000021" not in html


def test_a_form_wiped_empty_is_no_draft(world, as_):
    key, browser = uuid.uuid4(), as_("call_taker")
    browser.send(URL, TYPED, key=key)
    assert (
        browser.send(URL, {"number": " ", "priority": "2", "wants_callback": "on"}, key=key).json()["entered"] is None
    )
    assert not Draft.objects.exists()


def test_nobody_sees_or_changes_anothers_draft(world, as_):
    key = uuid.uuid4()
    as_("call_taker").send(URL, TYPED, key=key)
    other = as_(make_person("call_taker", world.centre))
    html = other.get(f"{PAGE}?draft={key}").content.decode()
    assert "13800000021" not in html and f'value="{key}"' not in html
    assert other.send(URL, {"words": "别人的"}, key=key).status_code == 422
    assert Draft.objects.get().fields["words"] == "井盖不见了"


def test_what_comes_in_after_the_call_was_saved_is_no_draft(world, as_):
    key, browser = uuid.uuid4(), as_("call_taker")
    browser.send(PAGE, {**TYPED, "address": "东河路"}, key=key)
    assert browser.send(URL, TYPED, key=key).status_code == 409
    # even one that slipped in between is never offered again
    now = clock.now()
    Draft.objects.create(key=key, user=world.call_taker, fields=TYPED, entered_at=now, saved_at=now)
    assert f'name="key" value="{key}"' not in browser.get(PAGE).content.decode()


def test_a_browser_that_was_cut_off_may_say_when_entry_began(world, as_):
    began = clock.now() - datetime.timedelta(minutes=3)
    answer = as_("call_taker").send(URL, {**TYPED, "began": str(began.timestamp() * 1000)})
    assert abs(answer.json()["entered"] - began.timestamp() * 1000) < 2


@pytest.mark.parametrize(
    "odd", [{"words": "\x00\x00"}, {"words": "a\x00b"}, {"words": "字" * 200_000}, {"began": "nan", "words": "a"},
            {"began": "1e400", "words": "a"}, {"lon": "inf", "lat": "nan"}, {"item": "x", "priority": "-1"},
            {"place": "😀" * 999}],
)  # fmt: skip
def test_malformed_input_is_kept_or_dropped_but_never_breaks(world, as_, odd):
    browser = as_("call_taker")
    assert browser.send(URL, odd).status_code == 200
    assert browser.get(PAGE).status_code == 200


@pytest.mark.parametrize("key", ["", "x", "\x00", "9" * 9999], ids=["none", "short", "nul", "long"])
def test_a_bad_key_is_answered_by_a_sentence(world, as_, key):
    answer = as_("call_taker").post(URL, {**TYPED, "key": key})
    assert answer.status_code == 422 and answer.json()["sentence"]


def test_more_parked_calls_than_anybody_can_hold_are_refused(world, as_):
    browser = as_("call_taker")
    for _ in range(31):
        answer = browser.send(URL, TYPED)
    assert answer.status_code == 409
    assert Draft.objects.count() == 30
