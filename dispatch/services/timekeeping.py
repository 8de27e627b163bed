"""What the tick loop does to clocks: half gone, due soon, missed; then rung by rung until somebody moves. Each an event, once.

The ladder of a missed clock (issue of silence, domain.md §2): the unit hears it (1), hears it again after five minutes
(2), its leads get a text message (3), and it stands on the shift leader's list (4). A clock of the ticket itself has no
unit to ring: it goes to the list at once.
"""

import logging

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from dispatch.models import Clock
from dispatch.services import clocks, texting
from dispatch.services.gate import moving
from units import clock
from units.models import User
from units.refusals import WrongStage

log = logging.getLogger(__name__)
HEARD, HEARD_AGAIN, TEXTED, LISTED = 1, 2, 3, 4  # the rungs
_BATCH = 200


def keep_time():
    """Strike what is due. Returns the number of events written."""
    by = User.objects.system()
    done = 0
    for due, verb, strike in _STRIKES:
        waiting = getattr(Clock.objects, due)(clock.now()).select_related("ticket", "assignment__unit")
        for each in waiting.order_by("due_at")[:_BATCH]:
            done += _struck(each, verb, strike, by)
    return done


def _struck(waiting, verb, strike, by):
    """One clock under its ticket's lock: it may have been stopped in between, and then nothing is said."""
    try:
        with moving(waiting.ticket, verb, by=by) as step:
            still, changes = strike(waiting, step)
            if not Clock.objects.running().filter(pk=waiting.pk, **still).update(**changes):
                raise _Stopped
            step.data |= {"clock": waiting.kind, "clock_id": waiting.pk, "assignment": waiting.assignment_id}
            if "rung" in changes:
                step.data["rung"] = changes["rung"]
    except (_Stopped, WrongStage):
        return 0
    except Exception:  # one ticket that fails must not stop the others' clocks
        log.exception("clock %s of ticket %s could not be struck", waiting.pk, waiting.ticket_id)
        return 0
    return 1


def _halve(waiting, step):
    return {"halved_at": None}, {"halved_at": step.now}


def _warn(waiting, step):
    return {"warned_at": None}, {"warned_at": step.now}


def _miss(waiting, step):
    """The first rung is the miss itself."""
    return {"missed_at": None}, {
        "missed_at": step.now,
        **_rung(HEARD if waiting.assignment_id else LISTED, step),
    }


def _climb(waiting, step):
    rung = waiting.rung + 1
    if rung == TEXTED:
        with translation.override(settings.LANGUAGE_CODE):
            facts = {"number": waiting.ticket.number, "clock": waiting.get_kind_display()}
            words = _("%(number)s: the limit “%(clock)s” of your unit has run out. Please act at once.") % facts
        texting.to_leads(step.ticket, waiting.assignment.unit, words, at=step.now)
    return {"rung": waiting.rung}, _rung(rung, step)


def _rung(rung, step):
    return {"rung": rung, "rung_at": clocks.next_ring(rung, step.now)}


# (the clocks that are due, the verb, what it writes)
_STRIKES = (
    ("to_halve", "halve", _halve),
    ("to_warn", "warn", _warn),
    ("to_miss", "miss", _miss),
    ("to_climb", "climb", _climb),
)


class _Stopped(Exception):
    """The clock was stopped before its ticket could be locked."""
