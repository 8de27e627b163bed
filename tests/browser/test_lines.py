"""The telephone in a browser, by keyboard alone: two calls at once, nothing typed is lost, a call taken from a dead seat."""

import itertools
import json
import os
import signal
import time
from datetime import timedelta

import httpx
import pytest
from django.conf import settings
from django.db.models import F
from playwright.sync_api import expect

from intake.exchange import signature
from intake.models import Call, Ring, Transfer
from intake.services import claim, transfer
from tests.browser.conftest import Person
from tests.headless import launched
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
        answer = httpx.post(f"http://{self.web.host}/phone/messages/", content=body, headers=signed, timeout=30)
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


def test_a_reason_for_refusing_outlives_what_comes_in_and_gives_the_keyboard_back(web, world, person):
    asker = claim_by_telephone(web, world.shift_leader)
    page = person(world.dispatcher).open("/calls/new/")
    page.locator("#id_words").fill("说到一半")
    transfer(asker, way="transfer", to_seat=world.seat.code, reason="懂方言", by=world.shift_leader)
    expect(page.locator(".line-ringing")).to_contain_text("懂方言")
    page.keyboard.press("Alt+q")
    page.keyboard.type("正在")
    Line(web, "13955556666").say("ringing")
    expect(page.locator(".line-ringing .ring")).to_be_visible()
    expect(page.locator(".line-refuse input[name=reason]")).to_have_value("正在")
    page.keyboard.type("通话")
    page.keyboard.press("Escape")
    expect(page.locator("#id_words")).to_be_focused()
    page.keyboard.press("Alt+q")
    page.keyboard.type("正在通话")
    page.keyboard.press("Enter")
    expect(page.locator(".line-refuse")).to_have_count(0)
    expect(page.locator("#id_words")).to_have_value("说到一半")
    assert Transfer.objects.get().answer == "正在通话"


def claim_by_telephone(web, user):
    line = Line(web, "13911110000")
    line.say("ringing")
    return claim(Ring.objects.get(exchange_id=line.call), by=user)


@pytest.fixture
def own_browser(chromium):
    """A browser that is a process of its own and may be killed: (browser, kill)."""
    browser = launched(chromium.browser_type)
    running = browser.new_browser_cdp_session().send("SystemInfo.getProcessInfo")["processInfo"]
    (pid,) = [int(process["id"]) for process in running if process["type"] == "browser"]
    yield browser, lambda: os.kill(pid, signal.SIGKILL)
    browser.close()


def test_of_two_seats_one_has_the_call_and_a_seat_whose_browser_was_killed_is_relieved(
    web, world, person, own_browser, axe
):
    browser, kill = own_browser
    dies = Person(web, browser, world.call_taker, (1366, 768), [])
    taker, leader = dies.open("/board/"), person(world.shift_leader).open("/board/")
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
    kill()  # nothing is said by it any more: no page is left, no draft is sent
    Ring.objects.update(seen_at=F("seen_at") - timedelta(seconds=46))
    expect(leader.locator(".line-stale")).to_be_visible()
    expect(leader.locator("#alerts .alert")).to_be_visible()
    axe(leader)
    assert Ring.objects.get().holder == world.call_taker, "nobody loses a call by himself"
    with leader.expect_navigation():
        leader.keyboard.press("Alt+u")
    expect(leader.locator("#id_words")).to_have_value("说到一半")
    assert Ring.objects.get().holder == world.shift_leader
    back = person(world.call_taker).open("/calls/new/")  # at another machine
    expect(back.locator("#id_words")).to_have_value("")
    expect(back.locator(".line-others")).to_be_visible()
    leader.keyboard.press("F8")
    with leader.expect_navigation():
        leader.keyboard.press("1")
    expect(back.locator(".line-others")).to_have_count(0)
    assert Call.objects.get().by == world.shift_leader


def test_what_begins_to_ring_while_one_talks_is_heard_once_that_is_over(web, world, person):
    Seat.objects.create(code="C1", name="接警一席", occupant=world.call_taker)
    page = person(world.call_taker).open("/calls/new/?fresh=1")
    page.evaluate("""() => { window.heard = [];
        document.addEventListener("alarm", ({ detail }) => window.heard.push(detail.kind)); }""")
    first, second = Line(web, "13911112222"), Line(web, "13733334444")
    first.say("ringing")
    first.say("answered", seat="C1")
    expect(page.locator("[data-talking]")).to_have_count(1)
    page.evaluate("() => { window.heard = []; }")
    second.say("ringing")
    expect(page.locator(".line-ringing[data-ring]")).to_have_count(1)
    assert page.evaluate("() => window.heard") == []
    first.say("hung_up")
    expect(page.locator("[data-talking]")).to_have_count(0)
    page.wait_for_function("() => window.heard.includes('ringing')")
