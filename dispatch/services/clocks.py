"""Starting, stopping, pausing and reading clocks. Only the gate's verbs and tick call these.

When a limit ends is the calendar's arithmetic (`units.calendar`); a clock's row keeps what came of it.
"""

import math
from datetime import timedelta

from django.conf import settings
from django.db import connection
from django.db.models import prefetch_related_objects

from dispatch.models import Clock, Pause
from dispatch.services.chain import WHOM, facts_of
from units import calendar
from units.calendar import Kind as Count

Kind = Clock.Kind
DAY = 86_400
_RECKONED = (
    "limit_seconds", "due_at", "warn_at", "half_at", "provisional", "halved_at", "warned_at", "rung", "rung_at",
)  # fmt: skip
_REFRESH = f"""
    WITH running AS (
        SELECT assignment_id, min(due_at) AS due FROM dispatch_clock
        WHERE ticket_id = %(ticket)s AND stopped_at IS NULL GROUP BY assignment_id
    ), parts AS (
        SELECT part.id, running.due FROM dispatch_assignment part LEFT JOIN running ON running.assignment_id = part.id
        WHERE part.ticket_id = %(ticket)s AND part.due_at IS DISTINCT FROM running.due
    ), refreshed AS (
        UPDATE dispatch_assignment part SET due_at = parts.due FROM parts WHERE parts.id = part.id
    )
    SELECT (SELECT min(due) FROM running), {WHOM}
"""  # noqa: S608  two texts of our own
_STOP = """
    UPDATE dispatch_clock
    SET stopped_at = %(at)s, stopped_by_id = %(by)s,
        missed_at = CASE WHEN missed_at IS NULL AND due_at < %(at)s THEN %(at)s ELSE missed_at END
    WHERE ticket_id = %(ticket)s AND stopped_at IS NULL AND kind = ANY(%(kinds)s)
        AND assignment_id IS NOT DISTINCT FROM %(part)s
"""


def start(ticket, kind, *, at, seconds, assignment=None, count_by=Count.CONTINUOUS):
    """Start a clock of `seconds` at `at`, in the kind's own time (whole days as 86,400 s); one of a kind runs at a time."""
    clock = Clock(
        ticket=ticket, assignment=assignment, kind=kind, started_at=at, limit_seconds=max(int(seconds), 1),
        count_by=Count(count_by).value,
    )  # fmt: skip
    _reckon(clock)
    clock.save(force_insert=True)
    return clock


def _reckon(clock, pauses=()):
    """When it is half gone, when it warns and when it is due, with the pauses taken out."""
    days, kind = calendar.current(), Count(clock.count_by)
    begin, amount = clock.started_at, _amount(clock)
    clock.due_at = days.due_after_pauses(begin, amount, kind, pauses)
    clock.warn_at = days.share_at(begin, amount, kind, settings.CLOCK_WARN_AT, pauses)
    if clock.limit_seconds >= settings.CLOCK_HALF_FROM_SECONDS:
        clock.half_at = days.share_at(begin, amount, kind, 0.5, pauses)
    clock.provisional = kind != Count.CONTINUOUS and bool(days.provisional(begin, clock.due_at))


def _amount(clock):
    """The limit in the calendar's unit: seconds, or whole days."""
    return clock.limit_seconds // DAY if Count(clock.count_by).in_days else clock.limit_seconds


def stop(ticket, *kinds, at, by, assignment=None):
    """Stop the running clocks of these kinds. A clock that ended late counts as missed even if tick was not yet there."""
    facts = {"ticket": ticket.pk, "part": assignment and assignment.pk, "at": at, "by": by.pk}
    with connection.cursor() as cursor:
        cursor.execute(_STOP, {**facts, "kinds": [str(kind) for kind in kinds]})
        return cursor.rowcount


def pause(ticket, *kinds, at, until, by, text):
    """Pause the running clocks of these kinds, of the ticket and of all its parts, until a moment. Returns their kinds.

    What was missed before stays missed. Whoever pauses a clock of priority 1 or 2 must let it be heard: the verb says
    it in its event (`step.data["paused"]`), and the hall's screens sound it (dispatch.live.sounds).
    """
    standing = Pause.objects.filter(ticket=ticket, ended_at=None).values("clock")
    clocks = list(ticket.clocks.running().filter(kind__in=kinds).exclude(pk__in=standing))
    facts = {"ticket": ticket, "started_at": at, "until": until, "text": text, "by": by}
    Pause.objects.bulk_create([Pause(clock=clock, **facts) for clock in clocks])
    for clock in clocks:
        clock.rung_at = None  # nobody is rung for what stands still
    _again(clocks)
    return _kinds(clocks)


def resume(ticket, *, at):
    """End every pause of the ticket's clocks. What was left runs on; returns the kinds of clocks that run again."""
    standing = Pause.objects.filter(ticket=ticket, ended_at=None)
    clocks = list(ticket.clocks.running().filter(pk__in=standing.values("clock")))
    standing.update(ended_at=at)
    for clock in clocks:
        clock.rung_at = next_ring(clock.rung, at)
    _again(clocks, rings=True)
    return _kinds(clocks)


def next_ring(rung, at):
    """When the rung after this one of the ladder is due: as long after it as the settings set the two apart, or None.

    Counted from the rung that was reached and not from the miss: neither a pause nor an hour without tick makes the
    sound, the message and the list fall together.
    """
    seconds = settings.LADDER_SECONDS
    return at + timedelta(seconds=seconds[rung + 1] - seconds.get(rung, 0)) if rung and rung + 1 in seconds else None


def extend(clock, *, seconds):
    """The limit grows by `seconds` of the clock's own time, and it may warn anew. What was missed before stays missed, and where
    the longer limit runs out as well the ladder begins anew."""
    clock.limit_seconds += math.ceil(seconds / DAY) * DAY if Count(clock.count_by).in_days else int(seconds)
    clock.halved_at = clock.warned_at = clock.rung_at = None
    clock.rung = 0
    _again([clock], rings=True)


def _again(clocks, rings=False):
    """Reckon them anew, with all their pauses taken out. `rings`: a unit's limit that was missed once and extended since rings
    where it ends now."""
    prefetch_related_objects(clocks, "pauses")
    for clock in clocks:
        _reckon(clock, _pauses(clock))
        if rings and clock.assignment_id and clock.missed_at and not clock.rung:
            clock.rung_at = clock.due_at
    Clock.objects.bulk_update(clocks, _RECKONED)


def _kinds(clocks):
    return sorted({clock.kind for clock in clocks})


def start_for_assignment(assignment, *, at):
    """Acceptance counts from the assignment, not from sign-in; first feedback never takes longer than two hours."""
    ticket, rule = assignment.ticket, assignment.ticket.rule
    minutes = min(rule.feedback_minutes, settings.FIRST_FEEDBACK_MAX_MINUTES)
    if ticket.priority == 1:
        minutes = min(minutes, settings.FIRST_FEEDBACK_MAX_MINUTES_P1)
    acceptance = settings.ACCEPTANCE_LIMIT_SECONDS[ticket.priority]
    start(ticket, Kind.ACCEPTANCE, at=at, seconds=acceptance, assignment=assignment)
    start(ticket, Kind.FIRST_FEEDBACK, at=at, seconds=minutes * 60, assignment=assignment)
    start(ticket, Kind.RESOLVE, at=at, assignment=assignment, **result_limit(rule))


def start_handling(ticket, *, at):
    """The promise to the caller: the rule's own limit, from the first assignment on, never started again."""
    start(ticket, Kind.HANDLING, at=at, **result_limit(ticket.rule))


def result_limit(rule):
    """{seconds, count_by} of the result by the rule. Rules say hours; a limit of days is so many times 24 of them."""
    kind = Count(rule.resolve_by)
    seconds = math.ceil(rule.resolve_hours / 24) * DAY if kind.in_days else rule.resolve_hours * 3600
    return {"seconds": seconds, "count_by": kind}


def start_rework(assignment, *, at):
    """The resolve clock of a part that is done again: with what was left when the unit gave feedback."""
    last = assignment.clocks.filter(kind=Kind.RESOLVE).order_by("-started_at", "-id").first()
    limit = result_limit(assignment.ticket.rule)
    if last and last.stopped_at:
        limit = {"seconds": _left(last), "count_by": last.count_by}
    start(assignment.ticket, Kind.RESOLVE, at=at, assignment=assignment, **limit)


def _left(clock):
    """Seconds of the clock's own time that were left when it was stopped; at least a minute, or a day of its days."""
    kind = Count(clock.count_by)
    left = calendar.current().left(clock.started_at, _amount(clock), kind, clock.stopped_at, _pauses(clock))
    return max(math.ceil(left), 1) * DAY if kind.in_days else max(left, 60)


def _pauses(clock):
    return [(each.started_at, each.ended_at or each.until) for each in clock.pauses.all()]


def refresh_due(ticket):
    """Bring the due times that lists sort by up to date; the ticket is saved by the gate. Returns whom it concerns now:
    (units, cells)."""
    with connection.cursor() as cursor:
        cursor.execute(_REFRESH, facts_of(ticket))
        ticket.due_at, units, cells = cursor.fetchone()
    return units, cells
