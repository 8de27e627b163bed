"""A call is passed on, or a third party asked to join: with a reason, and with a receipt that says accepted or refused."""

from django.utils.translation import gettext as _

from intake.models import Transfer
from intake.services import holding
from intake.services.seating import takers
from units import clock
from units.models import User
from units.refusals import BadInput, NotAllowed, Stale
from units.transactions import whole

Outcome = Transfer.Outcome


@whole()
def transfer(ring, *, way, reason, by, to_seat="", to_name="", to_number=""):
    """Ask a seat of the hall or a number outside. The call stays with its holder until the receipt says accepted."""
    ring = holding.locked(ring, by)
    holding.only_the_holder(ring, by)
    if ring.transfers.filter(outcome="").exists():
        raise Stale(_("The answer to the last transfer is still awaited."))
    if to_seat and not takers().exclude(pk=by.pk).filter(seat__code=to_seat).exists():
        raise BadInput(_("Nobody else who takes calls sits on this seat."), field="to_seat")
    now = clock.now()
    asked = Transfer.objects.create(
        ring=ring, way=way, to_seat=to_seat, to_name=to_name, to_number=to_number, reason=reason, asked_at=now, by=by,
        seat=by.seat_code,
    )  # fmt: skip
    holding.save(ring)
    return asked


@whole()
def answer_transfer(ring, *, outcome, by, reason=""):
    """The seat that was asked says yes or no; a no says why. Accepted, a transferred call is in its hands."""
    ring = holding.locked(ring, by)
    asked = ring.transfers.select_related("by").filter(outcome="").first()
    if asked is None:
        raise Stale(_("This transfer was answered already, or the call is over."))
    if asked.to_seat != by.seat_code or not asked.to_seat:
        raise NotAllowed(_("This transfer is for another seat."))
    if outcome == Outcome.REFUSED and not reason:
        raise BadInput(_("Say why the call cannot be taken."), field="reason")
    return _answer(ring, asked, outcome, reason, by)


def told(ring, message):
    """The exchange's receipt, or its word of a transfer that was made at the telephone without the console.

    A receipt of a seat answers the question to that seat; one from outside answers whatever was asked outside, since an
    exchange may know the number with another prefix.
    """
    asked = ring.transfers.filter(outcome="", to_seat=message.seat).first()
    if asked is None:
        to = {"to_seat": message.seat} if message.seat else {"to_number": message.to}
        asked = Transfer(
            ring=ring, way=Transfer.Way.TRANSFER, **to, reason=_("Transferred at the telephone"),
            asked_at=min(message.at, message.received_at), by=ring.holder or User.objects.system(), seat=ring.seat,
        )  # fmt: skip
    _answer(ring, asked, message.outcome, message.reason, None)


def in_vain(ring):
    """The caller is gone: nobody outside need be rung for him any more. A seat may still take over what is to be typed."""
    asked = ring.transfers.exclude(to_number="").filter(outcome="").first()
    if asked:
        _answer(ring, asked, Outcome.REFUSED, _("The caller hung up before."), None)


def _answer(ring, asked, outcome, reason, by):
    now = clock.now()
    asked.outcome, asked.answered_at, asked.answered_by, asked.answer = outcome, now, by, reason
    asked.save()
    moves = outcome == Outcome.ACCEPTED and asked.way == Transfer.Way.TRANSFER and asked.to_seat
    to = takers().filter(seat__code=asked.to_seat).first() if moves else None
    if to and ring.closed_at is None and to.pk != ring.holder_id:
        return holding.hand(ring, to, at=now, by=by)
    return holding.save(ring)
