"""Why a ticket was found: the piece of its words, address, place or later callers' words that has what was asked for."""

import re
import unicodedata

from dispatch.models import Note
from units import known

AROUND = 34  # signs before and after the first word that fits


class _Plain(dict):
    """One sign for one sign, so that a place in the plain text is the same place in the text; each is looked up once."""

    def __missing__(self, point):
        sign = unicodedata.normalize("NFKC", chr(point)).lower()
        self[point] = sign if len(sign) == 1 else chr(point)
        return self[point]


_PLAIN = _Plain()


def pieces(tickets, words):
    """{id: [(text, whether it was asked for)]}: of the words, then of the address, the place's names and what other callers
    said, each only for what is not yet there. A confidential ticket has none: its words are read on its page, which is logged.
    """
    told = [ticket for ticket in tickets if words and not ticket.confidential]
    known.attach(told, "street", "community")
    texts = {ticket.pk: [ticket.words, ticket.address, *_names(ticket)] for ticket in told}
    lacking = [pk for pk, said in texts.items() if _missing(said, words)]
    if lacking:
        notes = Note.objects.filter(ticket__in=lacking, verb__in=Note.OF_CALLERS).order_by("pk")
        for pk, text in notes.values_list("ticket_id", "text"):
            texts[pk].append(text)
    return {pk: _piece(said, words) for pk, said in texts.items()}


def _names(ticket):
    return [place.name for place in (ticket.street, ticket.community) if place]


def _missing(texts, words):
    plain = "\n".join(texts).translate(_PLAIN)
    return [word for word in words if word not in plain]


def _piece(texts, words):
    """The first text is shown anyhow, the others where they have what none before them has."""
    first, *others = texts
    parts, missing = _marked(first, first.translate(_PLAIN), words), _missing([first], words)
    for text in others:
        if not missing:
            break
        there = _marked(text, text.translate(_PLAIN), missing)
        if any(hit for _text, hit in there):
            parts = [*parts, (" · ", False), *there] if parts else there
            missing = _missing([text], missing)
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
