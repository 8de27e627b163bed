"""Text messages on their way out: the outbox's handler. The number is looked up at the moment of sending."""

import logging
import re

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dispatch import gateway, outbox
from dispatch.models import Party
from dispatch.models.tickets import masked_name, masked_phone
from dispatch.services import texting
from units import known
from units.models import Unit, User

log = logging.getLogger(__name__)
_FAILURES = [  # how `last_error` begins: what a page says of it
    (re.compile(r"NotTaken: no answer within (\d+) s"), gettext_lazy("The gateway gave no answer within %s s.")),
    (re.compile(r"NotTaken: no answer"), gettext_lazy("The gateway could not be reached.")),
    (re.compile(r"NotTaken: answered (\d+)"), gettext_lazy("The gateway did not take it: it answered %s.")),
    (
        re.compile(r"NotTaken: refused address"),
        gettext_lazy("The gateway's address leads inside, or is none. If that is meant, set SMS_GATEWAY_INSIDE."),
    ),
    (re.compile(r"Undeliverable: the reader has no number"), gettext_lazy("No number is known of this reader.")),
]


@outbox.handler(texting.HANDLER)
def send(delivery):
    """By the gateway where one is configured, else as a line of the log that shows no number."""
    number = number_of(delivery.payload)
    if not number:
        raise outbox.Undeliverable("the reader has no number")
    text = delivery.payload["text"]
    if settings.SMS_GATEWAY_URL:
        gateway.send(number, text, reference=f"{texting.HANDLER}-{delivery.pk}")
    else:
        log.info("SMS to %s: %s", masked_phone(number), " ".join(text.split()))


def failure(last_error):
    """What went wrong, in the reader's language. What nobody foresaw is told by its name, which the log has as well."""
    for pattern, sentence in _FAILURES:
        if found := pattern.match(last_error):
            return str(sentence) % found.groups()
    name = last_error.partition(":")[0]
    return (
        _("It failed before it was sent (%(name)s); the log of the outbox says more.") % {"name": name} if name else ""
    )


def number_of(payload):
    """The reader's number as it is now, or ''."""
    if "user" in payload:
        return User.objects.filter(pk=payload["user"], is_active=True).values_list("phone", flat=True).first()
    if "party" in payload:
        return Party.objects.filter(pk=payload["party"]).values_list("phone", flat=True).first()
    return Unit.objects.filter(pk=payload["unit"]).values_list("duty_phone", flat=True).first()


def readers(deliveries):
    """{delivery id: (who, masked number)}: how a page names those whom messages are for. One query a kind of reader."""
    wanted = {kind: {d.payload[kind] for d in deliveries if kind in d.payload} for kind in ("user", "party", "unit")}
    users = User.objects.select_related("unit").in_bulk(wanted["user"]) if wanted["user"] else {}
    parties = Party.objects.in_bulk(wanted["party"]) if wanted["party"] else {}
    units = known.of(Unit, wanted["unit"])
    named = {}
    for delivery in deliveries:
        payload = delivery.payload
        if user := users.get(payload.get("user")):
            named[delivery.pk] = (
                f"{user.unit.label} {user.label}" if user.unit else user.label,
                masked_phone(user.phone),
            )
        elif party := parties.get(payload.get("party")):
            named[delivery.pk] = (masked_name(party.name), masked_phone(party.phone))
        elif unit := units.get(payload.get("unit")):
            named[delivery.pk] = (unit.label, unit.duty_phone)
        elif "message" in payload:
            named[delivery.pk] = (_("Caller in a dialogue"), "")
    return named
