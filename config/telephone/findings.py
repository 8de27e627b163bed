"""What became of a run's calls, asked of the product's database and held against what was said to it."""

from dataclasses import dataclass, field

from config.bench.stats import percentile
from dispatch.models import Assignment, Ticket
from intake.models import Concern, Ring, RingMessage, Transfer
from intake.services import holding
from units import clock

IN_TIME = 15  # seconds (domain.md §2)


@dataclass
class Findings:
    """Seconds, sorted. `lost`: sentences, one for each thing that was said to the product and is not there."""

    rung: int
    answered: int
    missed: int
    saved: int
    held: int
    waits: list
    talks: list
    wraps: list
    opened: int
    assigned: int
    transfers: dict  # (way, outcome) → how many
    stale: int
    lost: list = field(default_factory=list)

    @property
    def in_time(self):
        return sum(wait <= IN_TIME for wait in self.waits) / len(self.waits) if self.waits else None


def of_run(prefix, *, rung, said, tickets):
    """`rung` calls and `said` messages were told under this prefix, and `tickets` (numbers) were opened from them."""
    now = clock.now()
    rings = list(Ring.objects.filter(exchange_id__startswith=prefix).select_related("call"))
    messages = RingMessage.objects.filter(ring__exchange_id__startswith=prefix).count()
    opened = set(Ticket.objects.filter(concerns__in=Concern.objects.filter(opened=True, call__ring__in=rings)))
    transfers = Transfer.objects.filter(ring__in=rings).values_list("way", "outcome")
    found = Findings(
        rung=len(rings), answered=sum(ring.answered_at is not None for ring in rings),
        missed=sum(ring.answered_at is None and ring.hung_up_at is not None for ring in rings),
        saved=sum(ring.closed_at is not None for ring in rings),
        held=sum(ring.closed_at is None and ring.holder_id is not None for ring in rings),
        waits=_seconds(rings, lambda ring: (ring.rang_at, ring.answered_at)),
        talks=_seconds(rings, lambda ring: (ring.answered_at, ring.hung_up_at)),
        wraps=_seconds(rings, lambda ring: (ring.answered_at and ring.hung_up_at, ring.closed_at)),
        opened=len(opened),
        assigned=Assignment.objects.filter(ticket__in=opened).values("ticket").distinct().count(),
        transfers={pair: list(transfers).count(pair) for pair in sorted(set(transfers))},
        stale=sum(holding.is_stale(ring, now) for ring in rings),
    )  # fmt: skip
    gone = set(tickets) - {ticket.number for ticket in opened}
    for what, told, kept in (("calls", rung, len(rings)), ("messages", said, messages)):
        if told != kept:
            found.lost.append(f"{told} {what} were told, {kept} are kept")
    found.lost += [f"ticket {number} was opened and does not stand with its call" for number in sorted(gone)]
    found.lost += [f"call {ring.exchange_id} is over and nobody has saved it" for ring in rings if _forgotten(ring)]
    return found


def _forgotten(ring):
    """Taken, talked, hung up, and never saved; a missed call waits in its list and is not forgotten."""
    return ring.closed_at is None and ring.holder_id is not None and ring.hung_up_at is not None


def _seconds(rings, pair):
    pairs = [pair(ring) for ring in rings]
    return sorted((end - start).total_seconds() for start, end in pairs if start and end and end >= start)


def three(values):
    """The middle, the 95th of a hundred, and the longest, in words."""
    if not values:
        return "–"
    return f"p50 {percentile(values, 0.5):.1f} · p95 {percentile(values, 0.95):.1f} · max {values[-1]:.1f} s"
