"""SECURITY_PROFILE: what a password must be, how long it serves, and how long a seat may stand idle."""

from datetime import timedelta

import pytest
from django.contrib.auth.password_validation import get_password_validators, validate_password
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from config.security import PROFILES
from tests.login.doors import PASSWORD, at, is_in, sign_in, with_password
from tests.safety.test_production import start
from units.login import passwords
from units.models import OldPassword, User


@pytest.fixture
def profile(settings):
    def choose(name):
        settings.SECURITY = PROFILES[name]
        settings.IDLE_SECONDS = PROFILES[name].idle_minutes * 60
        return get_password_validators(list(PROFILES[name].validators))

    return choose


@pytest.mark.parametrize(
    ("name", "password", "good"),
    [
        ("asvs", "seven herons cross", True),
        ("asvs", "elevenchars", False),  # twelve at least
        ("asvs", "x" * 129, False),  # hashing must not become work
        ("asvs", "passwordpassword", False),  # common, and a word of the house
        ("asvs", "the dispatcher sleeps", False),  # the user name
        ("asvs", "our linkage is strong", False),  # the product
        ("asvs", "for 联动中心 for ever", False),  # the centre
        ("dengbao3", "seven herons cross", False),  # three classes
        ("dengbao3", "Seven herons, 7 cross", True),
    ],
)
def test_what_a_password_must_be(world, profile, name, password, good):
    validators = profile(name)
    if good:
        validate_password(password, world.dispatcher, validators)
    else:
        with pytest.raises(ValidationError):
            validate_password(password, world.dispatcher, validators)


def test_every_rule_is_told_before_it_is_broken(world, as_, profile):
    page = as_("dispatcher").get(reverse("account")).content.decode()
    for rule in ("at least 12 characters", "Not your user name", "At most 128"):
        assert rule in page


def test_the_last_five_do_not_come_again(world, profile):
    validators, user = profile("dengbao3"), with_password(world.dispatcher)
    chosen = [f"Heron number {n} crosses" for n in range(6)]
    for password in chosen:
        passwords.choose(user, password)
    validate_password(PASSWORD.title() + " 1", user, validators)
    validate_password(chosen[0], user, validators)
    for password in chosen[1:]:
        with pytest.raises(ValidationError):
            validate_password(password, user, validators)
    assert OldPassword.objects.count() == 5


@pytest.mark.parametrize(
    ("name", "days", "asked"), [("asvs", 900, False), ("dengbao3", 89, False), ("dengbao3", 91, True)]
)
def test_a_password_serves_its_time(world, profile, name, days, asked):
    profile(name)
    user = with_password(world.dispatcher)
    User.objects.filter(pk=user.pk).update(password_at=timezone.now() - timedelta(days=days))
    browser = at()
    sign_in(browser, "dispatcher")
    assert is_in(browser) is not asked


def test_the_demo_goes_on_without_friction(world, profile, settings):
    profile("dengbao3")
    User.objects.filter(pk=world.dispatcher.pk).update(is_demo=True)
    with_password(User.objects.get(pk=world.dispatcher.pk), settings.DEMO_PASSWORD)
    browser = at()
    assert sign_in(browser, "dispatcher", settings.DEMO_PASSWORD).url == "/"
    assert is_in(browser)


def test_a_wrong_present_password_changes_nothing_and_says_so_at_the_field(world, as_):
    user, browser = with_password(world.dispatcher), None
    browser = as_(user)
    new = "seven herons cross the river"
    answer = browser.post(reverse("change_password"), {"present": "wrong", "new": new, "again": new})
    assert answer.status_code == 422
    assert "not the present password" in answer.content.decode()
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


@pytest.mark.parametrize(
    ("change", "word"), [({"SECURITY_PROFILE": "none"}, "SECURITY_PROFILE"), ({"TWO_FACTOR": "maybe"}, "TWO_FACTOR")]
)
def test_an_unknown_choice_refuses_to_start(change, word):
    done = start(**change)
    assert done.returncode != 0
    assert word in done.stderr


def test_production_demands_a_second_factor_by_itself():
    import subprocess
    import sys

    from tests.safety.test_production import WHOLE

    asked = [sys.executable, "-c", "import config.settings as s; print(s.TWO_FACTOR, s.SECURITY_PROFILE)"]
    done = subprocess.run(asked, env={"PATH": "", **WHOLE}, capture_output=True, text=True, check=False)
    assert done.stdout.split() == ["staff", "asvs"], done.stderr
