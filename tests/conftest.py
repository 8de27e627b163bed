"""The cast and the stage: real PostgreSQL and Redis, one database per worker, the people that tests speak of."""

import os

import pytest
from django.utils import translation

from tests import services

pytest_plugins = ["tests.cast", "tests.counted"]
LONGEST = (
    "tests/faults/", "tests/isolation/", "tests/recovery/", "tests/start/", "tests/abuse/", "tests/browser/",
    "tests/history/", "tests/demo/", "tests/bench/", "tests/walk/", "tests/live/", "tests/suggesting/",
)  # fmt: skip


def pytest_configure(config):
    only_looking = config.getoption("collectonly", False) or config.getoption("help", False)
    if not hasattr(config, "workerinput") and not only_looking:
        services.start_for(config)
        config.add_cleanup(services.stop)


@pytest.hookimpl(trylast=True)  # after the order was drawn
def pytest_collection_modifyitems(items):
    """Files that take minutes come first, so that no worker is left alone with one at the end."""
    items.sort(key=lambda item: next((n for n, folder in enumerate(LONGEST) if item.nodeid.startswith(folder)), 99))


@pytest.fixture(autouse=True)
def in_english():
    """A request leaves its language behind in the thread that asked: in a test, the next test's."""
    translation.activate("en")


@pytest.fixture(autouse=True, scope="session")
def static_files_listed_once():
    """Each test client makes the middleware anew: it would look up the same static files every time (a tenth of a test)."""
    from whitenoise.middleware import WhiteNoiseMiddleware

    look_up, found = WhiteNoiseMiddleware.add_files_from_finders, {}

    def add(middleware):
        if not found:
            look_up(middleware)
            found.update(middleware.files)
        middleware.files.update(found)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WhiteNoiseMiddleware, "add_files_from_finders", add)
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker):
    """A copy of the migrated template; the tests speak to it in the application's role: row-level security applies."""
    from django.db import connections
    from django.test import TransactionTestCase

    name = f"test_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    with django_db_blocker.unblock():
        services.make_database(name)
        for alias in ("default", "owner"):
            connections[alias].close()
            connections[alias].settings_dict["NAME"] = name
        # Django would flush: truncate as the application, and lose the rows that migrations made.
        TransactionTestCase._fixture_teardown = lambda case: services.restore(name)
        yield
        for connection in connections.all(initialized_only=True):
            connection.close()
        services.drop_database(name)
