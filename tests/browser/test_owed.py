"""The call-back queue in a browser, by keyboard alone: rung in vain, then reached, and the form stands there filled."""

import re

from playwright.sync_api import expect

from intake.models import Call, Ring
from intake.services import Contact, dismiss, say_late
from tests.browser.test_lines import Line
from tests.cast import minutes
from tests.intake.listed import standing
from units import clock


def test_rung_in_vain_then_reached_by_keyboard(web, world, person, axe):
    silent = dismiss(Contact(number="13800000001"), validity="silent", by=world.dispatcher)
    listing = standing(world, number="13911112222")
    page = person(world.call_taker).open("/board/")
    expect(page.locator(".line-missed")).to_contain_text("1")
    with page.expect_navigation():
        page.keyboard.press("Alt+m")
    row = page.locator(f"#o-{silent.owed.pk}")
    expect(row).to_have_attribute("aria-current", "true")
    axe(page)
    line = Line(web, "13911112222")
    line.say("ringing")
    line.say("hung_up")
    expect(page.locator("#owed-rows > tr")).to_have_count(2)  # it came by itself, and the chosen row stays chosen
    expect(page.locator("#owed-rows .listed.is-nuisance")).to_contain_text("⊘ 骚扰")
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
    for path in ("/listings/", f"/listings/{listing.pk}/"):
        page.goto(f"http://{web.host}{path}")
        axe(page)


def test_a_late_one_is_heard_by_the_shift_leader_on_each_page_until_acknowledged(web, world, person):
    with clock.at(clock.now() - minutes(6)):
        dismiss(Contact(number="13800000001"), validity="silent", by=world.dispatcher)
    say_late()
    page = person(world.shift_leader).open("/board/")
    alert = page.locator("#alerts .alert")
    for _ in range(2):
        expect(alert.locator("a")).to_have_attribute("href", "/calls/owed/")
        page.reload()
    expect(alert).to_have_count(1)
    page.keyboard.press("F10")
    expect(alert).to_have_count(0)
    page.reload()
    expect(page.locator(".line-missed.hot")).to_be_visible()
    expect(alert).to_have_count(0)
