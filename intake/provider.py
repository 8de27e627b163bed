"""The provider of text messages (SMS, 12110) and of alarm devices: one signed POST a message (`intake.signed` says how).

    POST /text/messages/              Content-Type: application/json, at most 16 kB, signed with TEXT_WEBHOOK_SECRET
    {"id": "m-1", "kind": "text", "at": 1766799999.9, "number": "139…", "words": "…"}
    {"id": "a-1", "kind": "alarm", "at": 1766799999.9, "device": "店铺报警器 7", "place": "东河路 12 号", "number": ""}
    {"kind": "receipt", "at": 1766799999.9, "message": "text-42", "outcome": "delivered"}

`id` names the message (64 characters at most, from A-Z a-z 0-9 . _ : @ -). `at` is when it was written, by the same clock as
X-Timestamp. `words` are cut after 1000 characters; a text of no words, or of one of the agreed words, is a silent alarm:
nobody answers it by himself. An alarm names the device and where it stands, and a number if it has one. A receipt says
what became of a message that the console sent under the id `message`: delivered or failed.

200 means that the message is kept: {"state": "waiting"}, held or saved; of a receipt noted or unknown. A message that got
no 200 is sent again with the same id, a new timestamp and a new signature; it counts once. Everything else is an error
{"code": …, "sentence": …}: 400 not_json, 401 signature or too_old, 405 method, 409 id_reused, 413 too_large, 422 bad_input;
after a 5xx the message is sent again.
"""

import re
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from intake import signed

TEXT, ALARM, RECEIPT = KINDS = ("text", "alarm", "receipt")
DELIVERED, FAILED = OUTCOMES = ("delivered", "failed")
MOST_WORDS = 1000
_NUMBER = re.compile(r"\+?[0-9]{3,31}")
_OURS = re.compile(r"text-[0-9]{1,18}")


@dataclass(frozen=True)
class Message:
    """What the provider said. `at` is in the database's time; `digest` tells the same body from another."""

    id: str
    kind: str
    at: datetime
    received_at: datetime
    digest: str
    number: str = ""
    words: str = ""
    device: str = ""
    place: str = ""
    ours: int = 0  # of a receipt: which TextMessage it is about
    outcome: str = ""

    @property
    def is_silent_alarm(self):
        return self.kind == ALARM or means_alarm(self.words)


def means_alarm(words):
    """Nothing at all, or one of the agreed words alone: whoever wrote it may not be able to speak."""
    return not words or words.casefold() in settings.SILENT_ALARM_WORDS


def read(headers, body, now):
    """The Message of a request, or a Refusal."""
    envelope = signed.opened(headers, body, now, settings.TEXT_WEBHOOK_SECRETS)
    facts = envelope.facts
    kind = signed.text(facts, "kind", re.compile("|".join(KINDS)))
    said = {"kind": kind, "at": signed.happened_at(envelope), "received_at": now, "digest": envelope.digest}
    if kind == RECEIPT:
        ours = signed.text(facts, "message", _OURS)
        outcome = signed.text(facts, "outcome", re.compile("|".join(OUTCOMES)))
        return Message(id="", ours=int(ours.removeprefix("text-")), outcome=outcome, **said)
    said["id"] = signed.text(facts, "id", signed.NAME)
    if kind == TEXT:
        words = signed.words(facts, "words", MOST_WORDS, keep="\n")
        return Message(number=signed.text(facts, "number", _NUMBER), words=words, **said)
    device = signed.words(facts, "device", 60)
    if not device:
        raise signed.bad("device")
    number = signed.text(facts, "number", signed.DIGITS)
    return Message(number=number, device=device, place=signed.words(facts, "place", 200), **said)
