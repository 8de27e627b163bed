"""What was asked is asked no more once its stage or its part has ended: a check on site, a second signature, more time."""

from django.db import connection

from dispatch.models import Clock, Suspension, Unreasonable, Verification
from dispatch.services import clocks
from dispatch.workflow import Stage

_UNANSWERED = """
    UPDATE dispatch_extension SET state = 'declined', answered_at = %(at)s
    WHERE assignment_id = %(part)s AND state = 'asked';
    UPDATE dispatch_suspension SET state = 'declined', answered_at = %(at)s
    WHERE ticket_id = %(ticket)s AND assignment_id = %(part)s AND state = 'asked'
"""


def drop(step, before):
    """Called by the gate when a ticket leaves the stage `before`."""
    if before == Stage.HANDLING:
        _unanswered(step.ticket.suspensions.filter(state=Suspension.State.ASKED), step)
    elif before in (Stage.ASSIGNMENT, Stage.VERIFICATION):
        _drop_checks(step)


def _drop_checks(step):
    _dropped(step.ticket.verifications.waiting(), step)
    # nobody refused: another decision was taken, so nobody's name stands there
    proposed = step.ticket.unreasonables.filter(state=Unreasonable.State.PROPOSED)
    proposed.update(state=Unreasonable.State.REFUSED, answered_at=step.now)


def drop_check_before(step):
    """Called when the place turns out to lie in another cell: its collector can be asked, and the former one is not any more."""
    _dropped(step.ticket.verifications.waiting().filter(kind=Verification.Kind.BEFORE), step)


def _dropped(checks, step):
    if checks.update(answered_at=step.now, answered_by=step.by, answer=Verification.Answer.DROPPED):
        clocks.stop(step.ticket, Clock.Kind.VERIFICATION, at=step.now, by=step.by)


def drop_of_part(step, part):
    """Called when a unit's part ends: whoever is done needs no more time."""
    with connection.cursor() as cursor:  # one trip: every feedback passes here, and hardly any has asked
        cursor.execute(_UNANSWERED, {"part": part.pk, "ticket": step.ticket.pk, "at": step.now})


def _unanswered(rows, step):
    """Nobody declined it, so nobody's name stands there."""
    rows.update(state="declined", answered_at=step.now)
