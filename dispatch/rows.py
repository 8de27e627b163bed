"""Ready-made rows of the lists that live: a page and the line send the same bytes.

A row is rendered once per language and kept in this process's cache; its key holds all that it shows, so it is never
stale. Rows carry no personal data and no running times. `centre_rows(tickets)` makes a board from them: rows that the
tailer has rendered cost a look into the cache, only the others are loaded with what they show.
"""

from django.core.cache import cache
from django.db.models import Prefetch, prefetch_related_objects
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language

from dispatch import queries
from dispatch.models import Assignment
from units import known

KEPT_SECONDS = 600  # how long a renamed unit or street may go on under its former name
TICKET_KEY = (
    "number",
    "version",
    "emergency",
    "due_at",
    "opened_at",
)  # a list is read by these; the rest is in its rows
ASSIGNMENT_KEY = ("version", "due_at", "ticket__version", "ticket__emergency")
OF_TICKET = ("item", "street", "cell", "community")


def centre_row(ticket):
    return centre_rows([ticket])[0]


def unit_row(assignment):
    return unit_rows([assignment])[0]


def cell_row(verification):
    return cell_rows([verification])[0]


def centre_rows(tickets):
    """HTML of each ticket's row on the board, in the order given."""
    return _rows(tickets, _ticket_key, _load_tickets, "dispatch/_row.html", "ticket")


def unit_rows(assignments):
    """HTML of each assignment's row in the inbox of its unit."""
    return _rows(assignments, _assignment_key, _load_parts, "dispatch/_inbox_row.html", "assignment")


def cell_rows(verifications):
    """HTML of each verification's row among the tasks of its cell."""
    return _rows(verifications, _verification_key, _load_of_ticket, "dispatch/_task_row.html", "verification")


def _rows(things, key_of, load, template, name):
    things = list(things)
    shown = f"{get_language()}:{timezone.localdate():%m%d}"  # a clock time of another day shows its date
    keys = [f"row:{key_of(thing)}:{shown}" for thing in things]
    found = cache.get_many(keys)
    missing = [(key, thing) for key, thing in zip(keys, things, strict=True) if key not in found]
    if missing:
        whole = load([thing for _key, thing in missing])
        rendered = {key: render_to_string(template, {name: whole[t.pk]}) for key, t in missing if t.pk in whole}
        cache.set_many(rendered, KEPT_SECONDS)
        found |= rendered
    return [found[key] for key in keys if key in found]


def _due(thing):
    return int(thing.due_at.timestamp()) if thing.due_at else ""


def _ticket_key(ticket):
    return f"t:{ticket.pk}:{ticket.version}:{ticket.emergency}:{_due(ticket)}"


def _assignment_key(assignment):
    ticket = assignment.ticket
    return f"p:{assignment.pk}:{assignment.version}:{ticket.version}:{ticket.emergency}:{_due(assignment)}"


def _verification_key(verification):
    answered = "answered" if verification.answered_at else "waiting"
    return f"v:{verification.pk}:{verification.ticket.version}:{answered}"


def _whole(things, *related):
    """{id: thing}, read again where a page brought only the columns that its key and its place are made of."""
    bare = [thing.pk for thing in things if thing.get_deferred_fields()]
    again = type(things[0]).objects.select_related(*related).in_bulk(bare) if bare else {}
    return {thing.pk: thing for thing in things if thing.pk not in bare} | again


def _load_tickets(tickets):
    found = _whole(tickets)
    tickets = list(found.values())
    prefetch_related_objects(tickets, Prefetch("assignments", Assignment.objects.open().order_by("-part", "pk")))
    known.attach(tickets, *OF_TICKET)
    known.attach([part for ticket in tickets for part in ticket.assignments.all()], "unit")
    return found


def _load_parts(parts):
    found = _load_of_ticket(parts)
    known.attach(found.values(), "handler")
    pressed = queries.pressed(found.values())
    for part in found.values():
        part.pressed = pressed[part.pk]
    return found


def _load_of_ticket(things):
    found = _whole(things, "ticket")
    known.attach([thing.ticket for thing in found.values()], *OF_TICKET)
    return found
