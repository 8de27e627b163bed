"""Events and their chain: each event's hash covers its facts and the hash before it, ticket by ticket."""

import hashlib
import json
from datetime import UTC

from django.db import connection, transaction

from dispatch import wake
from dispatch.models import Event
from dispatch.workflow import OPEN
from units import clock

FACTS = (
    "ticket_id", "position", "kind", "at", "by_id", "seat", "unit_id", "assignment_id", "stage_before", "stage_after",
    "version", "audience", "units_before", "units_after", "cells", "data", "previous_hash",
)  # fmt: skip
# Whom a ticket concerns, as two columns of a statement: units with an open part, cells that are asked to verify.
# A confidential ticket is no collector's: the desk alone verifies it.
WHOM = """
    ARRAY(SELECT unit_id FROM dispatch_assignment WHERE ticket_id = %(ticket)s AND status = ANY(%(open)s)
          ORDER BY unit_id),
    ARRAY(SELECT DISTINCT cell_id FROM dispatch_verification
          WHERE ticket_id = %(ticket)s AND answered_at IS NULL AND cell_id IS NOT NULL AND NOT %(confidential)s
          ORDER BY cell_id)
"""
_CONCERNED = f"""
    SELECT {WHOM},
           ARRAY(SELECT id FROM dispatch_assignment WHERE ticket_id = %(ticket)s AND help_at IS NOT NULL ORDER BY id),
           ARRAY(SELECT assignment_id FROM dispatch_supervision WHERE ticket_id = %(ticket)s AND answered_at IS NULL),
           clock_timestamp()
"""  # noqa: S608  two texts of our own
_APPEND = """
    INSERT INTO dispatch_event ({}) VALUES ({});
    INSERT INTO dispatch_pending (event_id) VALUES (lastval());
    SELECT lastval()
"""
_ENCODE = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode


def digest(event):
    return digest_of([getattr(event, name) for name in FACTS])


def digest_of(facts):
    """SHA-256 over all facts of an event, in the order of FACTS, and the hash before it; `verify_log` computes it again."""
    return _sha256([*facts[:3], utc(facts[3]), *facts[4:]])


def first_digest_of(facts):
    """As release 0.1.0 wrote it, without the units and cells concerned. Its processes may still run during an update."""
    return _sha256([*facts[:3], utc(facts[3]), *facts[4:12], *facts[15:]])


def utc(moment):
    """One spelling of a time, whatever zone the writer thought in: the database gives it back in UTC."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def _sha256(facts):
    return hashlib.sha256(_ENCODE(facts).encode()).hexdigest()


def facts_of(ticket):
    """What the columns of WHOM ask for."""
    return {"ticket": ticket.pk, "open": sorted(OPEN), "confidential": ticket.confidential}


def concerned(ticket):
    """Whom a move of this ticket concerns at this moment: (units, cells, parts that wait for the centre's help, parts that
    owe an answer to a supervision, now)."""
    with connection.cursor() as cursor:
        cursor.execute(_CONCERNED, facts_of(ticket))
        *whom, moment = cursor.fetchone()
    return *whom, clock.told() or moment


def record(
    ticket, kind, *, by, at, stage_before, units_before, units_after, cells, audience, assignment=None, data=None
):
    """Append one event to the (locked) ticket's chain, put it in line for the feed, wake the tailer on commit.

    The caller saves the ticket afterwards: its chain head moves with the event.
    """
    unit = assignment.unit_id if assignment else by.unit_id
    event = Event(
        ticket=ticket, position=ticket.chain_position + 1, kind=kind, at=at, by=by, seat=by.seat_code, unit_id=unit,
        assignment=assignment, stage_before=stage_before, stage_after=ticket.stage, version=ticket.version,
        audience=audience, units_before=units_before, units_after=units_after, cells=cells, data=data or {},
        previous_hash=ticket.chain_hash,
    )  # fmt: skip
    event.hash = digest(event)
    _append(event)
    ticket.chain_position, ticket.chain_hash = event.position, event.hash
    transaction.on_commit(lambda: wake.wake())
    return event


def _append(event):
    """The event and its place in the line for the feed, in one trip. Its writer may add to the line and not read it."""
    names = (*FACTS, "hash")
    values = [Event._meta.get_field(name).get_db_prep_save(getattr(event, name), connection) for name in names]
    statement = _APPEND.format(", ".join(names), ", ".join(["%s"] * len(names)))
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        (event.pk,) = cursor.fetchone()
