"""Tickets that hang together with one, as this reader may know of them: its parts, what it is part of, what is related."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from dispatch.models import Link, Party, Ticket
from units import known

Kind = Link.Kind
# (kind, whether it is the other that points here): what the other is to this ticket
_HOW = {
    (Kind.CHILD, False): _("Part of"),
    (Kind.CHILD, True): _("Its part"),
    (Kind.MERGED, False): _("Merged into"),
    (Kind.MERGED, True): _("Merged here"),
    (Kind.RELATED, False): _("Related to"),
    (Kind.RELATED, True): _("Related to"),
}
_ORDER = list(_HOW)
LIKELY, LIKELY_WITHIN = 5, timedelta(days=7)
MOST_OF_A_PHONE = 100


@dataclass(frozen=True)
class Kin:
    link: Link
    other: Ticket
    here: bool  # the other points at this ticket

    @property
    def how(self):
        return how(self.link.kind, self.here)


def how(kind, here):
    return _HOW[kind, bool(here)]


def of(ticket, user, *, ended=False):
    """Links of the ticket, the ended ones only if asked for; read once for a page."""
    if not hasattr(ticket, "kin"):
        links = list(Link.objects.visible_to(user).of(ticket)) if ticket.has_links else []
        others = Ticket.objects.in_bulk({_far_end(ticket, link) for link in links}) if links else {}  # most have none
        found = [Kin(link, others[_far_end(ticket, link)], link.other_id == ticket.pk) for link in links]
        known.attach([kin.other for kin in found], "item")
        ticket.kin = sorted(found, key=lambda kin: _ORDER.index((kin.link.kind, kin.here)))
    return [kin for kin in ticket.kin if ended or kin.link.ended_at is None]


def likely(ticket, user):
    """Open tickets that may be the same matter: the same item in the same street office, lately. At most LIKELY."""
    since = ticket.opened_at - LIKELY_WITHIN
    found = Ticket.objects.visible_to(user).open().filter(
        street=ticket.street_id, item=ticket.item_id, opened_at__gte=since, is_drill=ticket.is_drill,
        confidential=ticket.confidential,
    )  # fmt: skip
    found = list(found.exclude(pk=ticket.pk).order_by("-opened_at")[:LIKELY])
    known.attach(found, "item")
    return found


def before(ticket, user):
    """The party's earlier tickets of the same matter, the newest first. At most LIKELY."""
    phones = Party.objects.standing().filter(ticket=ticket).exclude(phone="").values("phone")
    theirs = Party.objects.standing().filter(phone__in=phones).order_by("-pk").values("ticket")[:MOST_OF_A_PHONE]
    found = Ticket.objects.visible_to(user).filter(pk__in=theirs, item=ticket.item_id, opened_at__lt=ticket.opened_at)
    return list(found.order_by("-opened_at")[:LIKELY])


def _far_end(ticket, link):
    return link.ticket_id if link.other_id == ticket.pk else link.other_id
