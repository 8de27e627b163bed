"""The list of silence in a browser: it lives, its bars are drawn, and a unit is pressed without the mouse."""

from playwright.sync_api import expect

from dispatch import services
from dispatch.models import Event, Supervision
from tests.cast import minutes
from units import clock


def sent_and_silent(world, unit, ago):
    with clock.at(clock.now() - minutes(ago)):
        ticket = world.ticket()
        services.assign(ticket, lead=unit, assists=[], by=world.dispatcher)
    services.keep_time()
    return world.part(ticket, unit)


def test_rows_come_and_go_by_themselves_with_bars_on_one_axis(world, person, axe):
    first = sent_and_silent(world, world.roads, 30)
    page = person(world.shift_leader).open("/silence/")
    row = page.locator(f"#p-{first.pk}")
    expect(row.locator("rect.silent")).to_have_count(1)
    axe(page)
    second = sent_and_silent(world, world.water, 9)
    expect(page.locator(f"#p-{second.pk} rect.silent")).to_have_count(1)
    widths = [float(page.locator(f"#p-{part.pk} rect.silent").get_attribute("width")) for part in (first, second)]
    assert widths[0] > widths[1] > 0
    expect(page.locator("#n-1")).to_have_text("2")
    services.accept(first, by=world.roads_handler)
    expect(row).to_have_count(0)
    expect(page.locator("#n-1")).to_have_text("1")


def test_a_unit_is_urged_and_supervised_by_keyboard(world, person, axe):
    sent_and_silent(world, world.roads, 30)
    part = sent_and_silent(world, world.water, 9)
    page = person(world.shift_leader).open("/silence/")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("u")
    expect(page.locator("#press textarea")).to_be_focused()
    axe(page)
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    assert Event.objects.get(kind="urge").data["assignment"] == part.pk
    row = page.locator(f"#p-{part.pk}")
    expect(row).to_have_attribute("aria-current", "true")
    expect(row.locator(".urge-mark")).to_have_count(1)
    page.keyboard.press("v")
    expect(page.locator("#press textarea")).to_be_focused()
    page.keyboard.type("为何仍未签收")
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    assert Supervision.objects.get().assignment_id == part.pk
    expect(row.locator('[data-do="supervise"]')).to_have_count(0)


def test_the_unit_answers_what_it_is_asked(world, person, axe):
    part = sent_and_silent(world, world.water, 9)
    services.accept(part, by=world.water_handler)
    services.supervise(part.ticket, part=part, text="为何仍未到场", minutes=30, by=world.shift_leader)
    page = person(world.water_handler).open(f"/inbox/{part.pk}/")
    expect(page.locator(".supervised")).to_contain_text("为何仍未到场")
    axe(page)
    page.keyboard.press("F8")
    page.locator("#ask-answer_supervision textarea").fill("水泵在路上")
    with page.expect_navigation():
        page.locator("#ask-answer_supervision .ask-foot button[type=submit]").click()
    assert Supervision.objects.get().answer == "水泵在路上"
    expect(page.locator(".supervised")).to_have_count(0)
