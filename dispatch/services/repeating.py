"""Tickets that come again: one party, one matter, within a month. From the third on the shift leader looks (domain.md D22)."""

from datetime import timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef

from dispatch.models import Event, Party, Ticket
from dispatch.models.tickets import Source
from dispatch.services.gate import moving

_STAFF = (Source.GRID, Source.UNIT)  # who reports by profession does not repeat himself
_LOOKED_AT = 100  # the newest tickets of one number: a property manager rings every day


def earlier(*, item, caller, source, at, is_drill):
    """How many tickets this party opened about this item within settings.REPEAT_DAYS before."""
    if is_drill or caller is None or not caller.phone or source in _STAFF:
        return 0
    lately = Party.objects.standing().filter(phone=caller.phone).order_by("-pk").values("ticket")[:_LOOKED_AT]
    since = at - timedelta(days=settings.REPEAT_DAYS)
    return Ticket.objects.real().filter(pk__in=lately, item=item, opened_at__gte=since).count()


def to_review(tickets):
    """Those among `tickets` that nobody has looked at yet."""
    looked_at = Event.objects.filter(ticket=OuterRef("pk"), kind="review_repeat")
    return tickets.filter(repeats__gte=settings.REPEATS_TO_REVIEW - 1).exclude(Exists(looked_at))


def review_repeat(ticket, *, text, by):
    """The shift leader has looked at a matter that comes again and says what follows."""
    with moving(ticket, "review_repeat", by=by) as step:
        step.audience = Event.Audience.CENTRE
        step.note(text)
    return step.ticket
