"""The telephone in a browser, by keyboard alone: two calls at once, nothing typed is lost, a call taken from a dead seat."""

import itertools
import json
import time

import httpx
from django.conf import settings
from playwright.sync_api import expect

from intake.exchange import signature
from intake.models import Call, Ring
from units.models import Seat

_serial = itertools.count(1)


class Line:
    """One call that rings the served product."""

    def __init__(self, web, number):
        self.web, self.number, self.call = web, number, f"browser-{next(_serial)}-{time.time_ns()}"

    def say(self, kind, **more):
        now = time.time()
        facts = {
            "id": f"e-{next(_serial)}-{time.time_ns()}",
            "call": self.call,
            "kind": kind,
            "at": now,
            "number": self.number,
        }
        body, stamp = json.dumps({**facts, "line": "12345", **more}).encode(), f"{now:.3f}"
        signed = {"X-Timestamp": stamp, "X-Signature": signature(stamp, body, settings.PHONE_WEBHOOK_SECRETS[0])}
        answer = httpx.post(f"http://{self.web.host}/phone/messages/", content=body, headers=signed)
        assert answer.status_code == 200, answer.text
        return answer.json()


def test_two_calls_at_once_by_keyboard_and_nothing_typed_is_lost(web, world, person, axe):
    Seat.objects.create(code="C1", name="接警一席", occupant=world.call_taker)
    page = person(world.call_taker).open("/calls/new/")
    page.keyboard.type("13800001111")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.keyboard.type("门口的树倒了")
    first, second = Line(web, "13911112222"), Line(web, "13733334444")
    first.say("ringing")
    expect(page.locator(".line-ringing")).to_have_count(1)
    second.say("ringing")
    expect(page.locator(".line-ringing")).to_have_count(2)
    expect(page.locator("#id_words")).to_be_focused()
    expect(page.locator("#id_words")).to_have_value("门口的树倒了")
    axe(page)
    with page.expect_navigation():
        page.keyboard.press("F1")  # the oldest
    expect(page.locator("#id_number")).to_have_value("13911112222")
    expect(page.locator("#id_number")).to_be_focused()
    assert first.say("ask") == {"call": first.call, "state": "held", "seat": "C1"}
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.keyboard.type("自来水没有了")
    expect(page.locator(".line-ringing")).to_have_count(1)
    with page.expect_navigation():
        page.keyboard.press("F1")  # and the second, while the first is still typed
    expect(page.locator("#id_number")).to_have_value("13733334444")
    second.say("hung_up")
    page.keyboard.press("F8")
    with page.expect_navigation():
        page.keyboard.press("1")  # carried no matter
    assert Call.objects.get().number == "13733334444"
    page.locator(f'a[href*="{Ring.objects.get(exchange_id=first.call).key}"]').first.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator("#id_words")).to_have_value("自来水没有了")
    with page.expect_navigation():
        page.keyboard.press("Alt+b")
    expect(page.locator("#id_words")).to_have_value("门口的树倒了")
    expect(page.locator("#id_number")).to_have_value("13800001111")


def test_of_two_seats_one_has_the_call_and_a_dead_seat_is_relieved(web, world, person):
    taker, leader = person(world.call_taker).open("/board/"), person(world.shift_leader).open("/board/")
    line = Line(web, "13955556666")
    line.say("ringing")
    for page in (taker, leader):
        expect(page.locator(".line-ringing")).to_have_count(1)
    with taker.expect_navigation():
        taker.keyboard.press("F1")
    expect(leader.locator(".line-ringing")).to_have_count(0)
    expect(leader.locator(".line-others")).to_be_visible()
    taker.locator("#id_words").fill("说到一半")
    expect(taker.locator("#draft-state")).to_be_visible()
    taker.close()
    Ring.objects.update(seen_at=Ring.objects.get().seen_at.replace(year=2020))  # his browser died long ago
    expect(leader.locator(".line-stale")).to_be_visible()
    expect(leader.locator("#alerts .alert")).to_be_visible()
    with leader.expect_navigation():
        leader.keyboard.press("Alt+u")
    expect(leader.locator("#id_words")).to_have_value("说到一半")
    assert Ring.objects.get().holder == world.shift_leader
