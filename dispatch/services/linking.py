"""Links between tickets: related to, and part of. Both chains tell of it; a link ends and is never deleted.

One level and no more: what is part of another ticket has no parts of its own. Read under both tickets' locks, this also
keeps links from running in a circle.
"""

from django.db import IntegrityError, connection
from django.utils.translation import gettext as _

from dispatch.models import Event, Link, Ticket
from dispatch.services.gate import moving_both
from dispatch.workflow import LIVE
from units.refusals import BadInput

Kind = Link.Kind
BY_HAND = (Kind.RELATED, Kind.CHILD)  # a merge has verbs of its own


def link(ticket, *, other, kind, by, text=""):
    """`ticket` is related to `other`, or is a part of it."""
    refuse_itself(ticket, other)
    with moving_both(ticket, "link", other, "link", by=by) as (step, second):
        if Link.objects.standing().between(step.ticket, second.ticket).exists():
            raise BadInput(_("The two tickets are linked already."), field="number")
        if kind == Kind.CHILD:
            refuse_second_level(step.ticket, second.ticket)
        made = tie(step, second, kind)
        step.note(text)
    return made


def unlink(ticket, *, link, by, text=""):
    """The link ends; that it stood, and why it ended, stays on both timelines."""
    other = link.other if link.ticket_id == ticket.pk else link.ticket
    with moving_both(ticket, "unlink", other, "unlink", by=by) as (step, second):
        untie(step, second, link)
        step.note(text)
    return step.ticket


def waits_for_parts(ticket):
    """Whether a part of the ticket is still open; asked of the database itself, since a unit sees only its own tickets."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT app_has_open_child(%s)", [ticket.pk])
        return cursor.fetchone()[0]


def open_parts(ticket):
    """Its parts on which somebody may still be at work, the older first: what is news of the whole is news there."""
    links = Link.objects.standing().filter(kind=Kind.CHILD, other=ticket)
    return list(Ticket.objects.filter(pk__in=links.values("ticket"), stage__in=LIVE).order_by("pk"))


def tie(step, second, kind, **more):
    """The link itself, from the ticket of `step` to that of `second`, and a word on both chains."""
    refuse_unlike(step.ticket, second.ticket)
    _told(step, second, kind, here=False)
    try:
        return Link.objects.create(ticket=step.ticket, other=second.ticket, kind=kind, at=step.now, by=step.by, **more)
    except IntegrityError:  # a link that this person may not see
        raise BadInput(_("%(number)s belongs to another ticket already.") % {"number": step.ticket.number}) from None


def untie(step, second, link):
    if not Link.objects.standing().filter(pk=link.pk).update(ended_at=step.now, ended_by=step.by):
        raise BadInput(_("This link has ended meanwhile."), field="link")
    _told(step, second, link.kind, here=link.other_id == step.ticket.pk)


def _told(step, second, kind, *, here):
    """Both chains say what the tickets are to each other; `here`: it is the other that points at the ticket of `step`.

    How tickets hang together is the centre's affair; a merge alone concerns the units (services.merging).
    """
    for side, other, is_here in ((step, second, here), (second, step, not here)):
        side.data |= {"other": other.ticket.pk, "link": kind, "here": is_here}
        side.audience = Event.Audience.CENTRE


def refuse_itself(ticket, other):
    if ticket.pk == other.pk:
        raise BadInput(_("This is the ticket itself."), field="number")


def refuse_unlike(ticket, other):
    """Two tickets that belong together are read by the same people."""
    if ticket.is_drill != other.is_drill:
        raise BadInput(_("A drill is kept apart from real tickets."), field="number")
    if ticket.confidential != other.confidential:
        raise BadInput(_("Only one of the two is confidential; they cannot be joined."), field="number")


def refuse_second_level(child, parent):
    standing = Link.objects.standing()
    if above := standing.upward(child):
        facts = {"number": child.number, "other": above.other.number, "how": above.get_kind_display()}
        raise BadInput(_("%(number)s has a link upward already: %(how)s %(other)s.") % facts)
    if standing.filter(kind=Kind.CHILD, other=child).exists():
        raise BadInput(_("%(number)s has parts of its own; a part cannot have any.") % {"number": child.number})
    if standing.upward(parent):
        words = _("%(number)s is itself part of another ticket; choose that one.")
        raise BadInput(words % {"number": parent.number}, field="number")
