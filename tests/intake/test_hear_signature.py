"""Forged, replayed, malformed: nothing of it rings (reliability.md T12, F9, F12)."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client

from intake.models import Ring, RingMessage
from tests.intake.exchange import URL, Line, post, signed
from units import clock, scope

GOOD = {"id": "e", "call": "c", "kind": "ringing", "at": 1.5}


@pytest.fixture
def line(db):
    return Line()


def refused(answer, status, code):
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.content
    assert answer.json()["sentence"]
    assert not Ring.objects.exists()
    assert not RingMessage.objects.exists()


def _forged():
    right = signed(b"{}", stamp="1766800000")
    hexes = right["X-Signature"].removeprefix("sha256=")
    yield {}
    yield {"X-Timestamp": "1766800000"}
    yield {"X-Signature": right["X-Signature"]}
    for stamp in (
        "",
        "0",
        "now",
        "17668000000",
        "-1766800000",
        "1766800000.1234567",
        "１７６６８０００００",
        "1e9",
        " 1766800000",
    ):
        yield {**right, "X-Timestamp": stamp}
    for given in (
        "",
        hexes,
        "sha256=",
        f"sha256={hexes[:-1]}",
        f"sha256={hexes.upper()}",
        f"sha1={hexes}",
        "sha256=é",
        "x" * 10_000,
    ):
        yield {**right, "X-Signature": given}


def test_what_is_not_signed_right_is_refused(line):
    body = line.body("ringing")
    for headers in _forged():
        refused(post(body, headers=headers), 401, "signature")


def test_another_secret_or_one_byte_more_is_refused(line):
    body = line.body("ringing")
    refused(post(body, headers=signed(body, secret="x" * 40)), 401, "signature")
    refused(post(body + b" ", headers=signed(body)), 401, "signature")
    moved = {**signed(body), "X-Timestamp": f"{clock.now().timestamp() + 1:.3f}"}
    refused(post(body, headers=moved), 401, "signature")


def test_two_secrets_are_in_force_while_one_is_changed(line, settings):
    settings.PHONE_WEBHOOK_SECRETS = ["n" * 40, "o" * 40]
    body = line.body("ringing")
    assert post(body, headers=signed(body, secret="o" * 40)).status_code == 200
    assert post(body, headers=signed(body, secret="n" * 40)).status_code == 200


@pytest.mark.parametrize("off", [-301, 301, -86_400, 86_400])
def test_a_replay_after_five_minutes_is_refused_by_the_databases_clock(line, off):
    body = line.body("ringing")
    with clock.at(clock.now() + timedelta(seconds=off)):
        stamp = f"{clock.now().timestamp():.3f}"
    refused(post(body, headers=signed(body, stamp=stamp)), 401, "too_old")


@pytest.mark.parametrize("off", [-295, 295])
def test_within_the_window_it_is_taken(line, off):
    body = line.body("ringing")
    stamp = f"{clock.now().timestamp() + off:.3f}"
    assert post(body, headers=signed(body, stamp=stamp)).status_code == 200


def test_a_replay_within_the_window_changes_nothing(line):
    body = line.body("ringing")
    headers = signed(body)
    assert {post(body, headers=headers).status_code for _ in range(100)} == {200}
    assert (Ring.objects.count(), RingMessage.objects.count()) == (1, 1)


def test_what_is_no_json_object_is_said(db):
    for body in [
        b"",
        b"x",
        b"{",
        b"[]",
        b'"x"',
        b"1",
        b"null",
        b"\xff\xfe",
        b'{"at": NaN}',
        b'{"at": Infinity}',
        b"[" * 15_000,
    ]:
        refused(post(body), 400, "not_json")


BAD = [
    ("id", [None, "", 1, "x" * 65, "a b", "é", "\x00", "\ud800", ["e"], "e\n"]),
    ("call", [None, "", 1, "x" * 65, "a b", "\x00"]),
    ("kind", [None, "", "Ringing", "ringing\n", "busy", 1, {}]),
    ("at", [None, "now", True, 0, -1, 1e300, 10**30, [], "1.5"]),
    ("number", [None, 139, "x", "1" * 40, "１３９", "\x00", "139-0000"]),
    ("line", [None, 12345, "x", "1" * 40]),
    ("seat", [None, 1, "x" * 21, "A 1"]),
]


@pytest.mark.parametrize(("name", "values"), BAD, ids=[name for name, _values in BAD])
def test_a_field_that_is_not_as_agreed_is_named(db, name, values):
    for value in values:
        facts = {**GOOD, "at": clock.now().timestamp(), name: value}
        answer = post(json.dumps(facts).encode())
        refused(answer, 422, "bad_input")
        assert name in answer.json()["sentence"]


def test_a_field_that_is_missing_is_named(db):
    for name in GOOD:
        facts = {**GOOD, "at": clock.now().timestamp()}
        del facts[name]
        refused(post(json.dumps(facts).encode()), 422, "bad_input")


def test_what_happened_longer_than_a_day_ago_is_refused(line):
    refused(line.say("ringing", ago=86_500), 422, "bad_input")


@pytest.mark.parametrize(
    "facts", [{}, {"outcome": "yes", "to": "1"}, {"outcome": "refused", "to": "1"}, {"outcome": "accepted"}]
)
def test_a_receipt_says_what_and_of_whom_and_why(line, facts):
    refused(line.say("transferred", **facts), 422, "bad_input")


def test_a_large_body_is_refused(db):
    refused(post(b"x" * 17_000), 413, "too_large")


@pytest.mark.parametrize("method", ["get", "put", "patch", "delete", "head", "options"])
def test_only_post_is_taken(db, method):
    answer = getattr(Client(), method)(URL)
    assert (answer.status_code, answer["Allow"]) == (405, "POST")


def test_without_a_secret_the_telephone_is_not_connected(line, settings):
    body = line.body("ringing")
    headers = signed(body)
    settings.PHONE_WEBHOOK_SECRETS = []
    refused(post(body, headers=headers), 503, "not_set_up")


def test_messages_are_hidden_from_every_person(world, line, as_):
    line.say("ringing")
    for person in (world.shift_leader, world.roads_handler):
        with scope.of(person), connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM intake_ringmessage")
            assert cursor.fetchone() == (0,)
    with scope.of(world.roads_handler):
        assert not Ring.objects.exists()
    with scope.of(world.call_taker):
        assert Ring.objects.count() == 1
