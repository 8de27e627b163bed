"""What whoever goes to the place is warned of: sources of danger that reach it, needs of the people there."""

from dispatch.models import Caution
from dispatch.services.gate import moving
from units import hazards

homes = []  # registered by an upper app: (what has lon and lat) gives [(need, metres)] of the homes at its point


def keep(ticket, needs=(), *, at):
    """Write what is known when the ticket is opened. `needs`: (need, metres or None) as the door found them."""
    Caution.objects.bulk_create(_needs(ticket, needs, at) + _hazards(ticket, at))


def add(ticket, needs, *, at):
    """Another caller's needs, as far as they do not stand yet. Returns [pk] of those that were written."""
    told = {each.need for each in standing(ticket)} if needs else ()
    fresh = _needs(ticket, [(need, far) for need, far in needs if need not in told], at)
    return [each.pk for each in Caution.objects.bulk_create(fresh)]


def learn(ticket, need, metres, *, by):
    """A need that became known while the ticket is open: it stands in the timeline of all who work on it."""
    if any(each.need == need for each in standing(ticket)):
        return
    with moving(ticket, "note", by=by) as step:
        add(step.ticket, [(need, metres)], at=step.now)
        step.data["need"] = need


def moved(ticket, *, at):
    """The point was corrected: what reached the old one is not near any more, what reaches the new one is."""
    ticket.cautions.filter(metres__isnull=False, gone_at=None).update(gone_at=at)
    add(ticket, [found for near in homes for found in near(ticket)], at=at)
    Caution.objects.bulk_create(_hazards(ticket, at))


def end(pks, *, at):
    """Whoever brought these needs is concerned here no more."""
    if pks:
        Caution.objects.filter(pk__in=pks, gone_at=None).update(gone_at=at)


def standing(ticket):
    return list(ticket.cautions.filter(gone_at=None))


def needs_of(ticket):
    """As `keep` takes them: for a part that is split off, for the ticket that it is merged into."""
    return [(each.need, each.metres) for each in standing(ticket) if each.need]


def _needs(ticket, needs, at):
    return [Caution(ticket=ticket, kind=Caution.Kind.NEED, need=need, metres=far, at=at) for need, far in needs]


def _hazards(ticket, at):
    near = hazards.covering(ticket.lon, ticket.lat)
    return [
        Caution(ticket=ticket, kind=Caution.Kind.HAZARD, words=each.words[:330], metres=each.metres, at=at)
        for each in near
    ]
