"""Whatever is typed into any field of any verb: a sentence at the field, the other words kept, nothing written, never a 500."""

import html

import pytest

from dispatch.workflow import MOVES, Stage
from tests.dispatch.verbs import WORDS, address, events, filled

WHO = {
    "assign": "dispatcher", "settle": "dispatcher", "void": "dispatcher", "verify": "verifier", "reject": "verifier",
    "attempt": "callback", "close": "callback", "dissatisfied": "callback", "reopen": "dispatcher", "redo": "dispatcher",
    "ask_check": "dispatcher", "find_unreasonable": "dispatcher", "sign_unreasonable": "shift_leader",
    "refuse_unreasonable": "shift_leader", "conclude": "shift_leader", "appraise": "shift_leader",
    "note": "dispatcher", "reveal": "callback",
}  # fmt: skip
NO_CHOICE = ["\x00", "nope", "-1", "9" * 30, "1.5", "<b>x</b>", "🙂", " "]
NO_TEXT = ["\x00", "字" * 2001]


@pytest.mark.parametrize("verb", WHO)
def test_nothing_unreadable_passes_and_nothing_is_lost(world, as_, verb):
    source = min(MOVES[verb].sources, key=list(Stage).index)
    ticket = world.ticket_at(source)
    browser, good, before = as_(WHO[verb]), filled(verb, world, ticket), events(ticket).count()
    for name in good:
        if name == "version" and not MOVES[verb].needs_version:
            continue
        for bad in NO_TEXT if name == "text" else NO_CHOICE:
            if (name, bad) == ("version", "-1"):
                continue  # a number, and an old one: stale
            response = browser.send(address(verb, ticket), {**good, name: bad})
            page = html.unescape(response.content.decode())
            assert response.status_code == 422, (name, bad[:20])
            assert "-error" in page or 'class="form-fail"' in page, (name, bad[:20])
            if "text" in good and name != "text":
                assert WORDS in page, (name, bad[:20])
    assert events(ticket).count() == before


def test_bytes_that_are_no_text_do_no_harm(world, as_):
    ticket = world.ticket()
    body = b"key=6f1f0f7e-6f0e-4b5c-9a52-0c5a8e6a3f11&text=%ff%fe%00&version=%ff"
    response = as_("dispatcher").generic(
        "POST", address("note", ticket), body, content_type="application/x-www-form-urlencoded"
    )
    assert response.status_code == 422
