"""Words on a ticket that move nothing: notes, and the logged look at a caller's number."""

from django.utils.translation import gettext as _

from dispatch.models import Clock, Event
from dispatch.services import clocks
from dispatch.services.gate import moving
from dispatch.services.helping import answered_by_centre
from units.refusals import BadInput, WrongStage


def note(ticket, *, text, by, assignment=None):
    """A remark by the centre, or by a unit on its part; a unit's is a word to the centre, so first feedback stops."""
    with moving(assignment or ticket, "note", by=by) as step:
        if step.assignment and not step.assignment.is_open:
            raise WrongStage(_("Your part of this ticket has ended; only reading is left."), ticket=step.ticket)
        step.note(text)
        if step.assignment:
            clocks.stop(step.ticket, Clock.Kind.FIRST_FEEDBACK, at=step.now, by=by, assignment=step.assignment)
            clocks.refresh_due(step.ticket)
        elif by.kind != "unit":
            answered_by_centre(step)
    return step.ticket


def reveal(ticket, *, party_id, text, by):
    """The plain number of one party, for a reason that is kept together with who looked, and when."""
    with moving(ticket, "reveal", by=by) as step:
        party = step.ticket.parties.standing().filter(pk=party_id).first()
        if party is None:
            raise BadInput(_("This number is no longer shown to you."), field="party")
        step.audience = Event.Audience.CENTRE
        step.data["party"] = party.pk
        step.note(text)
    return party
