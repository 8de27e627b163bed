"""Lists and ticket pages in a real browser: they change by themselves, and never under the hand of who works there."""

import os
import re

import pytest
from playwright.sync_api import expect, sync_playwright

from dispatch import services
from dispatch.workflow import Stage
from tests.cast import World, browser_of, minutes
from tests.headless import CHROMIUM, launched
from tests.live.served import Web, beating, followed, fresh_feed
from units import clock

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM and not os.environ.get("DEMAND_BROWSER"), reason="no Chromium on this machine"),
]


@pytest.fixture(scope="module")
def web(django_db_setup, tmp_path_factory):
    web = Web(tmp_path_factory.mktemp("web"), os.environ.get("REDIS_URL") or _redis())
    yield web
    web.stop()


def _redis():
    from django.conf import settings

    return settings.REDIS_URL


@pytest.fixture(scope="module")
def chromium():
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright's loop lives in this thread
    with sync_playwright() as playwright:
        browser = launched(playwright.chromium)
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def world(chromium, transactional_db, web):
    fresh_feed(web)
    beating()
    return followed(web, World())


@pytest.fixture
def look(web, chromium):
    """`look(user, path)` is a page of that person, live."""
    contexts, wrong = [], []

    def open_page(user, path):
        context = chromium.new_context(locale="en-US", viewport={"width": 1366, "height": 768})
        contexts.append(context)
        key = browser_of(user).cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": key, "url": f"http://{web.host}"}])
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda said: wrong.append(said.text) if "Content Security" in said.text else None)
        page.goto(f"http://{web.host}{path}")
        expect(page.locator("#line")).to_have_attribute("data-state", "live", timeout=15_000)
        page.mouse.move(0, 0)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert wrong == []


def row(page, ticket):
    return page.locator(f"#t-{ticket.pk}")


def test_rows_come_change_and_go_by_themselves(world, look):
    page = look(world.dispatcher, "/board/?stage=assignment")
    ticket = world.ticket()
    expect(row(page, ticket)).to_be_visible()
    expect(page.locator("[data-count=assignment]").first).to_have_text("1")
    services.assign(ticket, lead=world.roads, by=world.dispatcher)
    expect(row(page, ticket)).to_have_count(0)
    handling = look(world.viewer, "/board/?stage=handling")
    expect(row(handling, ticket)).to_contain_text(world.roads.label)
    urgent = world.ticket(item=world.fight)
    expect(page.locator("[data-live] > :first-child")).to_have_attribute("id", f"t-{urgent.pk}")


def test_nothing_moves_under_the_pointer(world, look):
    first = world.ticket()
    page = look(world.dispatcher, "/board/?stage=all")
    row(page, first).hover()
    stood = row(page, first).bounding_box()
    urgent = world.ticket(item=world.fight)
    expect(page.locator("[data-show-new]")).to_be_visible()
    assert row(page, first).bounding_box() == stood
    expect(row(page, urgent)).to_have_count(0)
    services.void(first, text="误报", by=world.dispatcher)
    expect(row(page, first)).to_have_class(re.compile("is-gone"))
    page.mouse.move(0, 0)
    expect(row(page, first)).to_have_count(0)
    expect(row(page, urgent)).to_be_visible()
    expect(page.locator("[data-show-new]")).to_be_hidden()


def test_a_key_shows_the_rows_that_wait(world, look):
    first = world.ticket()
    page = look(world.dispatcher, "/board/?stage=all")
    page.locator(f"#t-{first.pk} a").focus()
    second = world.ticket()
    expect(page.locator("[data-show-new]")).to_contain_text("1")
    page.keyboard.press("n")
    expect(row(page, second)).to_be_visible()


def test_an_inbox_fills_and_a_rework_comes_back(world, look):
    page = look(world.roads_handler, "/inbox/")
    ticket = services.assign(world.ticket(), lead=world.roads, by=world.dispatcher)
    part = page.locator(f"#p-{world.part(ticket, world.roads).pk}")
    expect(part).to_be_visible()
    expect(page.locator("#alerts")).to_contain_text("New ticket for you")
    world.finish(ticket, world.roads)
    expect(part).to_have_count(0)
    ticket.refresh_from_db()
    services.reject(ticket, text="没修好", by=world.verifier)
    expect(part).to_be_visible()


def test_a_ticket_page_follows_and_leaves_what_is_typed(world, look):
    ticket = world.ticket_at(Stage.HANDLING)
    page = look(world.dispatcher, f"/tickets/{ticket.number}/")
    services.note(ticket, text="路口已经围挡", by=world.roads_handler, assignment=world.part(ticket, world.roads))
    expect(page.locator("#f-timeline")).to_contain_text("路口已经围挡")
    services.accept(world.part(ticket, world.roads), by=world.roads_handler)
    expect(page.locator("#f-units")).to_contain_text("Accepted")


def test_a_lost_line_is_said_and_what_was_missed_is_fetched(world, look):
    page = look(world.dispatcher, "/board/?stage=all")
    page.context.set_offline(True)
    ticket = world.ticket()
    expect(page.locator("#banner-stale")).to_contain_text("out of date", timeout=30_000)
    page.context.set_offline(False)
    expect(row(page, ticket)).to_be_visible(timeout=45_000)  # the longest pause between two tries is 23 s
    expect(page.locator("#line")).to_have_attribute("data-state", "live", timeout=20_000)
    expect(page.locator("#banner-stale")).to_have_count(0)


def test_a_full_page_stays_the_page_that_a_fresh_look_shows(world, look):
    """Found by a replay: rows that left a full page were not made up for at its foot."""
    tickets = [world.ticket() for _ in range(104)]
    page = look(world.dispatcher, "/board/?stage=assignment")
    shown = page.locator("#board-rows > tr")
    expect(shown).to_have_count(100)
    for ticket in tickets[:3]:
        services.settle(ticket, disposition="explained", text="已答复", by=world.dispatcher)
    expect(row(page, tickets[0])).to_have_count(0)
    expect(row(page, tickets[102])).to_be_visible(timeout=15_000)
    expect(shown).to_have_count(100)
    urgent = world.ticket(entered_at=clock.now() - minutes(1))
    expect(row(page, urgent)).to_be_visible()
    expect(row(page, tickets[102])).to_have_count(0, timeout=15_000)
    expect(shown).to_have_count(100)


def test_what_could_not_be_read_again_is_asked_for_until_it_is_read(world, look):
    """A gap whose reading fails: the line says that it is catching up, and not that all is well."""
    page = look(world.dispatcher, "/board/?stage=all")
    board = re.compile(r"/board/\?.*rows=1")
    page.route(board, lambda route: route.fulfill(status=503, body=""))
    fresh_feed()  # far ahead: the process tells its screens to read again
    ticket = world.ticket()
    expect(page.locator("#line")).to_have_attribute("data-state", re.compile("catching|stale"))
    expect(row(page, ticket)).to_have_count(0)
    page.wait_for_timeout(2_000)
    assert page.locator("#line").get_attribute("data-state") != "live"
    page.unroute(board)
    expect(row(page, ticket)).to_be_visible()
    expect(page.locator("#line")).to_have_attribute("data-state", "live")


def test_a_locked_seat_is_no_lost_line(world, look):
    page = look(world.dispatcher, "/board/?stage=all")
    page.evaluate("""() => { window.heard = [];
        document.addEventListener("alarm", ({ detail }) => window.heard.push(detail.kind));
        const token = document.querySelector('meta[name="csrf-token"]').content;
        return fetch("/lock/", { method: "POST", headers: { "X-CSRFToken": token, Accept: "application/json" } }); }""")
    with page.expect_response(re.compile(r"/board/\?.*rows=1")) as answer:
        fresh_feed()
    assert answer.value.status == 423
    page.wait_for_timeout(2_000)
    assert page.locator("#line").get_attribute("data-state") == "live"
    assert "link_lost" not in page.evaluate("() => window.heard")
