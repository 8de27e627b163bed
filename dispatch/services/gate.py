"""The one gate. Every move passes here: lock, check, let the verb act, save, one event, wake the tailer."""

from contextlib import contextmanager
from dataclasses import dataclass, field

from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext as _

from dispatch.models import Assignment, Event, Note, Ticket
from dispatch.services import asked, chain, clocks, permits, telling
from dispatch.workflow import ASSIGNMENT, MOVES, Stage
from units.refusals import BadInput, NotAllowed, Stale, WrongStage
from units.templatetags.ui import clock_text
from units.transactions import whole

_LOCK = "SELECT * FROM dispatch_ticket WHERE id = %s FOR UPDATE"
_PART = "SELECT * FROM dispatch_assignment WHERE id = %s AND ticket_id = %s"


@dataclass
class Step:
    """One move in progress: what the verb may read and say."""

    verb: str
    ticket: Ticket
    by: object
    now: object
    assignment: Assignment | None = None
    units: list = field(default_factory=list)  # those with an open part when the move began
    helpless: list = field(default_factory=list)  # parts whose unit asked for help and has no answer yet
    supervised: list = field(default_factory=list)  # parts that owe an answer to a supervision
    data: dict = field(default_factory=dict)
    audience: str = Event.Audience.PARTIES
    target: str | None = None
    shows: bool | None = None  # whether it changed what the forms of others hang on; None: as the table of moves says

    def to(self, stage):
        """Where the ticket goes; the gate checks that the table allows it."""
        self.target = stage

    def end(self, disposition):
        """The ticket closes with a disposition."""
        self.to(Stage.CLOSED)
        self.ticket.disposition = disposition
        self.data["disposition"] = disposition

    def note(self, text):
        """Keep free text beside the event; the event holds only its id."""
        if text:
            self.data["note"] = Note.objects.create(
                ticket=self.ticket, verb=self.verb, text=text, at=self.now, by=self.by
            ).pk


@contextmanager
def moving(subject, verb, *, by, version=None):
    """Carry one verb through for a ticket or an assignment. Yields the Step; raises a Refusal and changes nothing else."""
    move = MOVES[verb]
    with whole():
        step = _locked(subject, verb, by)
        _check(step, move, version)
        before = step.ticket.stage
        drawn = [_state(row) for row in (step.ticket, step.assignment)]
        # The time once a move, after the lock: order on a ticket is the clock's order.
        units, cells, step.helpless, step.supervised, step.now = chain.concerned(step.ticket)
        step.units = units
        yield step
        _arrive(step, move, before)
        ticket = step.ticket
        if step.assignment:
            step.assignment.version += move.needs_version
            _save_changes(step.assignment, drawn[1])
        # After a note, a warning, a look at a number the same units and collectors are concerned as before.
        if move.needs_version if step.shows is None else step.shows:
            ticket.version += 1
            ticket.changed_at, ticket.changed_by = step.now, by
            units, called = clocks.refresh_due(ticket)
            cells = sorted({*cells, *called})
        chain.record(
            ticket, verb, by=by, at=step.now, stage_before=before, audience=step.audience, data=step.data,
            units_before=step.units, units_after=units, cells=cells, assignment=step.assignment,
        )  # fmt: skip
        _save_changes(ticket, drawn[0])


@contextmanager
def moving_both(ticket, verb, other, beside, *, by, version=None):
    """One move of two tickets: `verb` of `ticket`, `beside` of `other`; an event on each chain, at one time, or nothing.

    Yields both Steps. Both rows are locked before anything is read, the older ticket's first: whoever takes two takes
    them in this order, so nobody waits in a circle.
    """
    with whole():
        both = Ticket.objects.select_for_update().filter(pk__in=(ticket.pk, other.pk))
        locked = {row.pk: row for row in both.order_by("pk")}
        with moving(ticket, verb, by=by, version=version) as step:
            _refuse_gone(locked.get(other.pk), MOVES[beside])
            with moving(other, beside, by=by) as second:
                second.now = step.now
                yield step, second


def _refuse_gone(other, move):
    """The second ticket moved on meanwhile, or was hidden from this person."""
    if other is None:
        raise BadInput(_("There is no such ticket."), field="number")
    if other.stage not in move.sources:
        facts = {"number": other.number, "stage": other.get_stage_display(), "by": other.changed_by.label}
        words = _("%(number)s is at “%(stage)s” since %(at)s, by %(by)s: the two cannot be joined now.")
        raise WrongStage(words % {**facts, "at": clock_text(other.changed_at)}, ticket=other)


def _state(row):
    return {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields} if row else {}


def _save_changes(row, state):
    """Write what the verb changed and nothing else: a ticket has forty columns and most moves touch eight."""
    now = _state(row)
    changed = [name for name, value in state.items() if now[name] != value]
    if changed:
        fields = [row._meta.get_field(name) for name in changed]
        values = [field.get_db_prep_save(now[field.attname], connection) for field in fields]
        places = ", ".join(f"{field.column} = %s" for field in fields)
        with connection.cursor() as cursor:
            cursor.execute(f"UPDATE {row._meta.db_table} SET {places} WHERE id = %s", [*values, row.pk])  # noqa: S608


def _locked(subject, verb, by):
    """The ticket's row is locked first, always: two moves on one ticket wait for each other and cannot deadlock.

    And it alone: a row that was joined to it while it waited, and that it points at no more, would hide it.
    """
    ticket_id = subject.ticket_id if isinstance(subject, Assignment) else subject.pk
    ticket = _read(Ticket, _LOCK, [ticket_id])
    assignment = None
    if MOVES[verb].of == ASSIGNMENT or isinstance(subject, Assignment):
        assignment = _read(Assignment, _PART, [subject.pk, ticket.pk])
        assignment.ticket = ticket
    return Step(verb, ticket, by, None, assignment)


def _read(model, statement, values):
    """By statements that need not be composed anew for every move."""
    for row in model.objects.raw(statement, values):
        return row
    raise model.DoesNotExist


def _check(step, move, version):
    ticket, assignment = step.ticket, step.assignment
    if not permits.may(step.by, step.verb, ticket, assignment):
        raise NotAllowed(_("Your role or your part in this ticket does not allow “%(verb)s”.") % {"verb": move.label})
    drawn_from = assignment.version if assignment else ticket.version
    if move.needs_version and version is not None and int(version) != drawn_from:
        last = _last_of(assignment) if assignment else None
        by, at = (last.by, last.at) if last else (ticket.changed_by, ticket.changed_at)
        facts = {"by": by.label, "at": at, "ticket": ticket}
        raise Stale(_("%(by)s was quicker: the ticket has changed since this form was drawn.") % facts, **facts)
    wrong = ticket.stage not in move.sources or (
        assignment is not None and move.from_status and assignment.status not in move.from_status
    )
    if wrong:
        facts = {"verb": move.label, "stage": ticket.get_stage_display(), "ticket": ticket}
        raise WrongStage(_("“%(verb)s” is not possible now: the ticket is at “%(stage)s”.") % facts, **facts)


def _last_of(assignment):
    """The last event that raised this part's version: its unit's own, or a move of the centre that names it in `parts`."""
    raising = [verb for verb, move in MOVES.items() if move.needs_version]
    its = Q(assignment=assignment) | Q(data__parts__contains=assignment.pk)
    return assignment.ticket.events.filter(its, kind__in=raising).last()


def _arrive(step, move, before):
    ticket = step.ticket
    target = step.target or (next(iter(move.targets)) if len(move.targets) == 1 else before)
    if target not in move.reaches(before) | (move.targets & {before}):
        raise AssertionError(f"{step.verb} led to {target}, which the table of moves does not allow")
    if move.to_status:
        step.assignment.status = move.to_status
    if target != before:
        asked.drop(step, before)
    if target == Stage.CLOSED and before != Stage.CLOSED:
        ticket.closed_at = step.now
        ticket.clocks.running().filter(missed_at=None, due_at__lt=step.now).update(missed_at=step.now)
        ticket.clocks.running().update(stopped_at=step.now, stopped_by=step.by)
        telling.tell_callers(step)
    ticket.stage = target
