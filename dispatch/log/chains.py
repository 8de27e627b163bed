"""Each ticket's chain: every event's own hash, its link to the one before, and the head that the ticket remembers."""

import json
from itertools import groupby

from django.db import connection

from dispatch.log import Finding, suspects
from dispatch.services import chain

TICKETS_AT_ONCE = 2_000
_EVENT = ", ".join(f"e.{name}" for name in chain.FACTS)
# One statement is one snapshot: a move that commits meanwhile is either wholly in it or not at all.
_ROWS = f"""
    SELECT coalesce(t.id, e.ticket_id), t.number, t.stage, t.chain_position, t.chain_hash, e.hash, {_EVENT}
    FROM (SELECT id, number, stage, chain_position, chain_hash FROM dispatch_ticket WHERE id {{which}}) t
    FULL JOIN (SELECT * FROM dispatch_event WHERE ticket_id {{which}}) e ON e.ticket_id = t.id
    ORDER BY 1, e.position
"""  # noqa: S608 – our own words
_STARTS = """
    SELECT id FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM dispatch_ticket) t WHERE n %% %s = 0 ORDER BY id
"""
_LARGEST_ID = 2**63 - 1
_HASH, _FACTS = 5, 6
_POSITION, _PREVIOUS, _DATA = (chain.FACTS.index(name) for name in ("position", "previous_hash", "data"))
_KIND, _AFTER = chain.FACTS.index("kind"), chain.FACTS.index("stage_after")


def parts(since=None):
    """Conditions on a ticket's id that together cover every ticket, or every one with an event since then."""
    with connection.cursor() as cursor:
        if since is None:
            cursor.execute(_STARTS, [TICKETS_AT_ONCE])
            starts = [0, *(row[0] for row in cursor.fetchall())]  # from 0 to no end: events without a ticket are found
            ends = [*(start - 1 for start in starts[1:]), _LARGEST_ID]
            return [("BETWEEN %s AND %s", list(bounds)) for bounds in zip(starts, ends, strict=True)]
        cursor.execute("SELECT DISTINCT ticket_id FROM dispatch_event WHERE at >= %s ORDER BY 1", [since])
        ids = [row[0] for row in cursor.fetchall()]
    return [of_tickets(ids[start : start + TICKETS_AT_ONCE]) for start in range(0, len(ids), TICKETS_AT_ONCE)]


def of_tickets(ids):
    return "= ANY(%s)", [ids]


def check(part):
    """(tickets, events, findings) of one part."""
    which, parameters = part
    findings, tickets, events = [], 0, 0
    with connection.cursor() as cursor:
        cursor.execute(_ROWS.format(which=which), [*parameters, *parameters])
        for _id, rows in groupby(cursor.fetchall(), key=lambda row: row[0]):
            rows = list(rows)
            tickets += 1
            events += len(rows) if rows[0][_HASH] is not None else 0
            findings += _ticket(rows)
    return tickets, events, findings


def _ticket(rows):
    id_, number, stage, head_position, head_hash = rows[0][:_HASH]
    name = f"ticket {number}" if number else f"ticket with id {id_}"
    if rows[0][_HASH] is None:
        return [Finding(name, "all its events were removed.")]
    findings = []
    if number is None:
        findings.append(Finding(name, "its row was removed; its events are still there."))
    position, previous, sound = 0, "", True
    for index, row in enumerate(rows):
        facts = list(row[_FACTS:])
        where = f"{name}, event {facts[_POSITION]} ({facts[_KIND]})"
        follower = rows[index + 1][_FACTS + _PREVIOUS] if index + 1 < len(rows) else head_hash
        gap = facts[_POSITION] - position - 1
        fits = _fits(facts, row[_HASH])
        if not fits:
            before = rows[index - 1] if index else None
            findings.append(Finding(where, suspects.of_event(facts, row[_HASH], follower, before and before[_FACTS:])))
        elif gap > 0:
            findings.append(Finding(where, f"{_removed(position + 1, facts[_POSITION] - 1)} before it."))
        elif sound and facts[_PREVIOUS] != previous:
            findings.append(Finding(where, "it does not continue the event before it; one of the two was exchanged."))
        position, previous, sound = facts[_POSITION], row[_HASH], fits
    if number is not None:
        findings += _head(name, rows[-1], stage, head_position, head_hash, sound)
    return findings


def _fits(facts, hash_):
    facts[_DATA] = json.loads(facts[_DATA])  # Django leaves it to the field
    return chain.digest_of(facts) == hash_ or chain.first_digest_of(facts) == hash_


def _head(name, last, stage, position, hash_, sound):
    found = last[_FACTS + _POSITION]
    if position > found:
        return [Finding(name, f"{_removed(found + 1, position)} from its end: the ticket remembers {position}.")]
    if position < found:
        return [Finding(name, f"the ticket remembers {position} events and has {found}: its head was set back.")]
    if sound and hash_ != last[_HASH]:
        return [Finding(name, f"the hash of its head (event {position}) was changed in the ticket's row.")]
    if sound and stage != last[_FACTS + _AFTER]:
        return [Finding(name, f"it stands at “{stage}”, but its last event led to “{last[_FACTS + _AFTER]}”.")]
    return []


def _removed(first, last):
    return f"event {first} was removed" if first == last else f"events {first} to {last} were removed"
