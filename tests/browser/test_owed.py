"""The call-back queue in a browser, by keyboard alone: rung in vain, then reached, and the form stands there filled."""

import re

from playwright.sync_api import expect

from intake.models import Call, Ring
from intake.services import Contact, dismiss
from tests.browser.test_lines import Line


def test_rung_in_vain_then_reached_by_keyboard(web, world, person, axe):
    silent = dismiss(Contact(number="13800000001"), validity="silent", by=world.dispatcher)
    page = person(world.call_taker).open("/board/")
    with page.expect_navigation():
        page.keyboard.press("Alt+m")
    row = page.locator(f"#o-{silent.owed.pk}")
    expect(row).to_have_attribute("aria-current", "true")
    axe(page)
    line = Line(web, "13911112222")
    line.say("ringing")
    line.say("hung_up")
    expect(page.locator("#owed-rows > tr")).to_have_count(2)  # it came by itself, and the chosen row stays chosen
    expect(row).to_have_attribute("aria-current", "true")
    page.keyboard.press("c")
    expect(row).to_contain_text("13800000001")
    with page.expect_navigation():
        page.keyboard.press("n")
    expect(row).to_contain_text(re.compile(r"1\D+3"))
    expect(row).not_to_contain_text("13800000001")
    page.keyboard.press("k")
    page.keyboard.press("k")
    expect(page.locator("#owed-rows > tr").first).to_be_focused()
    missed = Ring.objects.get(exchange_id=line.call)
    expect(page.locator("#owed-rows > tr").first).to_have_id(f"o-{missed.pk}")
    page.keyboard.press("j")
    with page.expect_navigation():
        page.keyboard.press("r")
    expect(page.locator("#id_number")).to_have_value("13800000001")
    expect(page.locator(".on-the-line")).to_contain_text(re.compile("无声"))
    page.keyboard.press("F7")
    page.locator("#id_advice").fill("小孩误触")
    with page.expect_navigation():
        page.keyboard.press("F7")
    assert Call.objects.latest("pk").ring.origin == silent
    assert list(Ring.objects.owed()) == [missed]
