"""The call-taking page in a real browser: no mouse, and nothing typed is lost whatever breaks."""

import re
from contextlib import contextmanager

import pytest
from playwright.sync_api import sync_playwright

from dispatch.models import Ticket
from intake.models import Call, Draft, Validity
from tests.cast import browser_of
from tests.headless import CHROMIUM, launched

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
]
SAVED = re.compile(r"saved=T\d{8}-\d{4}")


@pytest.fixture
def hall(transactional_db, world, live_server):
    """`with hall() as context`: a browser in which the dispatcher is logged in. The database is asked afterwards, since
    Playwright's loop runs in this thread meanwhile."""
    session = browser_of(world.dispatcher).cookies["sessionid"].value
    cookie = {"name": "sessionid", "value": session, "url": live_server.url}

    @contextmanager
    def opened():
        problems = []
        with sync_playwright() as playwright:
            chromium = launched(playwright.chromium)

            def context(**more):
                fresh = chromium.new_context(
                    locale="en-US", base_url=live_server.url, viewport={"width": 1366, "height": 768}, **more
                )
                fresh.add_cookies([cookie])
                fresh.on("weberror", lambda error: problems.append(str(error.error)))
                return fresh

            yield context
            chromium.close()
        assert problems == []

    return opened


def call(context, address="/calls/new/?fresh=1"):
    page = context.new_page()
    page.goto(address)
    page.locator("#id_item[role=combobox]").wait_for()
    return page


def held(page):
    """How many drafts the browser itself holds."""
    return page.evaluate("() => Object.keys(localStorage).filter((name) => name.startsWith('draft')).length")


def test_from_an_empty_form_to_a_ticket_without_the_mouse(hall, world):
    with hall() as context:
        page = call(context())
        keys = page.keyboard
        keys.type("13800000021\n王小明\n")  # Enter goes on, it does not send
        keys.type("井盖不见了")
        keys.press("Tab")
        keys.type("xsz")
        keys.press("Enter")
        keys.type("老街 3 号\n")
        keys.type("jg")
        keys.press("Enter")
        assert "First feedback within 60 min" in page.inner_text("#item-facts")
        keys.press("Alt+ArrowUp")
        keys.press("F9")
        page.wait_for_url(SAVED)
        page.locator("#id_number:focus").wait_for()
        assert page.input_value("#id_words") == ""
        assert re.search(r"T\d{8}-\d{4} opened", page.inner_text("#toasts"))
        keys.press("Alt+A")
        page.wait_for_url(re.compile(r"/tickets/T"))
    ticket = Ticket.objects.get()
    assert (ticket.item, ticket.street, ticket.address, ticket.priority) == (world.manhole, world.west, "老街 3 号", 1)
    assert ticket.words == "井盖不见了"
    assert ticket.entered_at < ticket.opened_at
    assert not Draft.objects.exists()


def test_an_invalid_call_takes_two_keys_and_advice_asks_for_its_words(hall):
    with hall() as context:
        page = call(context())
        page.keyboard.press("F8")
        page.keyboard.press("2")
        page.locator("#toasts", has_text="Silent").wait_for()
        page.keyboard.press("F7")
        page.keyboard.press("F7")
        page.locator("#advice[open] .error").wait_for()
        page.keyboard.type("请到二楼窗口。")
        page.keyboard.press("F7")
        page.locator("#toasts", has_text="advice").wait_for()
    assert set(Call.objects.values_list("validity", flat=True)) == {Validity.SILENT, Validity.ADVICE}


def test_a_match_is_joined_by_its_key(hall, world):
    ticket = world.ticket()
    with hall() as context:
        page = call(context())
        page.locator("#id_item").fill("1601")
        page.keyboard.press("Enter")
        page.locator(f"#matches button[value={ticket.number}]").wait_for()
        page.keyboard.press("Alt+1")
        page.wait_for_url(SAVED)
    assert Call.objects.get().validity == Validity.REPEAT
    assert Ticket.objects.count() == 1


def test_a_click_on_the_map_brings_cell_street_office_and_duty_phone(hall, world):
    with hall() as context:
        page = call(context())
        # the point of a click, as the map sends it
        page.evaluate("""() => {
            const form = document.getElementById("call-form");
            form.elements.lon.value = "112.005"; form.elements.lat.value = "28.005";
            document.getElementById("call-map").dispatchEvent(
                new CustomEvent("place", { bubbles: true, detail: { lon: 112.005, lat: 28.005 } }));
        }""")
        facts = page.locator("#place-facts dl")
        facts.wait_for()
        for words in ("0001", "东河街道", "0000-110"):
            assert words in facts.inner_text()
        assert page.input_value("#id_place") == "东河街道社区"


def test_a_new_call_parks_the_one_that_is_open_and_it_comes_back_whole(hall):
    with hall() as context:
        page = call(context())
        page.keyboard.type("13800000021\n王小明\n说到一半")
        page.keyboard.press("F2")
        page.locator(".parked").wait_for()
        assert page.input_value("#id_number") == ""
        page.keyboard.press("Alt+B")
        page.wait_for_url(re.compile("draft="))
        page.locator("#id_item[role=combobox]").wait_for()
        assert [page.input_value(f"#id_{name}") for name in ("number", "name", "words")] == [
            "13800000021",
            "王小明",
            "说到一半",
        ]


def test_the_draft_survives_the_browser_and_its_clock_goes_on(hall):
    with hall() as context:
        first = context()
        page = call(first)
        page.keyboard.type("13800000021")
        page.wait_for_url(re.compile("draft="))
        page.wait_for_timeout(2500)
        first.close()
        page = call(context(), "/calls/new/")
        assert page.input_value("#id_number") == "13800000021"
        page.locator("#call-clock", has_text=re.compile(r"0:(0[2-9]|[1-5]\d)")).wait_for()


def test_while_the_server_is_away_the_browser_keeps_the_draft_and_lets_go_of_it_afterwards(hall):
    with hall() as context:
        cut = context()
        page = call(cut)
        cut.set_offline(True)
        page.keyboard.type("139")
        page.locator("#draft-state", has_text="kept in this browser").wait_for()
        assert held(page) == 1
        page.keyboard.press("F2")
        page.locator("#toasts .bad").wait_for()
        assert page.input_value("#id_number") == "139"
        cut.set_offline(False)
        page.locator("#draft-state", has_text="draft saved").wait_for(timeout=15_000)
        assert held(page) == 0
    assert Draft.objects.get().fields["number"] == "139"


def test_two_presses_of_the_key_open_one_ticket(hall):
    with hall() as context:
        page = call(context())
        page.locator("#id_address").fill("老车站")
        page.locator("#id_item").fill("1601")
        page.keyboard.press("F9")
        page.keyboard.press("F9")
        page.wait_for_url(SAVED)
    assert Ticket.objects.count() == 1
