"""Starting, stopping and reading clocks. Only the gate's verbs and tick call these."""

from datetime import timedelta

from django.conf import settings
from django.db import connection
from django.db.models import Case, F, Value, When

from dispatch.models import Clock

Kind = Clock.Kind
_REFRESH = """
    WITH running AS (
        SELECT assignment_id, min(due_at) AS due FROM dispatch_clock
        WHERE ticket_id = %(ticket)s AND stopped_at IS NULL GROUP BY assignment_id
    ), parts AS (
        SELECT part.id, running.due FROM dispatch_assignment part LEFT JOIN running ON running.assignment_id = part.id
        WHERE part.ticket_id = %(ticket)s AND part.due_at IS DISTINCT FROM running.due
    ), refreshed AS (
        UPDATE dispatch_assignment part SET due_at = parts.due FROM parts WHERE parts.id = part.id
    )
    SELECT min(due) FROM running
"""


def start(ticket, kind, *, at, seconds, assignment=None):
    """Start a clock of `seconds` at `at`; one of a kind runs at a time."""
    seconds = max(int(seconds), 1)
    return Clock.objects.create(
        ticket=ticket, assignment=assignment, kind=kind, started_at=at, limit_seconds=seconds,
        warn_at=at + timedelta(seconds=seconds * settings.CLOCK_WARN_AT), due_at=at + timedelta(seconds=seconds),
    )  # fmt: skip


def stop(ticket, *kinds, at, by, assignment=None):
    """Stop the running clocks of these kinds. A clock that ended late counts as missed even if tick was not yet there."""
    running = ticket.clocks.running().filter(kind__in=kinds, assignment=assignment)
    late = Case(When(missed_at=None, due_at__lt=at, then=Value(at)), default=F("missed_at"))
    return running.update(stopped_at=at, stopped_by=by, missed_at=late)


def start_for_assignment(assignment, *, at):
    """Acceptance counts from the assignment, not from sign-in; first feedback never takes longer than two hours."""
    ticket, rule = assignment.ticket, assignment.ticket.rule
    minutes = min(rule.feedback_minutes, settings.FIRST_FEEDBACK_MAX_MINUTES)
    if ticket.priority == 1:
        minutes = min(minutes, settings.FIRST_FEEDBACK_MAX_MINUTES_P1)
    acceptance = settings.ACCEPTANCE_LIMIT_SECONDS[ticket.priority]
    start(ticket, Kind.ACCEPTANCE, at=at, seconds=acceptance, assignment=assignment)
    start(ticket, Kind.FIRST_FEEDBACK, at=at, seconds=minutes * 60, assignment=assignment)
    start(ticket, Kind.RESOLVE, at=at, seconds=rule.resolve_hours * 3600, assignment=assignment)


def remaining_seconds(assignment):
    """What was left of the unit's resolve time when it gave feedback; rework resumes with it."""
    last = assignment.clocks.filter(kind=Kind.RESOLVE).order_by("-started_at", "-id").first()
    if last is None or last.stopped_at is None:
        return assignment.ticket.rule.resolve_hours * 3600
    return max((last.due_at - last.stopped_at).total_seconds(), 60)


def refresh_due(ticket):
    """Bring the due times that lists sort by up to date; the ticket is saved by the gate."""
    with connection.cursor() as cursor:
        cursor.execute(_REFRESH, {"ticket": ticket.pk})
        (ticket.due_at,) = cursor.fetchone()
