"""What whoever goes to the place is warned of: sources of danger that reach it, needs of the people there."""

from dispatch.models import Caution
from units import hazards


def keep(ticket, needs=(), *, at):
    """Write what is known when the ticket is opened. `needs`: (need, metres or None) as the door found them."""
    rows = [Caution(ticket=ticket, kind=Caution.Kind.NEED, need=need, metres=far, at=at) for need, far in needs]
    Caution.objects.bulk_create(rows + _hazards(ticket, at))


def moved(ticket, *, at):
    """The place was corrected: what reached the old point is not near any more, what reaches the new one is."""
    ticket.cautions.filter(metres__isnull=False, gone_at=None).update(gone_at=at)
    Caution.objects.bulk_create(_hazards(ticket, at))


def standing(ticket):
    return list(ticket.cautions.filter(gone_at=None))


def needs_of(ticket):
    """As `keep` takes them, for a part that is split off."""
    return [(each.need, each.metres) for each in standing(ticket) if each.need]


def _hazards(ticket, at):
    near = hazards.covering(ticket.lon, ticket.lat)
    return [
        Caution(ticket=ticket, kind=Caution.Kind.HAZARD, words=each.words[:330], metres=each.metres, at=at)
        for each in near
    ]
