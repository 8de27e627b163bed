"""Who has a call on which seat. Nobody loses one by himself: it is saved, given, or taken after a time of grace."""

from datetime import timedelta

from django.conf import settings
from django.db.models import F
from django.utils.translation import gettext as _

from dispatch import wake
from intake.models import Draft, Ring
from intake.services import seating
from units import clock
from units.refusals import NotAllowed, Stale
from units.templatetags.ui import clock_text
from units.transactions import whole

GRACE = timedelta(seconds=20)  # from asking for somebody's call until it goes over
STALE = timedelta(seconds=45)  # without a sign of life of the holder's browser


@whole()
def claim(ring, *, by):
    """Take a call that nobody has, on the line or owed; of two who claim at once, the second reads who was first."""
    ring = locked(ring, by)
    if ring.holder_id == by.pk and not ring.closed_at:
        return ring
    if ring.holder_id:
        raise taken(ring)
    hold(ring, by, at=clock.now())
    if ring.hung_up_at:  # to call back: so it stays owed while it is tried, whoever had lifted a receiver before
        ring.next_at = ring.next_at or ring.hung_up_at + timedelta(seconds=settings.OWED_LIMIT_SECONDS)
    save(ring)
    if ring.hung_up_at:  # somebody may have tried before and typed what he knew
        Draft.objects.filter(pk=ring.key).update(user=by)
    return ring


@whole()
def ask_over(ring, *, by):
    """Ask for a call that somebody else has. It goes over at once where that seat's browser is dead or the grace is over."""
    ring, now = locked(ring, by), clock.now()
    if ring.closed_at:
        raise taken(ring)
    if ring.holder_id is None:
        return claim(ring, by=by)
    if ring.holder_id == by.pk:
        return ring
    if is_stale(ring, now) or (ring.wanted_by_id == by.pk and now >= ring.wanted_at + GRACE):
        return hand(ring, by, at=now, by=by)
    if ring.wanted_by_id not in (None, by.pk):
        raise Stale(_("%(person)s has asked for this call already.") % {"person": ring.wanted_by.label})
    if ring.wanted_by_id is None:
        ring.wanted_by, ring.wanted_at = by, now
    return save(ring)


@whole()
def give(ring, *, by):
    """The holder lets go before the grace is over: the call goes to whoever asked, with what was typed."""
    ring = locked(ring, by)
    only_the_holder(ring, by)
    if ring.wanted_by_id is None:
        raise Stale(_("Nobody asks for this call any more."))
    return hand(ring, ring.wanted_by, at=clock.now(), by=by)


@whole()
def keep(ring, *, by):
    """The holder keeps the call. Whoever asked may ask again."""
    ring = locked(ring, by)
    only_the_holder(ring, by)
    ring.wanted_by = ring.wanted_at = None
    return save(ring)


def seen(*, by):
    """A sign of life of a browser: what its person holds is not stale. It wakes no screen that knew it alive.

    A seat that was away with a call in hand, and is back, hears from the telephone again.
    """
    now = clock.now()
    held = Ring.objects.held().filter(holder=by)
    woken = held.filter(seen_at__lt=now - STALE).update(seen_at=now, version=F("version") + 1)
    held.filter(seen_at__lt=now - timedelta(seconds=5)).update(seen_at=now)
    if woken:
        wake.on_commit()
    if held.exists():
        seating.follow(by)


def pass_over_due():
    """Calls whose grace is over go to whoever asked, each in a transaction of its own. A round of the tick loop."""
    due = Ring.objects.held().filter(wanted_at__lte=clock.now() - GRACE)
    for pk in list(due.values_list("pk", flat=True)):
        with whole():
            ring = due.select_for_update(skip_locked=True).filter(pk=pk).first()
            if ring:
                hand(ring, ring.wanted_by, at=clock.now(), by=None)


def is_stale(ring, now):
    """The holder's browser has shown no life for so long that others may take the call at once."""
    return ring.holder_id is not None and ring.closed_at is None and ring.seen_at < now - STALE


def hold(ring, by, *, at):
    """Put a ring into somebody's hands; the caller saves it."""
    ring.holder, ring.seat, ring.claimed_at, ring.seen_at = by, by.seat_code, at, at
    ring.wanted_by = ring.wanted_at = None


def let_go(ring):
    """Only an owed call goes back to where it waited, and only by hand."""
    former = ring.holder
    ring.holder = ring.claimed_at = ring.seen_at = ring.wanted_by = ring.wanted_at = None
    ring.seat = ""
    return save(ring, former=former)


def to_save(key, by):
    """The ring that is typed under this key, locked for saving, or None. Refused when it is in other hands."""
    ring = Ring.objects.select_for_update().filter(key=key).first() if key else None
    if ring is not None and ring.holder_id != by.pk:
        raise taken(ring)
    return ring if ring is not None and ring.closed_at is None else None


def refuse_if_taken(key, *, by):
    """Refused when another has the ring that is typed under this key. True when this person has it."""
    ring = Ring.objects.select_related("holder").filter(key=key).first()
    if ring is not None and (ring.holder_id != by.pk or ring.closed_at):
        raise taken(ring)
    return ring is not None


def times(ring):
    """The telephone's times of the call that is saved. An owed call did not ring again: its origin has those times."""
    if ring is None or ring.origin_id:
        return {}
    return {"rang_at": ring.rang_at, "answered_at": ring.answered_at, "ended_at": ring.hung_up_at}


def close(ring, call, *, at):
    """The ring is saved as a call; hanging up may still follow, and is then written into both."""
    ring.call, ring.closed_at = call, at
    ring.wanted_by = ring.wanted_at = None
    save(ring)


def hand(ring, to, *, at, by):
    """The call with everything typed goes into other hands. `by` is who does it, or None for the system.

    Each person's drafts are his own (row-level security): the hand that holds the ring moves the draft.
    """
    draft, former = Draft.objects.filter(pk=ring.key), ring.holder
    if by is not None and by.pk == ring.holder_id:
        draft.update(user=to)
        hold(ring, to, at=at)
        return save(ring, former=former)
    hold(ring, to, at=at)
    save(ring, former=former)
    draft.update(user=to)
    return ring


def locked(ring, by):
    """The ring as it stands now, locked, for somebody who may take calls."""
    if not by.has_perm("intake.take_call"):
        raise NotAllowed(_("Your role does not take calls."))
    # no joins: whoever waited for the lock would get the new row beside the old holder
    return Ring.objects.select_for_update().get(pk=ring.pk)


def only_the_holder(ring, by):
    if ring.holder_id != by.pk or ring.closed_at:
        raise taken(ring)


def taken(ring):
    """The refusal that says who has the call, or who saved it, and since when."""
    if ring.holder_id is None:
        return Stale(_("Nobody has this call at present."))
    at = ring.closed_at or ring.claimed_at
    facts = {"person": ring.holder.label, "at": clock_text(at)}
    if ring.closed_at:
        return Stale(_("%(person)s saved this call at %(at)s.") % facts, by=ring.holder, at=at)
    return Stale(_("%(person)s has this call since %(at)s.") % facts, by=ring.holder, at=at)


def save(ring, *, former=None):
    """Write a locked ring, set the seats of its hands right, and wake the screens. `former`: who had it until now."""
    ring.version += 1
    ring.save()
    seating.follow(ring.holder, former)
    wake.on_commit()
    return ring
