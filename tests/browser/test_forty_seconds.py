"""From the ring to the assigned ticket by keyboard alone, at a human's pace, within the 40 s that are promised.

With STEPS_DIR set, each step leaves a screenshot there; `-s` shows the seconds at which each step was done.
"""

import os
import time
from pathlib import Path

from playwright.sync_api import expect

from dispatch.models import Assignment, Ticket
from dispatch.workflow import Stage
from intake.models import Call, Ring
from intake.services import keep_hotline
from tests.browser.test_lines import Line
from tests.places.gazetteer import put

KEY_MS = 60  # between two keys
KEYS_A_SIGN = 3  # of pinyin, for a Chinese character
PROMISE_SECONDS = 40


class Hands:
    """Ten fingers on the keyboard of one page, and a stopwatch from the first tone."""

    def __init__(self, page):
        self.page, self.began, self.steps = page, time.monotonic(), []

    def type(self, text):
        for sign in text:
            self.page.keyboard.type(sign)
            self.page.wait_for_timeout(KEY_MS * (1 if sign.isascii() else KEYS_A_SIGN))

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)
            self.page.wait_for_timeout(KEY_MS)

    def press_until(self, key, shown):
        """As a person does whose fingers were faster than an answer: an arrow marks nothing that former words found."""
        self.press(key)
        for _ in range(20):
            if shown.count():
                return
            self.page.wait_for_timeout(500)
            self.press(key)

    def go(self, key):
        with self.page.expect_navigation():
            self.page.keyboard.press(key)

    def seen(self, step):
        """A step is done: note when, and keep what the screen shows."""
        self.steps.append((step, time.monotonic() - self.began))
        if folder := os.environ.get("STEPS_DIR"):
            place = Path(folder)
            place.mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=place / f"{len(self.steps):02d}-{step}.png")


def test_from_the_ring_to_the_assigned_ticket_by_keyboard_alone(web, world, person):
    keep_hotline(number="12345", name="政务服务便民热线", greeting="您好，请讲。", by=world.sysadmin)
    put({"kind": "pole", "name": "东河路灯杆", "code": "DH-0123", "lon": 112.0052, "lat": 28.0052})
    page = person(world.dispatcher).open("/board/")
    line = Line(web, "13911112222")
    hands = Hands(page)
    line.say("ringing", fix={"lon": 112.002, "lat": 28.002, "accuracy": 100})
    expect(page.locator(".line-ringing")).to_contain_text("政务服务便民热线")
    hands.seen("rings")
    hands.go("F1")
    expect(page.locator("#id_number")).to_have_value("13911112222")
    expect(page.locator("#id_number")).to_be_focused()
    assert line.say("ask")["state"] == "held"
    line.say("answered")
    expect(page.locator(".line-mine[data-talking]")).to_be_visible()
    hands.seen("taken")
    hands.press("Enter")
    hands.type("李女士")
    hands.press("Enter")
    hands.type("小区门口的井盖不见了，有车差点掉进去")
    hands.press("Tab")
    hands.seen("words")
    hands.press("Enter")
    hands.type("dhldg123")
    expect(page.locator(".place-list li").first).to_contain_text("东河路灯杆")
    hands.seen("found")
    hands.press_until("ArrowDown", page.locator(".place-list [aria-selected=true]"))
    hands.press("Enter")
    expect(page.locator("#place-facts")).to_contain_text("东河街道")
    expect(page.locator("#id_address")).to_have_value("东河路灯杆 DH-0123")
    expect(page.locator(".fix-apart")).to_contain_text("圈外")
    hands.press("Alt+d")
    expect(page.locator("[name=verified]")).to_be_checked()
    hands.seen("place")
    hands.type("1601")
    hands.press("Enter")
    expect(page.locator("#item-facts")).to_contain_text("城市管理")
    hands.seen("item")
    hands.go("F9")
    ticket = Ticket.objects.get()
    expect(page.locator(".strip .saved")).to_contain_text(ticket.number)
    hands.seen("saved")
    hands.go("Alt+a")
    expect(page.locator("#form-assign")).to_be_visible()
    hands.seen("ticket")
    hands.press("F9")
    expect(page.locator("#f-head")).to_have_attribute("data-stage", Stage.HANDLING)
    hands.seen("assigned")
    line.say("hung_up")
    took = hands.steps[-1][1]
    print("", *(f"{seconds:5.1f} s  {step}" for step, seconds in hands.steps), sep="\n")
    assert took < PROMISE_SECONDS

    call, ring = Call.objects.get(), Ring.objects.get()
    assert (ring.call, ring.hotline.number, call.number) == (call, "12345", "13911112222")
    assert call.rang_at < call.answered_at < call.saved_at < call.ended_at
    assert (ticket.place_source, ticket.place_verified, ticket.cell) == ("named", True, world.east_cell)
    assert (ticket.street, ticket.item, ticket.words) == (
        world.east,
        world.manhole,
        "小区门口的井盖不见了，有车差点掉进去",
    )
    assert Assignment.objects.get(ticket=ticket, part="lead").unit == world.roads
