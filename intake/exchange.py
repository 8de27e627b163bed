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

Every message but `ask` may say where the carrier has the caller: "fix": {"lon": 112.93, "lat": 28.23, "accuracy": 300}, in
degrees of WGS-84 (an adapter that is told GCJ-02 converts it first) and in metres, 1 to 100000. Of several the one that
happened last counts.

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

import math
import re
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from intake import signed
from intake.models import RingMessage, Transfer
from intake.signed import signature as signature

ASK = "ask"
KINDS = (*RingMessage.Kind.values, ASK)
_SEAT = re.compile(r"[A-Za-z0-9_-]{0,20}")


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
    fix: tuple = ()  # (lon, lat, metres), or nothing


def read(headers, body, now):
    """The Message of a request, or a Refusal."""
    envelope = signed.opened(headers, body, now, settings.PHONE_WEBHOOK_SECRETS)
    facts, text = envelope.facts, signed.text
    kind = text(facts, "kind", re.compile("|".join(KINDS)))
    outcomes = "|".join(Transfer.Outcome.values)
    outcome = text(facts, "outcome", re.compile(outcomes if kind == RingMessage.Kind.TRANSFERRED else f"({outcomes})?"))
    reason = signed.words(facts, "reason", 200)
    if outcome == Transfer.Outcome.REFUSED and not reason:
        raise signed.bad("reason")
    if outcome and not facts.get("seat") and not facts.get("to"):
        raise signed.bad("to")
    return Message(
        id="" if kind == ASK else text(facts, "id", signed.NAME), call=text(facts, "call", signed.NAME), kind=kind,
        at=now if kind == ASK else signed.happened_at(envelope), received_at=now, digest=envelope.digest,
        number=text(facts, "number", signed.DIGITS), line=text(facts, "line", signed.DIGITS),
        seat=text(facts, "seat", _SEAT), to=text(facts, "to", signed.DIGITS), outcome=outcome, reason=reason,
        fix=_fix(facts),
    )  # fmt: skip


def _fix(facts):
    """(lon, lat, metres) of the carrier, () where it says nothing. Half a fix is none, and an error of the sender."""
    fix = facts.get("fix")
    if fix is None:
        return ()
    if not isinstance(fix, dict):
        raise signed.bad("fix")
    limits = (("lon", -180, 180), ("lat", -90, 90), ("accuracy", 1, 100_000))
    found = [fix.get(name) for name, _least, _most in limits]
    for value, (_name, least, most) in zip(found, limits, strict=True):
        if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
            raise signed.bad("fix")
    return found[0], found[1], math.ceil(found[2])
