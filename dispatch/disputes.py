"""What the arbiter reads: the two sides of a disputed ticket, whom each points at, and how such matters were ruled before."""

from dataclasses import dataclass, field

from django.db.models import Count
from django.utils.translation import gettext as _

from dispatch.models import Photo, Return, Ruling, Ticket
from dispatch.services import propose
from units import known
from units.models import Unit

MOST_PRECEDENTS = 6


@dataclass
class Side:
    """One unit's "not ours"."""

    back: Return
    unit: Unit
    by_list: str  # what the duty list says of this unit
    held: object  # how long it had the ticket
    photos: list = field(default_factory=list)
    named: int = 0  # how often a ruling on this item named it as lead


@dataclass
class Case:
    sides: list  # the last two hand-backs, face to face
    before: list  # earlier ones
    points: str  # whom they point at, in one sentence
    proposal: object  # what the list says for this place
    at_work: list  # parts that go on meanwhile
    precedents: list
    rulings: int  # on this item, all in all


def case(ticket, user):
    """The dispute as it stands since the last ruling."""
    backs = list(ticket.hand_backs.select_related("assignment").filter(**_since_last_ruling(ticket)))
    known.attach(backs, "suggested_unit", "by")
    known.attach([back.assignment for back in backs], "unit")
    proposal = propose(ticket)
    photos = list(ticket.photos.filter(about=Photo.About.HAND_BACK))
    sides = [_side(back, proposal, photos) for back in backs]
    at_work = list(ticket.assignments.open().order_by("-part", "pk"))
    known.attach(at_work, "unit", "handler")
    decided = Ruling.objects.visible_to(user).decided().filter(item=ticket.item_id)
    led = dict(decided.values_list("lead").annotate(Count("pk")).order_by())
    for side in sides:
        side.named = led.get(side.unit.pk, 0)
    before = precedents(ticket, user)
    return Case(sides[-2:], sides[:-2], _points(sides[-2:]), proposal, at_work, before, sum(led.values()))


def precedents(ticket, user, most=MOST_PRECEDENTS):
    """Decided rulings of the same item, the nearest place first, with names of units instead of ids."""
    return named(Ruling.objects.visible_to(user).precedents(ticket)[:most]) if ticket.has_precedents else []


def duplicate(ticket, back, user):
    """The other ticket that an R6 named, if this person may read it."""
    if back is None or back.reason != Return.Reason.R6:
        return None
    event = ticket.events.filter(kind="hand_back", data__return=back.pk).first()
    return Ticket.objects.visible_to(user).filter(pk=event.data["other"]).first() if event else None


def named(rulings):
    """Rulings with what a list of them shows: units by name, the place, and what became of the proposed change."""
    rulings = list(rulings)
    known.attach(rulings, "lead", "by", "item")
    known.attach([ruling.ticket for ruling in rulings], "street", "cell")
    units = known.of(Unit, {pk for ruling in rulings for pk in ruling.assists})
    for ruling in rulings:
        ruling.assisting = [units[pk] for pk in ruling.assists if pk in units]
    return rulings


def _since_last_ruling(ticket):
    last = ticket.rulings.decided().order_by("decided_at").last()
    return {"at__gt": last.decided_at} if last else {}


def _side(back, proposal, photos):
    unit, part = back.assignment.unit, back.assignment
    if unit.pk == proposal.lead.pk:
        by_list = _("leads by the duty list")
    elif unit.pk in {assist.pk for assist in proposal.assists}:
        by_list = _("assists by the duty list")
    else:
        by_list = _("not named by the duty list")
    return Side(back, unit, by_list, back.at - part.sent_at, [photo for photo in photos if photo.at == back.at])


def _points(sides):
    if len(sides) < 2:
        return ""
    one, two = sides
    first, second = one.back.suggested_unit_id, two.back.suggested_unit_id
    if first == two.unit.pk and second == one.unit.pk:
        return _("Each points at the other.")
    if first and first == second:
        return _("Both point at %(unit)s.") % {"unit": one.back.suggested_unit.label}
    return ""
