"""Both doors of machines, the telephone's and the texts', against the same corpus: forged, replayed, broken, doubled.

Nothing of it may leave a row, and nothing may be answered but a refusal with its sentence.
"""

import json
import random
from dataclasses import dataclass

import pytest
from django.test import Client

from intake.models import Dialogue, Ring, RingMessage, TextMessage
from intake.signed import signature
from units import clock, scope


@dataclass(frozen=True)
class Door:
    path: str
    secrets: str  # the setting
    facts: dict

    def body(self, **more):
        return json.dumps({**self.facts, "at": round(clock.now().timestamp(), 3), **more}, ensure_ascii=False).encode()

    def headers(self, settings, body, *, stamp=None, secret=None):
        stamp = stamp or f"{clock.now().timestamp():.3f}"
        return {
            "X-Timestamp": stamp,
            "X-Signature": signature(stamp, body, secret or getattr(settings, self.secrets)[0]),
        }

    def post(self, body, headers):
        try:
            return Client(enforce_csrf_checks=True).post(
                self.path, body, content_type="application/json", headers=headers
            )
        finally:
            scope.set_scope(("system", "", "", ""))


DOORS = {
    "phone": Door("/phone/messages/", "PHONE_WEBHOOK_SECRETS", {"id": "e-1", "call": "c-1", "kind": "ringing"}),
    "text": Door(
        "/text/messages/",
        "TEXT_WEBHOOK_SECRETS",
        {"id": "m-1", "kind": "text", "number": "13800002222", "words": "东河路漏水"},
    ),
}


@pytest.fixture(params=list(DOORS))
def door(request, db):
    return DOORS[request.param]


def kept():
    return sum(model.objects.count() for model in (Ring, RingMessage, Dialogue, TextMessage))


def refused(answer, *codes):
    assert answer.status_code in (400, 401, 413, 422), answer.content
    assert answer.json()["code"] in codes, answer.content
    assert answer.json()["sentence"]
    assert kept() == 0


def test_the_right_message_is_taken(door, settings):
    """Else nothing below would prove anything."""
    body = door.body()
    assert door.post(body, door.headers(settings, body)).status_code == 200
    assert kept() == 2


def test_each_byte_of_the_body_is_signed(door, settings):
    body = door.body()
    headers, draw = door.headers(settings, body), random.Random(16)
    for place in draw.sample(range(len(body)), 40):
        turned = body[:place] + bytes([body[place] ^ 1]) + body[place + 1 :]
        refused(door.post(turned, headers), "signature")
    for changed in (
        body[:-1], body[1:], body + b" ", b" " + body, body + b"\n", body * 2, b"", body.upper(), body.replace(b" ", b""),
        body + b"\x00", b"\xef\xbb\xbf" + body, body[: len(body) // 2], json.dumps(json.loads(body)).encode(),
    ):  # fmt: skip
        if changed != body:
            refused(door.post(changed, headers), "signature")


def test_each_sign_of_the_signature_counts(door, settings):
    body = door.body()
    right = door.headers(settings, body)
    given = right["X-Signature"]
    hexes = given.removeprefix("sha256=")
    for wrong in (
        "", hexes, "sha256=", f"SHA256={hexes}", f"sha256={hexes.upper()}", f"sha256={hexes[:-1]}", f"sha256={hexes}0",
        f"sha256= {hexes}", f"sha256:{hexes}", f"sha1={hexes[:40]}", f"sha512={hexes}{hexes}",
        f"sha256={'0' * 64}", f"{given},{given}",
        f"{given}, {given}", f"sha256={hexes},sha256={'0' * 64}", f"sha256={hexes[::-1]}", f"sha256=０{hexes[1:]}",
        "sha256=é" * 8, "null",
        "sha256=" + "ａ" * 64, "x" * 8000, f"sha256={hexes}\u200b", "sha256=%s", "sha256=' OR '1'='1",
    ):  # fmt: skip
        refused(door.post(body, {**right, "X-Signature": wrong}), "signature")
    for place in range(0, 64, 8):
        other = "0" if hexes[place] != "0" else "1"
        refused(
            door.post(body, {**right, "X-Signature": f"sha256={hexes[:place]}{other}{hexes[place + 1 :]}"}), "signature"
        )
    for missing in right:
        refused(door.post(body, {name: value for name, value in right.items() if name != missing}), "signature")


def test_another_secret_signs_nothing_and_neither_does_the_other_doors(door, settings):
    body = door.body()
    other = next(one for one in DOORS.values() if one is not door)
    right = getattr(settings, door.secrets)[0]
    for secret in (
        getattr(settings, other.secrets)[0], "x" * 40, right[:-1], right + "x", right.upper(), right[::-1],
        right + "\n", " " + right, f"{right},{right}", settings.SECRET_KEY,
    ):  # fmt: skip
        refused(door.post(body, door.headers(settings, body, secret=secret)), "signature")


def test_the_time_is_signed_and_close_to_ours(door, settings):
    body, now = door.body(), clock.now().timestamp()
    right = door.headers(settings, body)
    refused(door.post(body, {**right, "X-Timestamp": f"{now + 1:.3f}"}), "signature")
    for off in (-301, -3600, -86_400, -(10**8), 301, 3600, 86_400, 10**8):
        stamp = f"{now + off:.3f}"
        refused(door.post(body, door.headers(settings, body, stamp=stamp)), "too_old")
    for stamp in (
        "0", "-1", "1", f"{now:.0f}000", f"+{now:.0f}", f" {now:.0f}", f"{now:.0f} ", f"{now:.7f}", "1e9", "nan", "inf", "-inf",
        f"{now:.0f}.", f".{now:.0f}", f"{now:.0f},{now:.0f}", f"{now:.0f}, {now:.0f}", f"0x{int(now):x}", "１７６６８０００００",
        "2026-11-26T00:00:00Z", "9" * 400, "", f"{now:.0f}\u200b",
    ):  # fmt: skip
        signed = door.headers(settings, body, stamp=stamp) if stamp else {**right, "X-Timestamp": ""}
        refused(door.post(body, signed), "signature")


def test_what_is_signed_and_still_no_message_is_refused(door, settings):
    good = door.body()
    for body in (
        b"", b"null", b"true", b"1", b'""', b"[]", b"[" * 8000, b"{" * 8000, b"{}", b'{"at": NaN}', b'{"at": Infinity}',
        good[:-1], good[:40],
        b"\xff\xfe" + good, b"\x80abc", good.decode().encode("utf-16-be")[1:], b"kind=ringing&id=1", b"<xml/>",
        good + good, b"{'id': 'e'}",
    ):  # fmt: skip
        refused(door.post(body, door.headers(settings, body)), "not_json", "bad_input")
    for more in (
        {"id": None}, {"id": ""}, {"id": "x" * 65}, {"id": "é"}, {"id": "a b"}, {"id": "e-1\n"}, {"id": ["e"]},
        {"id": {"$ne": ""}},
        {"id": 1}, {"kind": "KIND"}, {"kind": None}, {"kind": ["text"]}, {"at": None}, {"at": "now"}, {"at": -1},
        {"at": True}, {"at": 10**30},
        {"at": []}, {"number": "１３８"}, {"number": 138}, {"number": "1" * 40}, {"number": "1;DROP"}, {"number": "\x00"},
    ):  # fmt: skip
        body = door.body(**more)
        refused(door.post(body, door.headers(settings, body)), "bad_input")
    lone = door.body().replace(b'"id"', b'"id": "\\ud800", "x"')
    refused(door.post(lone, door.headers(settings, lone)), "bad_input")


def test_a_body_that_is_too_large_is_not_even_read(door, settings):
    body = door.body(words="长" * 8000)
    refused(door.post(body, door.headers(settings, body)), "too_large")


def test_a_replay_changes_nothing_within_the_window_and_is_refused_after_it(door, settings):
    body = door.body()
    headers = door.headers(settings, body)
    assert {door.post(body, headers).status_code for _ in range(20)} == {200}
    fresh = door.headers(settings, body, stamp=f"{clock.now().timestamp() + 5:.3f}")
    assert door.post(body, fresh).status_code == 200, "a retry is signed anew"
    assert kept() == 2
    stamp = f"{clock.now().timestamp() - 400:.3f}"
    late = door.post(body, door.headers(settings, body, stamp=stamp))
    assert (late.status_code, late.json()["code"]) == (401, "too_old")
    other = door.body(reason="别的") if door is DOORS["phone"] else door.body(words="别的")
    reused = door.post(other, door.headers(settings, other))
    assert (reused.status_code, reused.json()["code"]) == (409, "id_reused")
    assert kept() == 2


def test_words_are_kept_as_they_are_and_shown_as_text(settings, world, as_):
    door = DOORS["text"]
    words = "<script>alert(1)</script> \u202e' OR 1=1 -- {{ 7*7 }} \x00\x1b[31m 👩‍🚒"
    body = door.body(words=words)
    assert door.post(body, door.headers(settings, body)).status_code == 200
    stored = TextMessage.objects.get().words
    assert "<script>" in stored
    assert not any(sign in stored for sign in "\x00\x1b\u202e")
    page = as_("call_taker").get("/calls/texts/").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page
