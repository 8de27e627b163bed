"""The district's telephone exchange (PBX): one signed POST a message. A small adapter beside it speaks its protocol.

    POST /phone/messages/             Content-Type: application/json, UTF-8, at most 16 kB
    X-Timestamp: 1766800000.250       seconds since 1970 at which this was sent; 5 min off the console's clock at most
    X-Signature: sha256=<hex>         HMAC-SHA256 with PHONE_WEBHOOK_SECRET over "<timestamp>.<body>", in lower case
    {"id": "e-1", "call": "c-7", "kind": "ringing", "at": 1766799999.9, "number": "139…", "line": "12345"}

`id` names the message and `call` the call (both 64 characters at most, from A-Z a-z 0-9 . _ : @ -). `kind` is ringing,
answered, transferred, hung_up, or ask. `at` is when it happened, by the same clock as X-Timestamp; only the time between the two
counts, so the exchange's clock may be wrong by minutes. `number` is the caller's (may be empty), `line` the called
number; both may come with every message. `answered` may name the `seat` at which the receiver was lifted. `transferred`
says `outcome` (accepted or refused), the `seat` or the number (`to`) that was asked and, where refused, the `reason`.

200 means that the message is kept: {"call": "c-7", "state": "waiting", "seat": ""}. A message that got no 200 is sent
again with the same id, a new timestamp and a new signature, as often as need be, for a day; it counts once and is answered
in the same way. Messages may arrive in any order. `ask` needs neither id nor at; it changes nothing and is answered with the
state: waiting, held (then `seat` says where to connect the caller), missed, saved, or unknown; and, where the hall wants the
caller passed on or somebody else on the line, with "transfer": {"way": "transfer" or "three_party", "seat": "C2" or "",
"to": "0399…" or ""}, until `transferred` has told what came of it. Everything else is an error {"code": …, "sentence": …}:
400 not_json, 401 signature or too_old, 405 method, 409 id_reused, 413 too_large, 422 bad_input: sending it again as it is
changes nothing. After a 503 or no answer at all the message is sent again.

A call, from its first tone: ringing; ask once or twice a second until the state is held, and connect the caller to that
seat; answered; ask every second while they talk, since another seat may take the call over; transferred, each time that
somebody else was asked; hung_up. A caller who gives up before is hung_up without answered.
"""

import hashlib
import hmac
import json
import math
import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext as _

from intake.models import RingMessage, Transfer
from units.refusals import BadInput, Refusal

WINDOW = timedelta(minutes=5)
LATEST = timedelta(days=1)  # after so long an exchange need not tell any more
MOST_BYTES = 16 * 1024
ASK = "ask"
KINDS = (*RingMessage.Kind.values, ASK)
_STAMP = re.compile(r"[0-9]{10}(\.[0-9]{1,6})?")
_NAME = re.compile(r"[A-Za-z0-9._:@-]{1,64}")
_SEAT = re.compile(r"[A-Za-z0-9_-]{0,20}")
_DIGITS = re.compile(r"\+?[0-9*#]{0,31}")


class NotSigned(Refusal):
    status, code = 401, "signature"


class TooOld(Refusal):
    status, code = 401, "too_old"


class NotJson(Refusal):
    status, code = 400, "not_json"


@dataclass(frozen=True)
class Message:
    """What the exchange said. `at` is in the database's time; `digest` tells the same body from another."""

    id: str
    call: str
    kind: str
    at: datetime
    received_at: datetime
    digest: str
    number: str = ""
    line: str = ""
    seat: str = ""
    to: str = ""
    outcome: str = ""
    reason: str = ""


def signature(stamp, body, secret):
    """What X-Signature says for a time stamp (str) and a body (bytes)."""
    return "sha256=" + hmac.new(secret.encode(), f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()


def read(headers, body, now):
    """The Message of a request, or a Refusal. Nothing of the body is looked at before the signature is found right.

    Two secrets may be in force at once, so that they can be changed without losing a call.
    """
    stamp, given = headers.get("X-Timestamp", ""), headers.get("X-Signature", "")
    if not _STAMP.fullmatch(stamp) or not _signed(stamp, body, given):
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
    return _message(facts, sent_at, now, hashlib.sha256(body).hexdigest())


def _signed(stamp, body, given):
    given = given.encode("utf-8", "replace")
    right = [
        hmac.compare_digest(signature(stamp, body, secret).encode(), given) for secret in settings.PHONE_WEBHOOK_SECRETS
    ]
    return any(right)


def _no_number(word):
    raise ValueError(word)


def _message(facts, sent_at, now, digest):
    kind = _text(facts, "kind", re.compile("|".join(KINDS)))
    outcomes = "|".join(Transfer.Outcome.values)
    outcome = _text(
        facts, "outcome", re.compile(outcomes if kind == RingMessage.Kind.TRANSFERRED else f"({outcomes})?")
    )
    reason = _words(facts, "reason")
    if outcome == Transfer.Outcome.REFUSED and not reason:
        raise _bad("reason")
    if outcome and not facts.get("seat") and not facts.get("to"):
        raise _bad("to")
    return Message(
        id="" if kind == ASK else _text(facts, "id", _NAME), call=_text(facts, "call", _NAME), kind=kind,
        at=now if kind == ASK else now - _age(facts, sent_at), received_at=now, digest=digest,
        number=_text(facts, "number", _DIGITS), line=_text(facts, "line", _DIGITS), seat=_text(facts, "seat", _SEAT),
        to=_text(facts, "to", _DIGITS), outcome=outcome, reason=reason,
    )  # fmt: skip


def _age(facts, sent_at):
    """How long ago it happened, by the exchange's own clock."""
    at = facts.get("at")
    if isinstance(at, bool) or not isinstance(at, int | float) or not math.isfinite(at) or not 0 < at < 10**10:
        raise _bad("at")
    age = timedelta(seconds=max(0.0, sent_at.timestamp() - at))
    if age > LATEST:
        raise _bad("at")
    return age


def _text(facts, name, pattern):
    value = facts.get(name, "")
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise _bad(name)
    return value


def _words(facts, name):
    value = facts.get(name, "")
    if not isinstance(value, str):
        raise _bad(name)
    clean = "".join(sign for sign in value[:1000] if unicodedata.category(sign)[0] != "C")
    return clean.strip()[:200]


def _bad(name):
    return BadInput(_("The field “%(name)s” is missing or not as agreed.") % {"name": name}, field=name)
