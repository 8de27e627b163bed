"""Events and their chain: each event's hash covers its facts and the hash before it, ticket by ticket."""

import hashlib
import json
from datetime import UTC

from django.db import transaction

from dispatch import wake
from dispatch.models import Event, Pending
from dispatch.workflow import OPEN


def digest(event):
    """SHA-256 over every fact of the event and the hash before it, in a form that PostgreSQL can write as well."""
    return _sha256(
        [
            event.ticket_id,
            event.position,
            event.kind,
            utc(event.at),
            event.by_id,
            event.seat,
            event.unit_id,
            event.assignment_id,
            event.stage_before,
            event.stage_after,
            event.version,
            event.audience,
            event.units_before,
            event.units_after,
            event.cells,
            event.data,
            event.previous_hash,
        ]
    )


def first_digest(event):
    """As release 0.1.0 wrote it, without the units and cells concerned. Its processes may still run during an update."""
    return _sha256(
        [
            event.ticket_id,
            event.position,
            event.kind,
            utc(event.at),
            event.by_id,
            event.seat,
            event.unit_id,
            event.assignment_id,
            event.stage_before,
            event.stage_after,
            event.version,
            event.audience,
            event.data,
            event.previous_hash,
        ]
    )


def utc(moment):
    """One spelling of a time, whatever zone the writer thought in: the database gives it back in UTC."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def _sha256(facts):
    text = json.dumps(facts, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def open_units(ticket):
    return sorted(ticket.assignments.filter(status__in=OPEN).values_list("unit_id", flat=True))


def waiting_cells(ticket):
    return sorted(
        cell for cell in ticket.verifications.filter(answered_at=None).values_list("cell_id", flat=True) if cell
    )


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
    event.save(force_insert=True)
    Pending.objects.create(event=event)
    ticket.chain_position, ticket.chain_hash = event.position, event.hash
    transaction.on_commit(lambda: wake.wake())
    return event
