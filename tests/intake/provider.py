"""The provider of text messages of the tests: signs as `intake.signed` says, and counts its messages."""

import itertools
import json

from django.conf import settings
from django.test import Client

from intake.models import Dialogue
from intake.signed import signature
from units import clock, scope

URL = "/text/messages/"
NUMBER = "13800002222"
_serial = itertools.count(1)


def signed(body, *, stamp=None, secret=None):
    """Headers for a body (bytes)."""
    stamp = stamp or f"{clock.now().timestamp():.3f}"
    return {"X-Timestamp": stamp, "X-Signature": signature(stamp, body, secret or settings.TEXT_WEBHOOK_SECRETS[0])}


def post(body, headers=None, **more):
    """POST bytes without a session; the tests' own scope is put back."""
    try:
        return Client(enforce_csrf_checks=True).post(
            URL, body, content_type="application/json", headers=signed(body) if headers is None else headers, **more
        )
    finally:
        scope.set_scope(("system", "", "", ""))


def body(kind, *, ago=0, **facts):
    said = {"kind": kind, "at": round(clock.now().timestamp() - ago, 3), **facts}
    if kind != "receipt":
        said.setdefault("id", f"m-{next(_serial)}")
    return json.dumps(said, ensure_ascii=False).encode()


def write(words, *, number=NUMBER, ago=0, **facts):
    """A caller writes; the dialogue in which it stands."""
    answer = post(body("text", words=words, number=number, ago=ago, **facts))
    assert answer.status_code == 200, answer.content
    return Dialogue.objects.filter(number=number, device="").latest("pk")


def press(device="店铺报警器 7", place="东河路 12 号", **facts):
    """Somebody presses the button of an alarm device."""
    answer = post(body("alarm", device=device, place=place, **facts))
    assert answer.status_code == 200, answer.content
    return Dialogue.objects.filter(device=device).latest("pk")


def report(message, outcome="delivered"):
    return post(body("receipt", message=f"text-{message.pk}", outcome=outcome))
