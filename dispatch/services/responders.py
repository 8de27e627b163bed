"""Who goes first where life is in danger: police and rescue, as the registry marks them (`Unit.responds_first`)."""

from django.db.models import Q
from django.utils.translation import gettext as _

from dispatch.models import Assignment, Link
from dispatch.workflow import Status
from units.models import Unit
from units.refusals import BadInput

_DID_NOTHING = (Status.RETURNED, Status.RELEASED)


def responders():
    """Those whom the registry marks today."""
    return list(Unit.objects.in_force().filter(responds_first=True).order_by("pk"))


def first_to_go(ticket, listed=()):
    """Who goes first, or None where one of them went already: one whom the duty list names, else the registry's first."""
    if went(ticket):
        return None
    those = responders()
    return next((unit for unit in listed if unit in those), those[0] if those else None)


def went(ticket):
    """Whether a first responder is at work on the ticket, or on the whole that it is split off from, or has been."""
    whole = Link.objects.standing().filter(ticket=ticket, kind=Link.Kind.CHILD).values("other")
    parts = Assignment.objects.filter(Q(ticket=ticket) | Q(ticket__in=whole)).exclude(status__in=_DID_NOTHING)
    return parts.filter(unit__responds_first=True).exists()


def refuse_without_responder(ticket, units):
    """Called by `assign`. A district whose registry marks nobody is not held up by it."""
    if not ticket.danger or any(unit.responds_first for unit in units) or went(ticket):
        return
    if those := responders():
        names = {"units": _(", ").join(unit.label for unit in those)}
        sentence = _("Life is in danger: police or rescue must go as well. Choose one of these: %(units)s.")
        raise BadInput(sentence % names, field="assists")
