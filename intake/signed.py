"""What comes in signed: one POST a message, from the telephone exchange or the provider of text messages.

    X-Timestamp: 1766800000.250       seconds since 1970 at which this was sent; 5 min off the console's clock at most
    X-Signature: sha256=<hex>         HMAC-SHA256 with the door's secret over "<timestamp>.<body>"

A replay within the window cannot be told from a retry: each kind of message makes sure that it counts once (`kept_once`).
"""

import hashlib
import hmac
import json
import math
import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.utils.translation import gettext as _

from units.refusals import BadInput, Refusal

WINDOW = timedelta(minutes=5)
LATEST = timedelta(days=1)  # after so long nobody need tell any more
MOST_BYTES = 16 * 1024
NAME = re.compile(r"[A-Za-z0-9._:@-]{1,64}")
DIGITS = re.compile(r"\+?[0-9*#]{0,31}")
_STAMP = re.compile(r"[0-9]{10}(\.[0-9]{1,6})?")


class NotSigned(Refusal):
    status, code = 401, "signature"


class TooOld(Refusal):
    status, code = 401, "too_old"


class NotJson(Refusal):
    status, code = 400, "not_json"


@dataclass(frozen=True)
class Envelope:
    """A message as it was signed. `digest` tells the same body from another."""

    facts: dict
    sent_at: datetime  # by the sender's clock
    received_at: datetime
    digest: str


def signature(stamp, body, secret):
    """What X-Signature says for a time stamp (str) and a body (bytes)."""
    return "sha256=" + hmac.new(secret.encode(), f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()


def opened(headers, body, now, secrets):
    """The Envelope of a request, or a Refusal. Nothing of the body is looked at before the signature is found right.

    Two secrets may be in force at once, so that they can be changed without losing a message.
    """
    stamp, given = headers.get("X-Timestamp", ""), headers.get("X-Signature", "")
    if not _STAMP.fullmatch(stamp) or not _signed(stamp, body, given, secrets):
        raise NotSigned(_("The signature is not right."))
    sent_at = datetime.fromtimestamp(float(stamp), tz=UTC)
    if abs(now - sent_at) > WINDOW:
        raise TooOld(_("The time stamp is more than five minutes off the console's clock."))
    try:
        facts = json.loads(body, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise NotJson(_("The body is not JSON.")) from None
    if not isinstance(facts, dict):
        raise NotJson(_("The body is not a JSON object."))
    return Envelope(facts, sent_at, now, hashlib.sha256(body).hexdigest())


def _signed(stamp, body, given, secrets):
    given = given.encode("utf-8", "replace")
    right = [hmac.compare_digest(signature(stamp, body, secret).encode(), given) for secret in secrets]
    return any(right)


def _no_number(word):
    raise ValueError(word)


def happened_at(envelope):
    """When it happened, in the database's time: only the time between happening and sending counts, by one clock."""
    at = envelope.facts.get("at")
    if isinstance(at, bool) or not isinstance(at, int | float) or not math.isfinite(at) or not 0 < at < 10**10:
        raise bad("at")
    age = timedelta(seconds=max(0.0, envelope.sent_at.timestamp() - at))
    if age > LATEST:
        raise bad("at")
    return envelope.received_at - age


def text(facts, name, pattern):
    value = facts.get(name, "")
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise bad(name)
    return value


def words(facts, name, most, keep=""):
    """Free text without control characters (but those of `keep`), cut to `most` characters."""
    value = facts.get(name, "")
    if not isinstance(value, str):
        raise bad(name)
    clean = "".join(sign for sign in value[: most * 5] if sign in keep or unicodedata.category(sign)[0] != "C")
    return clean.strip()[:most]


def bad(name):
    return BadInput(_("The field “%(name)s” is missing or not as agreed.") % {"name": name}, field=name)
