"""Tickets that have all of some words, the newest first, from where a page ended back to where the next one begins.

`app_find_words` (migration 0021) asks the index era by era within the session's scope. What it cannot look at (a stage, a
priority, whose number it was) is filtered here, a growing run of candidates at a time. Whoever asks for what hardly exists
waits no longer than BUDGET: the page then says how far back was looked, and its link looks on from there.
"""

import time
from dataclasses import dataclass

from django.db import connection
from django.db.models.expressions import RawSQL

from dispatch import paging

BUDGET = 0.06  # seconds in all
COUNTED = 200  # so many are counted; beyond that a page says "more than"
_STEP, _LONGEST = (
    4,
    1000,
)  # each further run of candidates is so many times longer, up to what is looked at in some 10 ms
_ASK = "SELECT ticket, at FROM app_find_words(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
_SAYS = (
    "(SELECT w.text LIKE ALL (SELECT '%%' || word || '%%' FROM unnest(string_to_array(app_letters(%s), ' ')) word)"
    " FROM dispatch_ticketwords w WHERE w.ticket_id = dispatch_ticket.id)"
)


@dataclass(frozen=True)
class Narrowed:
    """What the index itself looks at besides words: ids of an item, a street and a unit, open ones only, two moments."""

    item: int | None = None
    street: int | None = None
    unit: int | None = None
    only_open: bool = False
    since: object = None
    until: object = None  # not included


@dataclass(frozen=True)
class Found:
    """(moment, id) of each, the newest first; `looked` is the one back to which was looked where it was not to the end."""

    places: list
    looked: tuple | None = None


def newest(words, tickets, narrowed, place, most, *, looks_closer):
    """Found: up to `most` of `tickets` (a queryset), from a place of paging.py on. `looks_closer` says that the queryset
    has conditions which the index has not."""
    began, step, places = time.monotonic(), most, []
    at = _entered(place, narrowed.until)
    while True:
        left = BUDGET - (time.monotonic() - began)
        asked, looked = _ask(" ".join(words), narrowed, at, step, max(left, 0.01))
        if looks_closer and asked:
            fitting = set(tickets.filter(pk__in=[pk for _at, pk in asked]).values_list("pk", flat=True))
            places += [place for place in asked if place[1] in fitting]
        else:
            places += asked
        if len(asked) >= step:
            at = asked[-1]
        elif looked:
            at = looked, 0
        else:
            return Found(places[:most])
        if len(places) >= most:
            return Found(places[:most])
        if time.monotonic() - began > BUDGET:
            return Found(places, at)
        step = max(step, min(step * _STEP, _LONGEST))


def saying(tickets, words):
    """Of few tickets, those that have the words: each is looked at."""
    return tickets.annotate(says=RawSQL(_SAYS, [" ".join(words)])).filter(says=True)  # noqa: S611 – a parameter


def _entered(place, until):
    found = paging.read(place)
    if found and found[0] is not None:
        return found
    return until or "infinity", 0


def _ask(said, narrowed, at, most, seconds):
    """([(moment, id)], moment back to which was looked or None)."""
    oldest = narrowed.since or "-infinity"
    facts = [
        said,
        narrowed.item,
        narrowed.street,
        narrowed.unit,
        narrowed.only_open,
        *at,
        oldest,
        most,
        int(seconds * 1000),
    ]
    with connection.cursor() as cursor:
        cursor.execute(_ASK, facts)
        rows = [(moment, pk) for pk, moment in cursor.fetchall()]
    if rows and rows[-1][1] is None:
        return rows[:-1], rows[-1][0]
    return rows, None
