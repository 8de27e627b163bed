"""A database that does not answer is no error of the page: 503, when to come back, and nothing said about why."""

import pytest
from django.db import InterfaceError, OperationalError

from units.views import frame


@pytest.mark.parametrize("failure", [OperationalError("server closed the connection"), InterfaceError("closed")])
def test_without_a_database_every_page_says_when_to_ask_again(as_, monkeypatch, failure):
    answer = _asked(as_, monkeypatch, failure)
    assert answer.status_code == 503
    assert int(answer["Retry-After"]) > 0
    assert b"server closed" not in answer.content


def test_a_machine_is_told_the_same_as_json(as_, monkeypatch):
    answer = _asked(as_, monkeypatch, OperationalError("gone"), HTTP_ACCEPT="application/json")
    assert answer.json()["code"] == "away"


def test_any_other_failure_stays_a_500(as_, monkeypatch):
    assert _asked(as_, monkeypatch, ValueError("ours")).status_code == 500


def _asked(as_, monkeypatch, failure, **headers):
    """The map's layer, whose query fails."""
    browser = as_("dispatcher")
    browser.raise_request_exception = False
    monkeypatch.setattr(frame, "mapping", _Broken(failure))
    return browser.get("/map.json", **headers)


class _Broken:
    def __init__(self, failure):
        self.failure = failure

    def __getattr__(self, name):
        raise self.failure
