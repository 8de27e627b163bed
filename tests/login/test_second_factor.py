"""The second factor: nobody of the centre is in without it, a code opens once, and a reset never skips setting it up."""

import re

import pytest
from django.urls import reverse

from tests.login.doors import at, is_in, sign_in, with_password
from units.login import factor
from units.models import Factor, RecoveryCode, SecurityEvent


@pytest.fixture(autouse=True)
def _demanded(settings):
    settings.TWO_FACTOR = "staff"


@pytest.fixture
def person(world):
    return with_password(world.dispatcher)


def code_of(user, steps=0):
    nonce = Factor.objects.get(user=user).nonce
    return factor.code_at(factor._secret(user, nonce), factor.step_now() + steps)


@pytest.fixture
def with_app(person):
    """A person whose app is set up, and the recovery codes."""
    nonce = factor.new_nonce()
    codes = factor.set_up(person, nonce, factor.code_at(factor._secret(person, nonce), factor.step_now() - 1))
    return person, codes


@pytest.mark.parametrize(
    ("moment", "code"),
    [(59, "94287082"), (1111111109, "07081804"), (1234567890, "89005924"), (20000000000, "65353130")],
)
def test_codes_are_those_of_rfc_6238(moment, code):
    assert factor.code_at(b"12345678901234567890", moment // 30) == code[-6:]


def test_a_password_alone_opens_nothing(with_app):
    browser = at()
    assert sign_in(browser, "dispatcher").url == reverse("login_code")
    assert not is_in(browser)
    for name in ("dispatch:board", "home", "account", "here"):
        answer = browser.post(reverse(name)) if name == "here" else browser.get(reverse(name))
        assert (answer.status_code, answer.url.partition("?")[0]) == (302, reverse("login"))


def test_the_line_does_not_admit_a_half_way_session(with_app):
    from dispatch.live import admission

    browser = at()
    sign_in(browser, "dispatcher")
    key = browser.cookies["sessionid"].value
    assert admission.guests([key]) == {}
    browser.post(reverse("login_code"), {"code": code_of(with_app[0])})
    assert list(admission.guests([browser.cookies["sessionid"].value])) != []
    assert admission.guests([key]) == {}


def test_the_code_opens_and_leads_to_where_one_was_going(with_app):
    browser = at()
    sign_in(browser, "dispatcher", next="/find/")
    assert browser.post(reverse("login_code"), {"code": code_of(with_app[0])}).url == "/find/"
    assert is_in(browser)


def test_the_same_code_opens_once(with_app):
    code = code_of(with_app[0])
    for opened in (True, False):
        browser = at()
        sign_in(browser, "dispatcher")
        answer = browser.post(reverse("login_code"), {"code": code})
        assert (answer.status_code, is_in(browser)) == ((302, True) if opened else (422, False))


@pytest.mark.parametrize(("steps", "opens"), [(-2, False), (0, True), (1, True), (2, False)])
def test_a_phone_may_be_half_a_minute_off_and_no_more(with_app, steps, opens):
    assert bool(factor.check(with_app[0], code_of(with_app[0], steps))) is opens


def test_guessing_codes_comes_to_a_wait_whatever_the_address(with_app):
    for n in range(5):
        browser = at(f"10.0.0.{n}")
        sign_in(browser, "dispatcher")
        browser.post(reverse("login_code"), {"code": "000000"})
    page = browser.post(reverse("login_code"), {"code": code_of(with_app[0])})
    assert page.status_code == 422
    assert "Too many wrong attempts" in page.content.decode()


def test_a_recovery_code_opens_once_and_is_not_kept_in_plain(with_app):
    person, codes = with_app
    assert len(codes) == 10
    assert not RecoveryCode.objects.filter(digest__in=codes).exists()
    for opened in (True, False):
        browser = at()
        sign_in(browser, "dispatcher")
        browser.post(reverse("login_code") + "?recovery", {"code": codes[3].upper().replace("-", " ")})
        assert is_in(browser) is opened
    assert factor.codes_left(person) == 9


def test_the_first_log_in_sets_it_up_before_anything_else(person):
    browser = at()
    assert sign_in(browser, "dispatcher", next="/board/").url == reverse("login_setup")
    page = browser.get(reverse("login_setup")).content.decode()
    assert 'src="data:image/svg+xml' in page
    assert browser.post(reverse("login_setup"), {"code": "000000"}).status_code == 422
    nonce = browser.session["factor_nonce"]
    code = factor.code_at(factor._secret(person, nonce), factor.step_now())
    codes = browser.post(reverse("login_setup"), {"code": code}).content.decode()
    assert len(re.findall(r"<code>[a-z2-7]{4}(?:-[a-z2-7]{4}){3}</code>", codes)) == 10
    assert not is_in(browser)
    assert browser.post(reverse("login_onward")).url == "/board/"
    assert is_in(browser)


def test_a_picture_that_somebody_else_saw_opens_nothing(person):
    """Each half-way session has a secret of its own; whoever sets up first decides, and the other gets no second one."""
    thief, owner = at("10.0.0.9"), at()
    for browser in (thief, owner):
        sign_in(browser, "dispatcher")
        browser.get(reverse("login_setup"))
    assert thief.session["factor_nonce"] != owner.session["factor_nonce"]
    for browser in (owner, thief):
        secret = factor._secret(person, browser.session["factor_nonce"])
        browser.post(reverse("login_setup"), {"code": factor.code_at(secret, factor.step_now())})
    assert Factor.objects.get().nonce != thief.session["factor_nonce"]
    thief.post(reverse("login_onward"))
    assert not is_in(thief)


def test_units_and_collectors_sign_in_as_before(world):
    for person in (world.roads_handler, world.collector):
        browser = at()
        sign_in(browser, with_password(person).username)
        assert is_in(browser)


def test_switched_off_nobody_is_asked(person, settings):
    settings.TWO_FACTOR = "off"
    browser = at()
    sign_in(browser, "dispatcher")
    assert is_in(browser)


def test_a_reset_ends_all_sessions_is_logged_and_leads_to_setting_up(with_app, world, as_):
    person, _codes = with_app
    browser = at()
    sign_in(browser, "dispatcher")
    browser.post(reverse("login_code"), {"code": code_of(person)})
    as_("secadmin").post(reverse("reset_factor"), {"id": person.pk})
    assert browser.get(reverse("account")).status_code == 302
    assert sign_in(browser, "dispatcher").url == reverse("login_setup")
    row = SecurityEvent.objects.get(kind="reset")
    assert (row.user, row.by) == (person, world.secadmin)


def test_nobody_resets_his_own(world, as_):
    assert as_("secadmin").post(reverse("reset_factor"), {"id": world.secadmin.pk}).status_code == 403


def test_the_half_way_state_ends_with_the_password_it_was_opened_with(with_app):
    browser = at()
    sign_in(browser, "dispatcher")
    with_password(with_app[0], "another lamp over the gate")
    assert browser.post(reverse("login_code"), {"code": code_of(with_app[0])}).url == reverse("login")
    assert not is_in(browser)


def test_without_the_servers_key_the_database_makes_no_code(with_app, settings):
    person, _codes = with_app
    code = code_of(person)
    settings.SECRET_KEY = "another machine's"
    assert code_of(person) != code
