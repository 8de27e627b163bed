"""Why a ticket was found: the piece of its words, or of its address, that has what was asked for."""

import re
import unicodedata

AROUND = 34  # signs before and after the first word that fits


class _Plain(dict):
    """One sign for one sign, so that a place in the plain text is the same place in the text; each is looked up once."""

    def __missing__(self, point):
        sign = unicodedata.normalize("NFKC", chr(point)).lower()
        self[point] = sign if len(sign) == 1 else chr(point)
        return self[point]


_PLAIN = _Plain()


def piece(text, address, words):
    """[(text, whether it was asked for)]: of the words where one fits there, and of the address where one fits only there."""
    plain = text.translate(_PLAIN)
    parts = _marked(text, plain, words)
    missing = [word for word in words if word not in plain]
    there = _marked(address, address.translate(_PLAIN), missing) if missing else []
    if any(hit for _text, hit in there):
        parts = [*parts, (" · ", False), *there] if parts else there
    return parts


def _marked(text, plain, words):
    hits = sorted((found.start(), found.end()) for word in words for found in re.finditer(re.escape(word), plain))
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
