"""The whole way in, as a person of the centre goes it the first time; then one's account, and the administrator's pages."""

import pytest
from playwright.sync_api import expect

from tests.live.served import Web
from tests.login.doors import PASSWORD, with_password
from units.login import factor
from units.login.factor import code_at, step_now

PHONE = (390, 844)


@pytest.fixture(scope="module")
def web(django_db_setup, tmp_path_factory):
    from django.conf import settings

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TWO_FACTOR", "staff")
        web = Web(tmp_path_factory.mktemp("web"), settings.REDIS_URL)
    yield web
    web.stop()


def test_the_first_way_in_sets_the_second_step_up(world, chromium, web, axe):
    with_password(world.dispatcher)
    context = chromium.new_context(locale="zh-CN", viewport={"width": PHONE[0], "height": PHONE[1]})
    page = context.new_page()
    page.goto(f"http://{web.host}/find/")
    axe(page)
    for password in ("wrong", PASSWORD):
        page.locator("input[name=username]").fill("dispatcher")
        page.locator("input[name=password]").fill(password)
        page.locator("button.primary").click()
        if password == "wrong":
            expect(page.locator("#login-error")).to_be_visible()
            axe(page)
    secret = page.locator("code.secret")
    secret.wait_for(state="attached")
    axe(page)
    page.locator("input[name=code]").fill(_code(secret.text_content()))
    page.locator("button.primary").click()
    expect(page.locator(".recovery-codes li")).to_have_count(10)
    axe(page)
    page.locator("button.primary").click()
    page.wait_for_url("**/find/")
    assert factor.of(world.dispatcher)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    context.close()


def _code(secret):
    import base64

    return code_at(base64.b32decode(secret), step_now())


@pytest.mark.parametrize("size", [(1366, 768), PHONE])
def test_the_account_and_the_pages_of_the_security_administrator(world, person, axe, size):
    secadmin = person(world.secadmin, size)
    for path in ("/account/", "/security/", "/security/people/", f"/security/person/?id={world.dispatcher.pk}"):
        page = secadmin.open(path)
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        page.close()


def test_what_is_ended_from_elsewhere_says_so_at_once(world, person):
    desk = person(world.dispatcher).open("/board/")
    admin = person(world.secadmin).open(f"/security/person/?id={world.dispatcher.pk}")
    admin.locator("#end-all button").click()
    expect(desk.locator("#banner-gone")).to_be_visible()
