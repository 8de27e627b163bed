"""What was asked while a ticket stood at a stage is asked no more once it has left: a check on site, a second signature."""

from dispatch.models import Clock, Unreasonable, Verification
from dispatch.services import clocks


def drop(step):
    """Called by the gate when a ticket leaves the stage at which somebody was asked."""
    waiting = step.ticket.verifications.waiting()
    if waiting.update(answered_at=step.now, answered_by=step.by, answer=Verification.Answer.DROPPED):
        clocks.stop(step.ticket, Clock.Kind.VERIFICATION, at=step.now, by=step.by)
    # nobody refused: another decision was taken, so nobody's name stands there
    proposed = step.ticket.unreasonables.filter(state=Unreasonable.State.PROPOSED)
    proposed.update(state=Unreasonable.State.REFUSED, answered_at=step.now)
