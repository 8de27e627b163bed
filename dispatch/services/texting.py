"""Text messages (SMS) that a move sends: rows of the outbox, written with the move and sent after it.

A row names its reader by id (`user`, `unit` or `party`); the number is looked up when it is sent, so no number is kept
here, and the text carries no personal data.
"""

import logging

from django.utils.translation import gettext as _

from dispatch.models import Delivery
from units import clock
from units.models import User
from units.refusals import WrongStage
from units.templatetags.ui import clock_text

log = logging.getLogger(__name__)

HANDLER = "sms"


def to_leads(ticket, unit, text, *, at):
    """To each lead of the unit who has a number, or else to the unit's duty phone. Returns the deliveries."""
    leads = User.objects.filter(is_active=True, memberships__unit=unit, memberships__role="unit_lead").exclude(phone="")
    readers = [{"user": pk} for pk in sorted(set(leads.values_list("pk", flat=True)))] or [{"unit": unit.pk}]
    return [_row(ticket, reader, text, at) for reader in readers]


def to_party(ticket, party, text, *, at):
    """To a caller of the ticket."""
    return _row(ticket, {"party": party.pk}, text, at)


def to_parties(ticket, parties, text, *, at):
    """The same to each of several callers."""
    rows = [_new(ticket, {"party": party.pk}, text, at) for party in parties]
    return Delivery.objects.bulk_create(rows)


def resend(delivery_id, *, by):
    """Try again from now on, with all its tries: what was given up, or what waits for its next try."""
    delivery = Delivery.objects.select_for_update().get(pk=delivery_id)
    if delivery.state == Delivery.State.SENT:
        raise WrongStage(_("This message was sent at %(at)s.") % {"at": clock_text(delivery.sent_at)})
    delivery.state, delivery.tries, delivery.next_at = Delivery.State.WAITING, 0, clock.now()
    delivery.save(update_fields=["state", "tries", "next_at"])
    log.info("delivery %s is sent again: %s", delivery.pk, by.username)
    return delivery


def _row(ticket, reader, text, at):
    row = _new(ticket, reader, text, at)
    row.save()
    return row


def _new(ticket, reader, text, at):
    return Delivery(handler=HANDLER, payload={**reader, "text": text}, ticket=ticket, created_at=at, next_at=at)
