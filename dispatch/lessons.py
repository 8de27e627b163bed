"""The learning list: tickets that were opened under "no item fits", and what they became. The list learns from them."""

from datetime import timedelta

from dispatch.models import Assignment, Item
from units import clock, known

DAYS = 90  # older lessons have been learnt, or have not
MOST = 200


def of(tickets):
    """Of `tickets`, the newest lessons first; each with who led it last (`led`) and whether an item was found (`learnt`)."""
    backstops = list(Item.objects.filter(is_backstop=True).values_list("pk", flat=True))
    since = clock.now() - timedelta(days=DAYS)
    found = list(tickets.real().filter(first_item__in=backstops, opened_at__gte=since).order_by("-opened_at")[:MOST])
    known.attach(found, "item", "first_item", "street", "cell")
    leads = list(Assignment.objects.filter(ticket__in=found, part=Assignment.Part.LEAD).order_by("pk"))
    known.attach(leads, "unit")
    led = {part.ticket_id: part.unit for part in leads}
    for ticket in found:
        ticket.led = led.get(ticket.pk)
        ticket.learnt = ticket.item_id != ticket.first_item_id
    return found
