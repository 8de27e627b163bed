"""The exchange of the tests: signs as `intake.exchange` says, and counts its messages and calls."""

import itertools
import json

from django.conf import settings
from django.test import Client

from intake.exchange import signature
from units import clock, scope

URL = "/phone/messages/"
_serial = itertools.count(1)


def signed(body, *, stamp=None, secret=None):
    """Headers for a body (bytes)."""
    stamp = stamp or f"{clock.now().timestamp():.3f}"
    return {"X-Timestamp": stamp, "X-Signature": signature(stamp, body, secret or settings.PHONE_WEBHOOK_SECRETS[0])}


def post(body, headers=None, **more):
    """POST bytes without a session; the tests' own scope is put back."""
    try:
        return Client(enforce_csrf_checks=True).post(
            URL, body, content_type="application/json", headers=signed(body) if headers is None else headers, **more
        )
    finally:
        scope.set_scope(("system", "", "", ""))


class Line:
    """One call as an exchange tells it, whose clock is `fast` seconds fast. `ago`: how many seconds ago a thing happened."""

    def __init__(self, number="13900000000", line="12345", fast=0):
        self.call, self.number, self.line, self.fast = f"c-{next(_serial)}", number, line, fast

    def body(self, kind, *, ago=0, **more):
        at = round(clock.now().timestamp() + self.fast - ago, 3)
        facts = {"id": f"e-{next(_serial)}", "call": self.call, "kind": kind, "at": at, "number": self.number}
        return json.dumps({**facts, "line": self.line, **more}, ensure_ascii=False).encode()

    def say(self, kind, *, ago=0, **more):
        body = self.body(kind, ago=ago, **more)
        return post(body, signed(body, stamp=f"{clock.now().timestamp() + self.fast:.3f}"))

    def ring(self, ago=0):
        """The row that this call became after it rang."""
        from intake.models import Ring

        assert self.say("ringing", ago=ago).status_code == 200
        return Ring.objects.get(exchange_id=self.call)
