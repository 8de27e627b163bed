"""Every move of a seat: lock, check the table, change, one row in the log; and rests, which are asked, answered, timed.

Each function takes the locks of its seats in order of the people who sit on them, and after those of rings.
"""

from datetime import timedelta

from django.db.models import Q
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from units import clock
from units.models import Rest, Seat, SeatChange, User
from units.refusals import NotAllowed, Stale, WrongStage
from units.seats.moves import MOVES, State
from units.templatetags.ui import clock_text
from units.transactions import whole

SILENT = timedelta(seconds=90)  # without a sign of life of its browser: three that were missed
SEEN_EVERY = timedelta(seconds=10)  # the least between two that are written
_SAYS = {State.TALKING: "talk", State.WRAP_UP: "wrap_up", None: "finish"}


@whole()
def sit(code, *, by):
    """Take a free seat; whoever sat elsewhere stands up there. A taken seat stays with whoever sits on it."""
    if by.kind != "hall":
        raise NotAllowed(_("Seats are for those who work in the hall."))
    seats = {
        seat.code: seat
        for seat in Seat.objects.select_for_update().filter(Q(occupant=by) | Q(code=code)).order_by("occupant_id")
    }
    seat = seats.pop(code, None) or get_object_or_404(Seat, code=code)
    if seat.occupant_id not in (None, by.pk):
        raise Stale(_("%(person)s sits on seat %(seat)s.") % {"person": seat.occupant.label, "seat": seat.code})
    for former in seats.values():
        _vacate(former, by)
    if seat.occupant_id is None:
        seat.occupant, seat.state, seat.seen_at = by, State.AWAY, None
        seat.save(update_fields=["occupant", "seen_at"])
        _move(seat, "sit", by=by, at=clock.now())
    return seat


@whole()
def stand_up(*, by):
    """The seat is free for the next person."""
    seat = _locked(by)
    if seat:
        _vacate(seat, by)


@whole()
def leave(*, by):
    """He signs out; the seat is still his."""
    seat = _locked(by) if by.kind == "hall" else None
    if seat and seat.state != State.AWAY:
        _leave(seat, by)


def alive(*, by):
    """A sign of life of a browser; a seat that was away is ready again."""
    now, mine = clock.now(), Seat.objects.filter(occupant=by)
    mine.filter(Q(seen_at=None) | Q(seen_at__lt=now - SEEN_EVERY)).update(seen_at=now)
    if mine.filter(state=State.AWAY).exists():
        with whole():
            seat = _locked(by)
            if seat and seat.state == State.AWAY:
                _move(seat, "come_back", by=by, at=now)


@whole()
def note_silence():
    """Seats whose browser has shown no life are away. A round of the tick loop."""
    silent = Seat.objects.filter(state=State.READY, seen_at__lt=clock.now() - SILENT).exclude(occupant=None)
    for seat in silent.select_for_update(skip_locked=True):
        _move(seat, "fall_silent", by=User.objects.system(), at=clock.now())


@whole()
def follow(user, telephone, *, text=""):
    """What the telephone says of this person's seat. `telephone()`: State.TALKING, State.WRAP_UP, or None for no call.

    It is asked once the seat is locked, so that of two calls that end at once the second sees the first one's end.
    """
    seat = _locked(user)
    if seat is None:
        return
    verb = _SAYS[telephone()]
    if seat.state == MOVES[verb].target or seat.state not in MOVES[verb].sources:
        return
    now = clock.now()
    if seat.state == State.REST:
        _end_rest(user, now)
    _move(seat, verb, by=user, at=now, text=text)
    if seat.state == State.READY:
        _begin_rest(seat, user, now)


# --- rests ---------------------------------------------------------------------------------------------------------
@whole()
def ask_rest(*, minutes, reason, by):
    """Planned minutes and a reason; the shift leader answers."""
    seat = _of(by)
    if Rest.objects.open().filter(user=by).exists():
        raise Stale(_("You have asked for a rest already."))
    now = clock.now()
    _move(seat, "ask_rest", by=by, at=now, text=reason)
    return Rest.objects.create(user=by, seat=seat, minutes=minutes, reason=reason, asked_at=now)


@whole()
def withdraw_rest(*, by):
    """Also of one that was approved and has not begun."""
    seat = _of(by)
    rest = Rest.objects.open().filter(user=by, began_at=None).first()
    if rest is None:
        raise Stale(_("You have not asked for a rest."))
    now = clock.now()
    _move(seat, "withdraw_rest", by=by, at=now)
    _answer(rest, Rest.Outcome.WITHDRAWN, by=by, at=now)


@whole()
def end_rest(*, by):
    """Ready again, early or late."""
    seat, now = _of(by), clock.now()
    _move(seat, "end_rest", by=by, at=now)
    _end_rest(by, now)


@whole()
def approve_rest(rest, *, by):
    """It begins at once, or when the call in hand is saved."""
    seat, rest = _asked(rest, by)
    now = clock.now()
    _move(seat, "approve_rest", by=by, at=now, text=rest.reason)
    _answer(rest, Rest.Outcome.APPROVED, by=by, at=now)
    _begin_rest(seat, rest.user, now)
    return rest


@whole()
def decline_rest(rest, *, text, by):
    seat, rest = _asked(rest, by)
    now = clock.now()
    _move(seat, "decline_rest", by=by, at=now, text=text)
    _answer(rest, Rest.Outcome.DECLINED, by=by, at=now, text=text)
    return rest


def _asked(rest, by):
    """(seat, rest) as they stand now, locked. Of two leaders who answer the second reads who was quicker."""
    if not by.has_perm("units.lead_seats"):
        raise NotAllowed(_("Rests are answered by the shift leader."))
    seat = _locked(rest.user_id)
    rest = Rest.objects.select_related("user", "answered_by").get(pk=rest.pk)
    if rest.outcome or seat is None:
        person = (rest.answered_by or rest.user).label
        facts = {"person": person, "at": clock_text(rest.answered_at or clock.now())}
        words = {
            Rest.Outcome.WITHDRAWN: _("%(person)s withdrew this at %(at)s."),
            Rest.Outcome.APPROVED: _("%(person)s approved this at %(at)s."),
            Rest.Outcome.DECLINED: _("%(person)s declined this at %(at)s."),
        }
        raise Stale(words[rest.outcome or Rest.Outcome.WITHDRAWN] % facts, by=rest.answered_by, at=rest.answered_at)
    return seat, rest


def _answer(rest, outcome, *, by, at, text=""):
    rest.outcome, rest.answered_by, rest.answered_at, rest.answer = outcome, by, at, text
    rest.ended_at = None if outcome == Rest.Outcome.APPROVED else at
    rest.save(update_fields=["outcome", "answered_by", "answered_at", "answer", "ended_at"])


def _begin_rest(seat, user, now):
    """What was approved begins as soon as the seat is free."""
    if seat.state in MOVES["begin_rest"].sources:
        approved = Rest.objects.open().filter(user=user, outcome=Rest.Outcome.APPROVED, began_at=None)
        if approved.update(began_at=now):
            _move(seat, "begin_rest", by=user, at=now)


def _end_rest(user, now):
    Rest.objects.open().filter(user=user).exclude(began_at=None).update(ended_at=now)


# --- the seat ------------------------------------------------------------------------------------------------------
def _locked(user):
    return Seat.objects.select_for_update().filter(occupant=user).first()


def _of(by):
    seat = _locked(by)
    if seat is None:
        raise NotAllowed(_("You sit on no seat. Take one first."))
    return seat


def _leave(seat, by):
    now = clock.now()
    _end_rest(by, now)
    for rest in Rest.objects.open().filter(user=by):
        _answer(rest, Rest.Outcome.WITHDRAWN, by=by, at=now)
    _move(seat, "leave", by=by, at=now)


def _vacate(seat, by):
    _leave(seat, by)
    seat.occupant = None
    seat.save(update_fields=["occupant"])


def _move(seat, verb, *, by, at, text=""):
    """A locked seat makes one move of the table, and the log has it."""
    move, before = MOVES[verb], seat.state
    if before not in move.sources:
        facts = {"verb": move.label, "state": State(before).label}
        raise WrongStage(_("“%(verb)s” is not possible now: the seat is at “%(state)s”.") % facts)
    if move.target and move.target != before:
        seat.state, seat.since = move.target, at
        seat.save(update_fields=["state", "since"])
    SeatChange.objects.create(
        seat=seat, verb=verb, before=before, after=seat.state, at=at, user_id=seat.occupant_id, by=by, text=text
    )
