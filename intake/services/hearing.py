"""What the exchange says is kept as it comes, and a ring's times are made of all that was said about it."""

from intake.models import Call, Hotline, Ring, RingMessage
from intake.services import holding, transferring
from intake.services.keeping import kept_once
from intake.services.seating import takers
from units.transactions import whole

Kind = RingMessage.Kind


@whole()
def hear(message):
    """Take in one message of the exchange, once; also a hang-up that overtook its answer. Returns the ring."""
    Ring.objects.bulk_create([_first(message)], ignore_conflicts=True)
    ring = Ring.objects.select_for_update().get(exchange_id=message.call)
    if not kept_once(RingMessage, message, ring_id=ring.pk, kind=message.kind):
        return ring
    ring.number = ring.number or message.number
    if message.line and not ring.called_line:
        ring.called_line, ring.hotline = message.line, Hotline.objects.filter(number=message.line).first()
    if message.fix and (ring.fix_at is None or message.at >= ring.fix_at):
        (ring.fix_lon, ring.fix_lat, ring.fix_m), ring.fix_at = message.fix, message.at
    _set_times(ring)
    if message.kind == Kind.ANSWERED and ring.holder_id is None and not ring.redials.exists():
        _lifted(ring, message)
    if message.kind == Kind.TRANSFERRED:
        transferring.told(ring, message)
    else:
        holding.save(ring)
    if message.kind == Kind.HUNG_UP:
        transferring.in_vain(ring)
    if ring.call_id:
        times = {"answered_at": ring.answered_at, "ended_at": ring.hung_up_at}
        Call.objects.filter(pk=ring.call_id).update(rang_at=ring.rang_at, **times)
    return ring


def _first(message):
    return Ring(exchange_id=message.call, rang_at=message.at)


def _set_times(ring):
    """The first of each kind counts. What cannot be, an answer before the ring, is moved to what it came after."""
    first = {}
    for kind, at in ring.messages.order_by("-at").values_list("kind", "at"):
        first[kind] = at
    ring.rang_at = first.get(Kind.RINGING) or min(first.values())
    answered, hung_up = first.get(Kind.ANSWERED), first.get(Kind.HUNG_UP)
    ring.answered_at = answered and max(answered, ring.rang_at)
    ring.hung_up_at = hung_up and max(hung_up, ring.answered_at or ring.rang_at)


def _lifted(ring, message):
    """A receiver was lifted without a word to the console: whoever sits there has the call, also when it is over by now."""
    if message.seat and (sits_there := takers().filter(seat__code=message.seat).first()):
        holding.hold(ring, sits_there, at=message.received_at)
