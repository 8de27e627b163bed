"""No two things that a call taker may see at once answer to one key."""

import re
from collections import Counter

from tests.intake.exchange import Line
from tests.intake.provider import press, write

# The first of several, or one of two that are never shown together; what stands in the bar as well gives way to the page.
EITHER = {"Alt+U", "F7", "F9", "F10"}


def test_the_strip_the_seat_and_the_call_form_share_no_key(world, as_):
    taker = as_("call_taker")
    assert taker.send("/calls/lines/claim/", {"ring": Line().ring().pk}).status_code in (200, 302)
    Line(number="13900000009").ring()
    mine = write("井盖没了", number="13700000001")
    assert taker.send("/calls/texts/claim/", {"dialogue": mine.pk}).status_code in (200, 302)
    write("来人", number="13700000002")
    press()
    pages = taker.get(f"/calls/new/?draft={mine.key}").content.decode() + taker.get("/calls/lines/").content.decode()
    keys = Counter(
        re.findall(r'data-(?:layers-)?key="([^"]+)"', pages)
        + re.findall(r"<kbd[^>]*>(Alt [^<]+)</kbd>.{0,40}Life", pages)
    )
    assert keys["F1"] and keys["Shift+F1"] and keys["Shift+F2"] and keys["Alt+X"] and keys["Shift+F6"], keys
    assert {key for key, n in keys.items() if n > 1} <= EITHER, keys
    assert "Alt+L" not in keys, "it locks the screen"
