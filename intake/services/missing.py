"""Calls that nobody took in time are called back. One that is reached goes on as a call in hand; each vain try is kept."""

from django.utils.translation import gettext as _

from intake.models import Redial
from intake.services import holding
from units import clock
from units.refusals import Stale
from units.transactions import whole


@whole()
def redial(ring, *, by):
    """The missed caller was rung and did not answer: it is noted, and the call waits on in the list.

    Whoever had taken the call for that lets go of it; what he typed waits with it.
    """
    ring = holding.locked(ring, by)
    if ring.closed_at or ring.hung_up_at is None or ring.holder_id not in (None, by.pk):
        person = ring.holder.label if ring.holder else "–"
        raise Stale(_("%(person)s has taken this call meanwhile.") % {"person": person})
    Redial.objects.create(ring=ring, at=clock.now(), by=by, seat=by.seat_code)
    return holding.let_go(ring)
