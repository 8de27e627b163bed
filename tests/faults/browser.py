"""A real browser in the laboratory, for what only a page can show."""

import os
from contextlib import contextmanager

from tests.faults.bench import Skipped
from tests.headless import CHROMIUM, launched


@contextmanager
def page_of(seat, path):
    """One page of the seat's person, once its line is up. The page's own script errors fail the fault."""
    if not CHROMIUM and not os.environ.get("DEMAND_BROWSER"):
        raise Skipped("no Chromium on this machine")
    from playwright.sync_api import expect, sync_playwright

    wrong = []
    with sync_playwright() as playwright:
        browser = launched(playwright.chromium)
        context = browser.new_context(locale="en-US", viewport={"width": 1366, "height": 900})
        context.set_default_timeout(60_000)
        context.add_cookies([{"name": "sessionid", "value": seat.session, "url": seat.lab.base}])
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.goto(f"{seat.lab.base}{path}")
        expect(page.locator("#line")).to_have_attribute("data-state", "live", timeout=60_000)
        yield page
        context.close()
        browser.close()
    assert wrong == [], wrong
