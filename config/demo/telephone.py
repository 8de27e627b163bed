"""Every call of the month that came by telephone rang first: its ring, what the exchange said of it, and its times.

Where the hall itself rang, nothing did.

Answered as a good hall answers, ≥ 95 % within 15 s (domain.md §2), with a red tail in the hour in which most people ring.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from config.demo import fixes
from config.demo.geography import SEED
from config.demo.matters import ZONE
from dispatch.models.tickets import Source
from intake.models import Call, Concern, Hotline, Ring, RingMessage, Validity

IN_TIME = 15
BAD_HOUR = 9
LATE = {BAD_HOUR: 0.16}  # share of the calls that wait longer, by the hour
LATE_ELSE = 0.015
OFTEN = {"110": 50, "12345": 38, "12319": 6, "12369": 4}  # how often a line is called; the others count 1
TOLD = (("rang_at", "ringing"), ("answered_at", "answered"), ("ended_at", "hung_up"))


def ring_the_month(until: datetime) -> None:
    """In bulk, once all is saved: through the webhook, three messages a call, it would double the time of loading."""
    rng = Random(SEED + 7)  # noqa: S311 – a demo, not a secret
    lines = {line.number: line for line in Hotline.objects.all()}
    weights = [OFTEN.get(number, 1) for number in lines]
    calls = list(Call.objects.filter(channel=Source.PHONE, ring=None).order_by("saved_at", "pk"))
    for call in calls:
        call.called_line = rng.choices(list(lines), weights)[0]
        _tell_times(call, rng, until)
    Call.objects.bulk_update(calls, ["called_line", "rang_at", "answered_at", "ended_at"], batch_size=500)
    rings = [_ring(call, lines[call.called_line]) for call in calls]
    _say_where(rings)
    Ring.objects.bulk_create(rings)
    RingMessage.objects.bulk_create(message for ring in rings for message in _messages(ring))


def _tell_times(call: Call, rng: Random, until: datetime) -> None:
    """Typing begins some seconds after the answer; whoever has a matter talks until about the time it is saved."""
    late = rng.random() < LATE.get(call.entered_at.astimezone(ZONE).hour, LATE_ELSE)
    wait = rng.uniform(IN_TIME + 1, 48) if late else min(rng.lognormvariate(1.5, 0.5), IN_TIME - 0.5)
    call.answered_at = call.entered_at - timedelta(seconds=rng.uniform(2, 8))
    call.rang_at = call.answered_at - timedelta(seconds=wait)
    short = call.validity in (Validity.SILENT, Validity.DROPPED, Validity.MISDIAL)
    ended = call.saved_at + timedelta(seconds=rng.uniform(-8, -1) if short else rng.uniform(-15, 20))
    call.ended_at = min(max(ended, call.answered_at + timedelta(seconds=3)), until)


def _ring(call: Call, line: Hotline) -> Ring:
    return Ring(
        exchange_id=f"demo-{call.pk}", number=call.number, called_line=line.number, hotline=line, rang_at=call.rang_at,
        answered_at=call.answered_at, hung_up_at=call.ended_at, holder_id=call.by_id, seat=call.seat,
        claimed_at=call.answered_at, seen_at=call.saved_at, call=call, closed_at=call.saved_at, version=1,
    )  # fmt: skip


def _say_where(rings: list[Ring]) -> None:
    """Of the callers whose ticket has a point, the carrier has many somewhere near it."""
    rng = Random(SEED + 8)  # noqa: S311 – a demo, not a secret
    opened = Concern.objects.filter(opened=True, ticket__lon__isnull=False)
    points = {call: (lon, lat) for call, lon, lat in opened.values_list("call", "ticket__lon", "ticket__lat")}
    for ring in rings:
        if fix := ring.call_id in points and fixes.near(*points[ring.call_id], rng):
            (ring.fix_lon, ring.fix_lat, ring.fix_m), ring.fix_at = fix, ring.rang_at


def _messages(ring: Ring) -> Iterator[RingMessage]:
    for name, kind in TOLD:
        at = getattr(ring.call, name)
        said = f"{ring.exchange_id}-{kind}"
        yield RingMessage(event_id=said, ring=ring, kind=kind, at=at, received_at=at, digest="")
