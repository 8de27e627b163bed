"""What the tick loop does to clocks: warn at four fifths of the limit, miss at its end. Each is an event, once."""

import logging

from dispatch.models import Clock
from dispatch.services.gate import moving
from units import clock
from units.models import User
from units.refusals import WrongStage

log = logging.getLogger(__name__)
_BATCH = 200


def keep_time():
    """Warn and miss what is due. Returns the number of events written."""
    by = User.objects.system()
    done = 0
    for due, verb, field in (("to_warn", "warn", "warned_at"), ("to_miss", "miss", "missed_at")):
        for waiting in getattr(Clock.objects, due)(clock.now()).select_related("ticket").order_by("due_at")[:_BATCH]:
            done += _strike(waiting, verb, field, by)
    return done


def _strike(waiting, verb, field, by):
    """One clock under its ticket's lock: it may have been stopped in between, and then nothing is said."""
    try:
        with moving(waiting.ticket, verb, by=by) as step:
            if not Clock.objects.running().filter(pk=waiting.pk, **{field: None}).update(**{field: step.now}):
                raise _Stopped
            step.data |= {"clock": waiting.kind, "clock_id": waiting.pk, "assignment": waiting.assignment_id}
    except (_Stopped, WrongStage):
        return 0
    except Exception:  # one ticket that fails must not stop the others' clocks
        log.exception("clock %s of ticket %s could not be struck", waiting.pk, waiting.ticket_id)
        return 0
    return 1


class _Stopped(Exception):
    """The clock was stopped before its ticket could be locked."""
