"""Confidential tickets: place and person are for the cleared and for the units that work on it, and every look is kept.

The uncleared are not shown less of such a ticket; it does not exist for them: not on boards, in counts, in searches, on
the line or in exports (`visible_to`, the policies of the database, live/deltas).
"""

from django.utils.translation import gettext as _

from dispatch.models import Event, Ticket
from dispatch.services import chain
from dispatch.services.gate import moving
from dispatch.workflow import LOOK
from units.refusals import WrongStage
from units.transactions import whole


def seal(ticket, *, text, by, version=None):
    with moving(ticket, "seal", by=by, version=version) as step:
        if step.ticket.confidential:
            raise WrongStage(_("The ticket is confidential already."), ticket=step.ticket)
        step.ticket.confidential = True
        step.note(text)
    return step.ticket


def unseal(ticket, *, text, by, version=None):
    with moving(ticket, "unseal", by=by, version=version) as step:
        if not step.ticket.confidential:
            raise WrongStage(_("The ticket is not confidential."), ticket=step.ticket)
        step.ticket.confidential = False
        step.note(text)
    return step.ticket


@whole()
def view(ticket, *, by):
    """The page of a confidential ticket was opened: by whom, when, from which seat. Moves nothing, so it passes no gate.

    Returns the ticket as it stands, with the look at the head of its chain.
    """
    ticket = Ticket.objects.select_for_update(of=("self",)).get(pk=ticket.pk)
    if ticket.confidential:
        units, cells, *_asking, now = chain.concerned(ticket)
        chain.record(
            ticket, LOOK, by=by, at=now, stage_before=ticket.stage, audience=Event.Audience.CENTRE,
            units_before=units, units_after=units, cells=cells,
        )  # fmt: skip
        ticket.save(update_fields=["chain_position", "chain_hash"])
    return ticket
