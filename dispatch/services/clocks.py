"""Starting, stopping and reading clocks. Only the gate's verbs and tick call these."""

from datetime import timedelta

from django.conf import settings
from django.db.models import Case, F, Min, Q, Value, When

from dispatch.models import Clock

Kind = Clock.Kind


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
    dues = dict(ticket.clocks.running().order_by().values_list("assignment").annotate(Min("due_at")))
    ticket.due_at = min(dues.values(), default=None)
    dues.pop(None, None)
    for assignment in ticket.assignments.filter(Q(due_at__isnull=False) | Q(pk__in=dues)):
        due = dues.get(assignment.pk)
        if due != assignment.due_at:
            ticket.assignments.filter(pk=assignment.pk).update(due_at=due)
