"""The half-typed call through every way of leaving its page: nothing typed is lost, and nothing untrue is said of the server."""

import pytest
from playwright.sync_api import expect

from intake.models import Draft

WORDS = "井盖不见了"
UNTRUE = "服务器无法连接"


NOTHING_HELD = "() => !Object.keys(localStorage).some((name) => name.startsWith('draft:'))"


def test_a_page_left_at_once_parks_the_call_and_says_nothing_untrue(world, person):
    page = person(world.call_taker).open("/calls/new/?fresh=1")
    fresh = page.url
    for n in range(1, 4):
        page.locator("#id_words").press_sequentially(f"{WORDS}{n}")
        page.goto(fresh)
        page.wait_for_function(NOTHING_HELD)
        expect(page.locator("a[href*='draft=']")).to_have_count(n)
        expect(page.locator("#line")).to_have_attribute("data-state", "live")
        assert page.url == fresh
        expect(page.locator("#id_words")).to_have_value("")
        assert UNTRUE not in page.locator("body").inner_text()
    assert {draft.fields["words"] for draft in Draft.objects.all()} == {f"{WORDS}{n}" for n in range(1, 4)}


@pytest.mark.parametrize("lost", [False, True])
def test_a_page_drawn_again_while_typing_shows_all_that_was_typed(world, person, lost):
    page = person(world.call_taker).open("/calls/new/?fresh=1")
    page.locator("#id_words").press_sequentially(WORDS)
    page.wait_for_url("**draft=*")
    page.locator("#id_address").press_sequentially("东河路")
    if lost:  # what is sent while the page goes never arrives
        page.route("**/calls/draft/", lambda route: route.abort())
    page.reload()
    if lost:
        page.unroute("**/calls/draft/")
    expect(page.locator("#id_words")).to_have_value(WORDS)
    expect(page.locator("#id_address")).to_have_value("东河路")
    assert UNTRUE not in page.locator("body").inner_text()


def test_a_page_that_shows_all_that_was_typed_is_not_drawn_once_more(world, person):
    page = person(world.call_taker).open("/calls/new/?fresh=1")
    page.locator("#id_words").press_sequentially(WORDS)
    page.wait_for_url("**draft=*")

    def arrives_unanswered(route):
        route.fetch()
        route.abort()

    page.route("**/calls/draft/", arrives_unanswered)
    page.locator("#id_address").press_sequentially("东河路")
    expect(page.locator("#draft-state")).to_contain_text("服务器无法连接")
    page.route("**/calls/draft/", lambda route: route.abort())
    page.reload()
    expect(page.locator("#id_address")).to_have_value("东河路")
    page.evaluate("() => { window.drawnOnce = true; }")
    page.unroute("**/calls/draft/")
    page.wait_for_function(NOTHING_HELD)
    page.locator("#id_words").press_sequentially("了")
    page.wait_for_timeout(500)
    assert page.evaluate("() => window.drawnOnce")
    assert page.evaluate("() => document.querySelector('#id_words').value.includes('了')")
