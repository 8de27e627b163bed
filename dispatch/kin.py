"""Tickets that hang together with one, as this reader may know of them: its parts, what it is part of, what is related."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from dispatch.models import Link, Ticket
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
        links = list(Link.objects.visible_to(user).of(ticket))
        others = Ticket.objects.in_bulk({_far_end(ticket, link) for link in links}) if links else {}  # most have none
        found = [Kin(link, others[_far_end(ticket, link)], link.other_id == ticket.pk) for link in links]
        known.attach([kin.other for kin in found], "item")
        ticket.kin = sorted(found, key=lambda kin: _ORDER.index((kin.link.kind, kin.here)))
    return [kin for kin in ticket.kin if ended or kin.link.ended_at is None]


def _far_end(ticket, link):
    return link.ticket_id if link.other_id == ticket.pk else link.other_id
