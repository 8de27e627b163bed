"""A dialogue by text in a browser, by keyboard alone: it waits in the strip, is taken, answered, gathered, and saved."""

import itertools
import json
import time

import httpx
from django.conf import settings
from playwright.sync_api import expect

from intake.models import Call, Dialogue
from intake.signed import signature

_serial = itertools.count(1)


def say(web, kind, **facts):
    now = time.time()
    said = {"id": f"m-{next(_serial)}-{time.time_ns()}", "kind": kind, "at": now, **facts}
    body, stamp = json.dumps(said).encode(), f"{now:.3f}"
    signed = {"X-Timestamp": stamp, "X-Signature": signature(stamp, body, settings.TEXT_WEBHOOK_SECRETS[0])}
    answer = httpx.post(f"http://{web.host}/text/messages/", content=body, headers=signed, timeout=30)
    assert answer.status_code == 200, answer.text


def test_a_text_waits_without_a_word_is_answered_and_saved_and_an_alarm_goes_first(web, world, person, axe):
    page = person(world.call_taker).open("/calls/new/")
    page.keyboard.type("13800001111")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.keyboard.type("门口的树倒了")
    say(web, "text", number="13911112222", words="我听不见，家里漏水")
    expect(page.locator(".line-text")).to_have_count(1)
    expect(page.locator("#id_words")).to_be_focused()
    expect(page.locator("#id_words")).to_have_value("门口的树倒了")
    with page.expect_navigation():
        page.keyboard.press("Shift+F1")
    expect(page.locator("#id_number")).to_have_value("13911112222")
    expect(page.locator("#id_words")).to_have_value("")
    expect(page.locator("#id_answer")).to_be_focused()
    page.keyboard.type("请问门牌号？")
    page.keyboard.press("Enter")
    expect(page.locator(".said .out")).to_have_count(1)
    expect(page.locator("#id_answer")).to_have_value("")
    page.keyboard.type("写到一")
    say(web, "text", number="13911112222", words="东河路 12 号")
    expect(page.locator(".said .in")).to_have_count(2)
    expect(page.locator("#id_answer")).to_have_value("写到一")
    expect(page.locator("#id_answer")).to_be_focused()
    page.keyboard.press("Alt+c")
    expect(page.locator("#id_words")).to_have_value("我听不见，家里漏水\n东河路 12 号")
    axe(page)
    with page.expect_navigation():
        page.keyboard.press("Alt+i")
    expect(page.locator('.talk [aria-pressed="true"]')).to_have_count(1)
    expect(page.locator("#id_answer")).to_have_value("写到一")
    say(web, "alarm", device="店铺报警器 7", place="东河路 12 号")
    expect(page.locator(".line-text.alarm")).to_have_count(1)
    expect(page.locator("#alerts .alert.hot")).to_be_visible()
    page.keyboard.press("F8")
    with page.expect_navigation():
        page.keyboard.press("1")
    call = Call.objects.get()
    assert (call.channel, call.text_only) == ("sms", True)
    assert call.words.splitlines() == ["我听不见，家里漏水", "东河路 12 号"]
    expect(page.locator(".line-text.alarm")).to_be_visible()
    with page.expect_navigation():
        page.keyboard.press("Shift+F1")
    expect(page.locator(".talk .silent")).to_be_visible()
    expect(page.locator("#id_danger")).to_be_checked()
    axe(page)
    assert Dialogue.objects.get(device="店铺报警器 7").holder == world.call_taker
