"""A vendor who has nothing but the page Hotlines writes the other end: nothing of the console's code is used here."""

import hashlib
import hmac
import html
import itertools
import json
import re
import time

import pytest
from django.conf import settings

from intake.models import Ring, Transfer
from intake.services import claim, transfer
from units import scope


class Stranger:
    """Twenty lines by the page alone. `post(path, body, headers)` answers (status, bytes)."""

    def __init__(self, address, secret, post):
        self.path, self.secret, self.post, self.serial = (
            "/" + address.split("/", 3)[3],
            secret,
            post,
            itertools.count(1),
        )

    def sign(self, stamp, body):
        return "sha256=" + hmac.new(self.secret.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()

    def send(self, call, kind, **facts):
        message = {"call": call, "kind": kind, **facts}
        if kind != "ask":
            message |= {"id": f"m-{next(self.serial)}", "at": time.time()}
        body = json.dumps(message).encode()
        for _again in range(5):
            stamp = f"{time.time():.3f}"
            status, answer = self.post(self.path, body, {"X-Timestamp": stamp, "X-Signature": self.sign(stamp, body)})
            if status == 200:
                return json.loads(answer)
            if status != 503:
                raise ValueError(status, answer)
        raise TimeoutError


@pytest.fixture
def page(as_):
    return html.unescape(re.sub(r"<[^>]+>", "", as_("sysadmin").get("/registry/hotlines/").content.decode()))


@pytest.fixture
def stranger(page, client):
    def post(path, body, headers):
        answer = client.post(path, body, content_type="application/json", headers=headers)
        scope.set_scope(("system", "", "", ""))  # the tests' own, which the request has ended
        return answer.status_code, answer.content

    return Stranger(re.search(r"POST (\S+)", page).group(1), settings.PHONE_WEBHOOK_SECRETS[0], post)


def test_the_example_of_the_page_tries_a_signature(page):
    secret = re.search(r"PHONE_WEBHOOK_SECRET = (\S+)", page).group(1)
    stamp, signature, body = re.search(r"X-Timestamp: (\S+)\s+X-Signature: (\S+)\s+(\{.*\})", page).groups()
    assert Stranger("http://x/y", secret, None).sign(stamp, body.encode()) == signature


def test_a_call_from_its_first_tone_to_the_end(world, stranger):
    assert stranger.send("v-1", "ringing", number="13900000000", line="12345")["state"] == "waiting"
    assert stranger.send("v-1", "ask")["state"] == "waiting"
    ring = claim(Ring.objects.get(), by=world.dispatcher)
    assert stranger.send("v-1", "ask") == {"call": "v-1", "state": "held", "seat": "A01"}
    stranger.send("v-1", "answered", seat="A01")
    transfer(ring, way="three_party", to_number="03998110001", reason="请一起听", by=world.dispatcher)
    wanted = stranger.send("v-1", "ask")["transfer"]
    stranger.send("v-1", "transferred", outcome="refused", to=wanted["to"], reason="占线")
    assert Transfer.objects.get().answer == "占线"
    assert stranger.send("v-1", "hung_up")["state"] == "held"
    ring.refresh_from_db()
    assert ring.rang_at <= ring.answered_at <= ring.hung_up_at


def test_what_was_not_signed_well_or_is_not_as_agreed_is_refused(stranger):
    with pytest.raises(ValueError, match="bad_input"):
        stranger.send("v-2", "rings")
    stranger.secret = "another"
    with pytest.raises(ValueError, match="signature"):
        stranger.send("v-2", "ringing")
    assert not Ring.objects.exists()
