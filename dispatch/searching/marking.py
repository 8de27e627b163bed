"""Why a ticket was found: the piece of its words, or of its address, that has what was asked for."""

import re
import unicodedata

AROUND = 34  # signs before and after the first word that fits


def piece(text, address, words):
    """[(text, whether it was asked for)]: of the words where one fits there, and of the address where one fits only there."""
    parts = _marked(text, words)
    missing = [word for word in words if word not in _plain(text)]
    there = _marked(address, missing) if missing else []
    if any(hit for _text, hit in there):
        parts = [*parts, (" · ", False), *there] if parts else there
    return parts


def _plain(text):
    """One sign for one sign, so that a place in it is the same place in the text."""
    return "".join(_sign(sign) for sign in text)


def _sign(sign):
    narrow = unicodedata.normalize("NFKC", sign).lower()
    return narrow if len(narrow) == 1 else sign


def _marked(text, words):
    hits = sorted(
        (found.start(), found.end()) for word in words for found in re.finditer(re.escape(word), _plain(text))
    )
    begin, end = 0, min(len(text), 2 * AROUND)
    if hits:
        begin, end = max(0, hits[0][0] - AROUND), min(len(text), hits[0][1] + AROUND)
    parts, at = [("…", False)] if begin else [], begin
    for first, last in hits:
        if first >= end:
            break
        if last <= at:
            continue
        first = max(first, at)
        parts += [(text[at:first], False), (text[first:last], True)]
        at = last
    parts += [(text[at:end], False), ("…" if end < len(text) else "", False)]
    return [(part, hit) for part, hit in parts if part]
