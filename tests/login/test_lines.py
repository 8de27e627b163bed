"""What the door decides, the lines of the screens follow: against real web processes and a real Redis."""

import httpx
import pytest
from django.conf import settings
from django.urls import reverse
from websockets.exceptions import InvalidStatus

from tests.cast import World, browser_of
from tests.live.served import Console, Web, fresh_feed
from tests.login.doors import PASSWORD, at, sign_in, with_password
from units.models import Attempt

SIGNED_OUT = 4401
PROXY = "127.0.0.1"


@pytest.fixture(scope="module")
def webs(django_db_setup, tmp_path_factory):
    """Two processes; the second stands behind a proxy that it believes."""
    patch = pytest.MonkeyPatch()
    one = Web(tmp_path_factory.mktemp("one"), settings.REDIS_URL)
    patch.setenv("FORWARDED_ALLOW_IPS", PROXY)
    two = Web(tmp_path_factory.mktemp("two"), settings.REDIS_URL)
    patch.undo()
    yield one, two
    for web in (one, two):
        web.stop()


@pytest.fixture
def world(transactional_db, webs):
    fresh_feed(*webs)
    return World()


def post(web, browser, name, data=None, **headers):
    """As the page of this browser would send it."""
    token = "a" * 32
    cookies = f"csrftoken={token}"
    if browser is not None:
        cookies += f"; sessionid={browser.cookies['sessionid'].value}"
    headers = {"Cookie": cookies, "X-CSRFToken": token, "Origin": f"http://{web.host}", **headers}
    return httpx.post(f"http://{web.host}{reverse(name)}", data=data, headers=headers, trust_env=False, timeout=30)


def test_ending_a_session_at_one_process_closes_its_line_at_another(world, webs):
    one, two = webs
    with Console(one, world.dispatcher) as console, Console(one, world.viewer) as other:
        answer = post(two, browser_of(world.secadmin), "end_person", {"id": world.dispatcher.pk})
        assert answer.status_code == 302
        assert console.closed_with() == SIGNED_OUT
        assert other.closed_with(within=1) is None


@pytest.mark.parametrize("action", ["set_active", "reset_factor", "give_password"])
def test_so_does_what_is_done_to_the_account(world, webs, action):
    with Console(webs[0], world.dispatcher) as console:
        post(webs[1], browser_of(world.secadmin), action, {"id": world.dispatcher.pk, "active": "0"})
        assert console.closed_with() == SIGNED_OUT


def test_signing_out_elsewhere_closes_the_other_line_and_keeps_this_one(world, webs):
    with Console(webs[0], world.dispatcher) as here, Console(webs[0], world.dispatcher) as elsewhere:
        post(webs[1], here.browser, "end_sessions")
        assert elsewhere.closed_with() == SIGNED_OUT
        assert here.closed_with(within=1) is None


def test_a_locked_seat_keeps_its_line_and_hears_what_comes_in(world, webs):
    with Console(webs[0], world.dispatcher) as console:
        assert post(webs[0], console.browser, "lock").status_code in (204, 302)
        ticket = world.ticket()
        assert console.next("rows")["rows"][0]["id"] == f"t-{ticket.pk}"


def test_a_half_way_session_gets_no_line(world, webs, settings):
    settings.TWO_FACTOR = "staff"
    with_password(world.dispatcher)
    browser = at()
    assert sign_in(browser, "dispatcher", PASSWORD).url == reverse("login_setup")

    with pytest.raises(InvalidStatus) as refused, Console(webs[0], key=browser.cookies["sessionid"].value):
        pass
    assert refused.value.response.status_code == 403


@pytest.mark.parametrize(("which", "counted"), [(0, PROXY), (1, "203.0.113.7")])
def test_a_forwarded_address_counts_only_from_a_proxy_that_is_named(world, webs, which, counted):
    wrong = {"username": "dispatcher", "password": "wrong"}
    answer = post(webs[which], None, "login", wrong, **{"X-Forwarded-For": "6.6.6.6, 203.0.113.7"})
    assert answer.status_code == 422
    assert Attempt.objects.get().address == counted
