"""Callers to whom nobody spoke are owed a call: missed, silent and dropped calls, in one queue with a clock.

A missed ring is owed as it stands. A silent or dropped call that was saved gets a ring that was never heard: whoever rings
back holds it as any other, and what is then saved names that call as its origin. It ends in two ways only: a call is
saved under it, or the last try was in vain and the call is kept as not reachable.
"""

from datetime import timedelta

from django.conf import settings
from django.db.models import F
from django.utils.translation import gettext as _

from dispatch import wake
from dispatch.models.tickets import Source
from intake.models import Call, Draft, Hotline, Redial, Ring, Validity
from intake.services import holding
from units import clock
from units.refusals import BadInput, Stale
from units.transactions import whole


def owe(call, ring=None):
    """Put a silent or dropped call that was just saved into the queue. `ring` is what it rang by."""
    gone = call.ended_at or call.saved_at
    hotline = ring.hotline if ring else Hotline.objects.filter(number=call.called_line).first()
    Ring.objects.create(
        exchange_id=f"owed/{call.pk}",  # no exchange has a call of this name: "/" is not in its alphabet
        origin=call, number=call.number, called_line=call.called_line, hotline=hotline,
        rang_at=min(call.rang_at or gone, gone), hung_up_at=gone,
    )  # fmt: skip
    wake.on_commit()


def refuse_if_owed(ring):
    """Whoever rings back and hears nobody notes a try: saved as silent, the caller would be owed a call for ever."""
    if ring is not None and ring.calls_back:
        sentence = _("You are calling back. If nobody answers, press “No answer”; else save what the caller said.")
        raise BadInput(sentence, field="validity")


@whole()
def redial(ring, *, by, again=settings.OWED_AGAIN_MINUTES[0]):
    """The caller was rung and did not answer: noted, and to be rung again in `again` minutes; the last try ends it.

    Whoever had taken the call for that lets go of it; what he typed waits with it.
    """
    ring = holding.locked(ring, by)
    if ring.closed_at or ring.holder_id not in (None, by.pk):
        raise holding.taken(ring)
    if ring.hung_up_at is None:
        raise Stale(_("The caller is still on the line."))
    if again not in settings.OWED_AGAIN_MINUTES:
        raise BadInput(_("Choose from the list."), field="again")
    now = clock.now()
    Redial.objects.create(ring=ring, at=now, by=by, seat=by.seat_code)
    if ring.redials.count() >= settings.OWED_TRIES:
        return _give_up(ring, by, now)
    ring.next_at, ring.late_at = now + timedelta(minutes=again), None
    return holding.let_go(ring)


def _give_up(ring, by, at):
    """The last try was in vain: the call is kept with its class and with what was typed, and listed as not reachable."""
    holding.hold(ring, by, at=at)
    holding.save(ring)  # the draft goes with the ring: row-level security shows it to whoever holds it
    draft = Draft.objects.filter(pk=ring.key).first()
    typed = draft.fields if draft else {}
    call = Call.objects.create(
        channel=Source.PHONE, number=ring.number or typed.get("number", "")[:32], called_line=ring.called_line,
        by=by, seat=by.seat_code,
        name=typed.get("name", "")[:60], words="\n".join(filter(None, map(typed.get, ("words", "address"))))[:4000],
        validity=ring.origin.validity if ring.origin else Validity.DROPPED,
        entered_at=min(draft.entered_at, at) if draft else at, saved_at=at, **holding.times(ring),
    )  # fmt: skip
    ring.unreached_at = at
    holding.close(ring, call, at=at)
    if draft:
        draft.delete()
    return ring


@whole()
def say_late():
    """Callers who should have been rung by now and whom nobody rings: said once. A round of the tick loop."""
    late = Ring.objects.owed().filter(holder=None, late_at=None).by_due().filter(due__lt=clock.now())
    late = list(late.select_for_update(skip_locked=True, of=("self",)).values_list("pk", flat=True))
    if late:
        Ring.objects.filter(pk__in=late).update(late_at=clock.now(), version=F("version") + 1)
        wake.on_commit()
    return len(late)
