"""The list of one's sessions, ending them from elsewhere, and what else ends them."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.cast import browser_of
from tests.login.doors import PASSWORD, at, is_in, sign_in, with_password
from units import sessions
from units.models import SecurityEvent, Session

CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1 Version/19.0 Mobile Safari/604.1"


def alive(browser):
    return browser.get(reverse("account")).status_code == 200


def marks(page):
    return re.findall(r'name="session" value="([0-9a-f]+)"', page)


@pytest.fixture
def two(world):
    """The same person at a desk and on a phone."""
    with_password(world.dispatcher)
    desk, phone = at(HTTP_USER_AGENT=CHROME), at("10.8.8.8", HTTP_USER_AGENT=PHONE)
    for browser in (desk, phone):
        sign_in(browser, "dispatcher")
    return desk, phone


def test_a_person_sees_where_he_is_signed_in_and_no_key(two):
    desk, phone = two
    page = desk.get(reverse("account")).content.decode()
    for words in ("Chrome, Windows", "Safari, iPhone", "10.8.8.8", "this one"):
        assert words in page
    assert phone.cookies["sessionid"].value not in page
    assert desk.cookies["sessionid"].value not in page
    assert len(marks(page)) == 1


def test_he_signs_one_out_from_the_other(two):
    desk, phone = two
    [mark] = marks(desk.get(reverse("account")).content.decode())
    desk.post(reverse("end_sessions"), {"session": mark})
    assert (alive(desk), alive(phone)) == (True, False)


def test_he_signs_all_others_out(two, world):
    desk, phone = two
    other = browser_of(world.verifier)
    desk.post(reverse("end_sessions"))
    assert (alive(desk), alive(phone), alive(other)) == (True, False, True)
    assert SecurityEvent.objects.filter(kind="ended", user=world.dispatcher, by=world.dispatcher).count() == 1


def test_nobody_ends_the_session_of_somebody_else(two, world):
    desk, _phone = two
    [mark] = marks(desk.get(reverse("account")).content.decode())
    browser_of(world.viewer).post(reverse("end_sessions"), {"session": mark})
    assert Session.objects.filter(user=world.dispatcher).count() == 2


def test_the_security_administrator_ends_them_for_him(two, world, as_):
    desk, phone = two
    secadmin = as_("secadmin")
    page = secadmin.get(reverse("security_person"), {"id": world.dispatcher.pk}).content.decode()
    assert len(marks(page)) == 2
    secadmin.post(reverse("end_person"), {"id": world.dispatcher.pk})
    assert (alive(desk), alive(phone)) == (False, False)
    assert SecurityEvent.objects.filter(kind="ended", user=world.dispatcher, by=world.secadmin).exists()


@pytest.mark.parametrize("who", ["dispatcher", "shift_leader", "auditor", "sysadmin", "roads_handler"])
@pytest.mark.parametrize("action", ["security_person", "end_person", "reset_factor", "give_password", "set_active"])
def test_nobody_else_does_anything_to_an_account(world, as_, who, action):
    browser, facts = as_(who), {"id": world.verifier.pk, "active": "0"}
    for answer in (browser.get(reverse(action), facts), browser.post(reverse(action), facts)):
        assert answer.status_code == 403
    world.verifier.refresh_from_db()
    assert world.verifier.is_active


def test_closing_an_account_ends_everything_and_opening_it_lets_in_again(two, world, as_):
    desk, _phone = two
    as_("secadmin").post(reverse("set_active"), {"id": world.dispatcher.pk, "active": "0"})
    assert not Session.objects.filter(user=world.dispatcher).exists()
    assert sign_in(at(), "dispatcher").status_code == 422
    as_("secadmin").post(reverse("set_active"), {"id": world.dispatcher.pk, "active": "1"})
    again = at()
    sign_in(again, "dispatcher")
    assert is_in(again)
    assert not alive(desk)


@pytest.mark.parametrize("change", ["given", "changed", "taken"])
def test_another_role_ends_the_sessions_that_were_opened_with_the_former_one(two, world, change):
    roles = world.dispatcher.memberships
    if change == "given":
        roles.create(unit=world.centre, role="verifier")
    elif change == "changed":
        roles.update(role="verifier")
    else:
        roles.all().delete()
    assert [alive(browser) for browser in two] == [False, False]


def test_a_role_for_somebody_who_is_not_signed_in_ends_nothing(two, world):
    world.verifier.memberships.create(unit=world.centre, role="callback")
    world.verifier.refresh_from_db()
    assert world.verifier.role_version == 0
    assert alive(two[0])


def test_a_new_password_ends_all_others_and_keeps_this_one(two):
    desk, phone = two
    new = "seven herons cross the river"
    answer = desk.post(reverse("change_password"), {"present": PASSWORD, "new": new, "again": new})
    assert answer.status_code == 302
    assert (alive(desk), alive(phone)) == (True, False)
    assert sign_in(at(), "dispatcher", new).status_code == 302


def test_whoever_must_know_is_told_at_once(two):
    told = []
    sessions.listen(lambda: told.append(1))
    try:
        two[0].post(reverse("end_sessions"))
    finally:
        sessions._listeners.pop()
    assert told


def test_an_initial_password_is_shown_once_and_replaced_before_anything_else(world, as_):
    page = as_("secadmin").post(reverse("give_password"), {"id": world.verifier.pk}).content.decode()
    initial = re.search(r'<code class="secret">([^<]+)</code>', page)[1]
    browser = at()
    assert sign_in(browser, "verifier", initial).url == reverse("login_password")
    assert not is_in(browser)
    new = "seven herons cross the river"
    assert browser.post(reverse("login_password"), {"new": new, "again": new}).url == "/"
    assert is_in(browser)


def test_a_session_of_the_former_release_is_taken_over(world):
    """Its row knows no owner until its person is there again."""
    browser = browser_of(world.dispatcher)
    Session.objects.update(user=None, seen_at=timezone.now() - timezone.timedelta(minutes=5))
    alive(browser)
    assert Session.objects.get().user == world.dispatcher
