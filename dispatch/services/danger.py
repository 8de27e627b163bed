"""Danger first: where life is at stake police or rescue go at once, and the agency has its task in parallel, on the same
ticket (domain.md §3).
"""

from django.utils.translation import gettext as _

from dispatch.models import Assignment
from dispatch.models.duty_list import Priority
from dispatch.services.assigning import send_part
from dispatch.services.gate import moving
from dispatch.services.responders import first_to_go, responders, went
from dispatch.workflow import MOVES, Stage
from units.refusals import BadInput, WrongStage


def raise_danger(ticket, *, by, to=None, text="", version=None):
    """Life is at stake after all: highest priority, and the first responder `to` is sent at once, as an assist.

    A ticket that waits for its dispatcher may do without: `assign` sends nobody without a responder.
    """
    with moving(ticket, "raise_danger", by=by, version=version) as step:
        ticket = step.ticket
        if ticket.danger:
            raise WrongStage(_("It is known already that life is in danger."), ticket=ticket)
        ticket.danger, ticket.priority = True, Priority.P1
        if to is not None:
            _send(step, to)
        elif ticket.stage != Stage.ASSIGNMENT and not went(ticket) and responders():
            raise BadInput(_("Say who goes at once: police or rescue."), field="to")
        step.note(text)
    return ticket


def endanger(ticket, *, by):
    """Raise it because of what was said, where nobody knew and the ticket is still worked on. Returns the ticket."""
    if ticket.danger or ticket.stage not in MOVES["raise_danger"].sources:
        return ticket
    return raise_danger(ticket, to=first_to_go(ticket), by=by)


def _send(step, unit):
    if not unit.responds_first:
        raise BadInput(_("This unit is no first responder."), field="to")
    if unit.pk in step.units:
        return
    send_part(step, unit, Assignment.Part.ASSIST)
    step.data["assists"] = [unit.pk]
