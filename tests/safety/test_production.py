"""Settings refuse to start in production with what is only good for a trial."""

import os
import subprocess
import sys

import pytest

WHOLE = {
    "DJANGO_ENV": "production",
    "SECRET_KEY": "k" * 30 + "3f9a" * 5,
    "ALLOWED_HOSTS": "console.example.gov",
    "DATABASE_URL": "postgresql://app@db/linkage",
    "DATABASE_OWNER_URL": "postgresql://owner@db/linkage",
    "REDIS_URL": "redis://redis:6379/0",
}


def start(**changes):
    env = {key: value for key, value in {**os.environ, **WHOLE, **changes}.items() if value is not None}
    command = [
        sys.executable,
        "-c",
        "import config.settings as s; print(s.SESSION_COOKIE_SECURE, s.REPLAY_CLOCK_ALLOWED)",
    ]
    return subprocess.run(command, env=env, capture_output=True, text=True, check=False)


def test_a_whole_configuration_starts_with_secure_cookies_and_an_untold_clock():
    done = start()
    assert done.stdout.split() == ["True", "False"], done.stderr


@pytest.mark.parametrize(
    "change",
    [
        {"SECRET_KEY": None},
        {"SECRET_KEY": "short"},
        {"ALLOWED_HOSTS": None},
        {"ALLOWED_HOSTS": "*"},
        {"DATABASE_URL": None},
        {"DATABASE_OWNER_URL": None},
        {"REDIS_URL": None},
        {"DJANGO_ENV": "prod"},
    ],
    ids=str,
)
def test_a_default_is_refused_with_a_sentence_that_says_what_to_set(change):
    done = start(**change)
    assert done.returncode != 0
    assert "ImproperlyConfigured" in done.stderr
    assert next(iter(change)) in done.stderr
