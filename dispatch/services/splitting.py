"""One ticket that is several matters: each becomes a part of its own, with its own item, units and clocks.

The whole is not verified while a part is open. Callers stay with the whole and are called back once, when all is done.
"""

import logging

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from dispatch.models import Assignment, Clock, Event, Link, Ticket
from dispatch.services import cautions, clocks, emergency
from dispatch.services.assigning import assign, start_handling
from dispatch.services.gate import moving
from dispatch.services.handling import ask_verification
from dispatch.services.linking import tie, waits_for_parts
from dispatch.services.opening import Place, open_ticket
from dispatch.workflow import Stage
from units.models import User
from units.refusals import BadInput, WrongStage

log = logging.getLogger(__name__)


def split(ticket, *, item, words, by, lead=None, rest=True, version=None):
    """Open one part of `ticket`; sent at once where a `lead` is given. Returns the part.

    Without `rest` nothing is left to assign under the ticket's own number: it waits for its parts alone.
    """
    with moving(ticket, "split", by=by, version=version) as step:
        whole = step.ticket
        _refuse_part_of_part(whole)
        part = open_ticket(
            item=item, place=_place(whole), source=whole.source, by=by, words=words, at=step.now,
            is_drill=whole.is_drill, confidential=whole.confidential, needs=cautions.needs_of(whole),
            facts=emergency.known(whole) or None, danger=whole.danger,
        )  # fmt: skip
        with moving(part, "link", by=by) as second:
            tie(second, step, Link.Kind.CHILD)
        step.audience = Event.Audience.PARTIES
        step.data["item"] = item.code
        if lead is not None:
            assign(part, lead=lead, by=by)
        if not rest and whole.stage == Stage.ASSIGNMENT:
            _leave_to_parts(step)
    return part


def gather():
    """Tickets whose units and parts are all done wait for their check from now on. Called by tick; returns how many."""
    working = Assignment.objects.open().filter(ticket=OuterRef("pk"))
    by = User.objects.system()
    waiting = Ticket.objects.awaiting(Stage.HANDLING).exclude(Exists(working)).order_by("pk")
    return sum(_gather(ticket, by) for ticket in waiting)


def _gather(ticket, by):
    """Looked at once more under the ticket's lock: a part may have been opened in between."""
    try:
        with moving(ticket, "gather", by=by) as step:
            if step.units or waits_for_parts(step.ticket):
                raise _NotYet
            ask_verification(step)
    except (_NotYet, WrongStage):
        return 0
    except Exception:  # one ticket that fails must not stop the others
        log.exception("ticket %s could not be gathered", ticket.pk)
        return 0
    return 1


class _NotYet(Exception):
    """Somebody works on it, or a part is open."""


def _refuse_part_of_part(whole):
    if above := Link.objects.standing().upward(whole):
        facts = {"number": above.other.number}
        raise BadInput(_("This ticket is itself a part of %(number)s; split that one.") % facts)


def _place(whole):
    return Place(
        lon=whole.lon, lat=whole.lat, address=whole.address, street=whole.street, community=whole.community,
        source=whole.place_source, verified=whole.place_verified,
    )  # fmt: skip


def _leave_to_parts(step):
    clocks.stop(step.ticket, Clock.Kind.DISPATCH, at=step.now, by=step.by)
    start_handling(step)
    step.to(Stage.HANDLING)
