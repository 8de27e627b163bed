"""The lock of a seat in a browser: nothing is lost beneath it, nothing is read over it, and the same form goes through."""

import time
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from dispatch.models import Event
from dispatch.workflow import Stage
from intake.models import Draft
from tests.login.doors import PASSWORD, with_password
from units.models import Session

LONG = 45  # seconds, for a busy machine
WORDS = "江边有人落水，请速派人"


@pytest.fixture
def taker(world):
    return with_password(world.call_taker)


def locked(page):
    expect(page.locator("dialog#lock")).to_be_visible()
    assert page.evaluate("getComputedStyle(document.getElementById('main')).visibility") == "hidden"


def unlock(page):
    page.locator("#lock-password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("dialog#lock")).not_to_be_visible()


def clock_of(page):
    """`later(seconds)` puts the page's clock on; its timers stay the browser's own."""
    page.add_init_script("const real = Date.now; window.ahead = 0; Date.now = () => real() + ahead * 1000")
    return lambda seconds: page.evaluate("(seconds) => { ahead += seconds }", seconds)


def until(page, true):
    deadline = time.monotonic() + LONG
    while not true():
        assert time.monotonic() < deadline
        page.wait_for_timeout(100)


def test_an_idle_seat_is_covered_and_a_half_typed_call_stays_beneath(world, taker, person, axe):
    desk = person(taker)
    page = desk.context.new_page()
    later = clock_of(page)
    page.goto(f"http://{desk.host}/calls/new/")
    page.locator("#call-form textarea[name=words]").fill(WORDS)
    later(1770)
    expect(page.locator("#banner-idle")).to_be_visible()
    later(31)
    locked(page)
    axe(page)
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    locked(page)
    page.locator("#lock-password").fill("wrong")
    page.keyboard.press("Enter")
    expect(page.locator("#lock-error")).not_to_be_empty()
    unlock(page)
    expect(page.locator("#call-form textarea[name=words]")).to_have_value(WORDS)


def test_a_form_that_meets_the_lock_goes_through_once_after_unlocking(world, person, axe):
    """The server locked by itself: the page learns it from the refusal, and sends the same form with the same key."""
    ticket = world.ticket_at(Stage.VERIFICATION)
    verifier = with_password(world.verifier)
    page = person(verifier).open(ticket.get_absolute_url())
    page.locator("#form-verify textarea").fill(WORDS)
    Session.objects.filter(user=verifier).update(seen_at=timezone.now() - timedelta(minutes=31))
    page.locator("#form-verify button[type=submit]").click()
    locked(page)
    assert not Event.objects.filter(kind="verify").exists()
    unlock(page)
    expect(page.locator("#f-timeline")).to_contain_text(WORDS)
    assert Event.objects.filter(kind="verify").count() == 1


def test_rows_come_in_beneath_the_lock_and_all_windows_are_one_seat(world, person):
    desk = person(with_password(world.dispatcher))
    board, other = desk.open("/board/"), desk.open("/find/")
    board.bring_to_front()
    board.keyboard.press("Alt+l")
    locked(board)
    expect(other.locator("dialog#lock")).to_be_attached()
    other.wait_for_function("document.getElementById('lock').open")
    ticket = world.ticket()
    expect(board.locator(f"#t-{ticket.pk}")).to_be_attached()
    expect(board.locator(f"#t-{ticket.pk}")).not_to_be_visible()
    unlock(board)
    expect(board.locator(f"#t-{ticket.pk}")).to_be_visible()
    other.wait_for_function("!document.getElementById('lock').open")


def test_whoever_loads_the_page_again_stands_before_the_lock_and_gets_his_call_back(world, taker, person, axe):
    page = person(taker).open("/calls/new/")
    page.locator("#call-form textarea[name=words]").fill(WORDS)
    expect(page.locator("#draft-state")).to_be_visible()
    page.wait_for_url("**draft=*")
    lost = []
    page.route("**/lock/", lambda route: route.continue_() if len(lost) == 2 else (lost.append(route), route.abort()))
    page.keyboard.press("Alt+l")
    locked(page)
    until(page, lambda: Session.objects.filter(user=taker, locked_at__isnull=False).exists())
    assert len(lost) == 2, "what the server did not hear is said again"
    page.reload()
    expect(page.locator("input[name=password]")).to_be_focused()
    axe(page)
    page.locator("input[name=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("#call-form textarea[name=words]")).to_have_value(WORDS)
    assert Draft.objects.count() == 1


def test_elsewhere_the_page_is_covered_and_the_person_signed_out(world, person, axe):
    portal = person(world.roads_handler, (390, 844))
    page = portal.context.new_page()
    later = clock_of(page)
    page.goto(f"http://{portal.host}/inbox/history/")
    later(1770)
    expect(page.locator("#banner-idle")).to_be_visible()
    page.mouse.move(100, 300)
    page.mouse.move(120, 320)
    later(31)
    expect(page.locator("#banner-idle")).not_to_be_visible()
    later(1801)
    locked(page)
    axe(page)
    page.locator("[data-again]").click()
    page.wait_for_url("**/login/?next=%2Finbox%2Fhistory%2F")
    assert not Session.objects.filter(user=world.roads_handler).exists()
