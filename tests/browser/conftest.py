"""Real browsers against a real web process on the test's database; axe looks at every page that a journey visits."""

import os

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect, sync_playwright

from tests.cast import World, browser_of
from tests.headless import CHROMIUM, launched
from tests.live.served import Web, beating, followed, fresh_feed

AT_REST = """() => Promise.race([
  Promise.allSettled(document.getAnimations()
    .filter((one) => one.effect.getComputedTiming().endTime !== Infinity).map((one) => one.finished)),
  new Promise((go) => setTimeout(go, 3000)),
])"""


def pytest_collection_modifyitems(items):
    for item in items:
        if "tests/browser/" in str(item.path).replace(os.sep, "/"):
            item.add_marker(pytest.mark.browser)
            if not CHROMIUM and not os.environ.get("DEMAND_BROWSER"):
                item.add_marker(pytest.mark.skip(reason="no Chromium on this machine"))


@pytest.fixture(scope="package")  # one process and one browser for all journeys of a worker: twenty starts less
def web(django_db_setup, tmp_path_factory):
    from django.conf import settings

    web = Web(tmp_path_factory.mktemp("web"), settings.REDIS_URL)
    yield web
    web.stop()


@pytest.fixture(scope="package")
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


class Person:
    """One person at a browser of his own; several pages share his log-in."""

    def __init__(self, web, chromium, user, size, wrong):
        self.host, self.wrong = web.host, wrong
        width, height = size
        self.context = chromium.new_context(locale="zh-CN", viewport={"width": width, "height": height})
        self.context.set_default_timeout(60_000)
        key = browser_of(user).cookies["sessionid"].value
        self.context.add_cookies([{"name": "sessionid", "value": key, "url": f"http://{web.host}"}])

    def open(self, path):
        page = self.context.new_page()
        page.on("pageerror", lambda error: self.wrong.append(str(error)))
        page.on("console", lambda said: self.wrong.append(said.text) if "Content Security" in said.text else None)
        page.goto(f"http://{self.host}{path}")
        expect(page.locator("#line")).to_have_attribute("data-state", "live")
        return page


@pytest.fixture
def person(web, chromium):
    """`person(user, size)` is a browser context; at the end no script failed and no policy was broken."""
    people, wrong = [], []

    def enter(user, size=(1366, 768)):
        people.append(Person(web, chromium, user, size, wrong))
        return people[-1]

    yield enter
    for one in people:
        one.context.close()
    assert wrong == []


@pytest.fixture
def axe():
    """`axe(page)` fails with what the rules found once what moves has come to rest: half-faded text is nobody's finding."""

    def look(page):
        page.evaluate(AT_REST)
        found = Axe().run(page).response["violations"]
        assert found == [], [(page.url, v["id"], [n["html"][:200] for n in v["nodes"][:3]]) for v in found]

    return look
