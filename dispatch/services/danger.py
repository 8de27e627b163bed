"""Danger first: where life is at stake police or rescue go at once, and the agency has its task in parallel, on the same
ticket (domain.md §3). Who goes first is a mark in the registry, `Unit.responds_first`.
"""

from django.utils.translation import gettext as _

from dispatch.models import Assignment
from dispatch.models.duty_list import Priority
from dispatch.services import clocks
from dispatch.services.gate import moving
from dispatch.workflow import Stage, Status
from units.models import Unit
from units.refusals import BadInput, WrongStage

_DID_NOTHING = (Status.RETURNED, Status.RELEASED)


def responders():
    """Police and rescue, as the registry marks them today."""
    return list(Unit.objects.in_force().filter(responds_first=True).order_by("pk"))


def first_to_go(ticket, listed=()):
    """Who goes first, or None where one of them went already: one whom the duty list names, else the registry's first."""
    if went(ticket):
        return None
    those = responders()
    return next((unit for unit in listed if unit in those), those[0] if those else None)


def went(ticket):
    """Whether a first responder is at work on the ticket, or has been."""
    parts = ticket.assignments.exclude(status__in=_DID_NOTHING)
    return parts.filter(unit__responds_first=True).exists()


def refuse_without_responder(ticket, units):
    """Called by `assign`. A district whose registry marks nobody is not held up by it."""
    if not ticket.danger or any(unit.responds_first for unit in units) or went(ticket):
        return
    if those := responders():
        names = {"units": _(", ").join(unit.label for unit in those)}
        sentence = _("Life is in danger: police or rescue must go as well. Choose one of these: %(units)s.")
        raise BadInput(sentence % names, field="assists")


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


def _send(step, unit):
    if not unit.responds_first:
        raise BadInput(_("This unit is no first responder."), field="to")
    if unit.pk in step.units:
        return
    part = Assignment.objects.create(
        ticket=step.ticket, unit=unit, part=Assignment.Part.ASSIST, sent_at=step.now, by=step.by
    )
    clocks.start_for_assignment(part, at=step.now)
    step.data["assists"] = [unit.pk]
