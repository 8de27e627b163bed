"""Assists that come later, and assists that the centre lets go (撤回). The lead comes by assign and leaves by handing back."""

from django.utils.translation import gettext as _

from dispatch.models import Assignment, Clock
from dispatch.services import asked, clocks
from dispatch.services.assigning import refuse_unchanged_returns, send_part
from dispatch.services.gate import moving
from dispatch.services.handling import ask_verification_if_done
from dispatch.services.helping import answered_by_centre
from dispatch.services.pressure import answered_by_ending
from dispatch.workflow import Status
from units.refusals import BadInput


def add_assist(ticket, *, assists, by, text="", version=None):
    """More units help while the ticket is worked on; each has clocks of its own from now on."""
    with moving(ticket, "add_assist", by=by, version=version) as step:
        new = [unit for unit in assists if unit.pk not in step.units]
        if not new:
            raise BadInput(_("These units are at work on the ticket already."), field="assists")
        refuse_unchanged_returns(step.ticket, new)
        for unit in new:
            send_part(step, unit, Assignment.Part.ASSIST)
        step.data["assists"] = [unit.pk for unit in new]
        answered_by_centre(step)
        step.note(text)
    return step.ticket


def release(ticket, *, part, text, by, version=None):
    """An assist is not needed any more. Its part ends without feedback, its clocks stop, and the unit reads why."""
    with moving(ticket, "release", by=by, version=version) as step:
        part = step.ticket.assignments.get(pk=part.pk)
        if not part.is_open:
            raise BadInput(_("This unit's part has ended meanwhile."), field="part")
        if part.is_lead:
            raise BadInput(_("The lead is not released; it hands back, or the ticket is merged."), field="part")
        end_part(step, part)
        step.data |= {"parts": [part.pk], "unit": part.unit_id}
        step.note(text)
        answered_by_ending(step, part, text)
        ask_verification_if_done(step, part)
    return step.ticket


def end_part(step, part):
    """The centre ends an open part: forms that its unit has open are stale from now on."""
    part.status, part.ended_at, part.help_at = Status.RELEASED, step.now, None
    part.version += 1
    part.save(update_fields=["status", "ended_at", "help_at", "version"])
    clocks.stop(step.ticket, *Clock.OF_ASSIGNMENT, at=step.now, by=step.by, assignment=part)
    asked.drop_of_part(step, part)
