"""A database that falls silent costs seconds, not a web process; one that is only slow is waited for."""

import time

import psycopg2
import pytest
from django.db import connections
from psycopg2 import extensions

from config import patience
from tests.faults.proxy import Loop, Proxy


@pytest.fixture
def proxy(tmp_path_factory, settings):
    database = settings.DATABASES["default"]
    if not database["HOST"].startswith("/"):
        pytest.skip("The test's database is not on a unix socket.")
    front = tmp_path_factory.mktemp("p")
    loop = Loop("patience")
    proxy = Proxy(loop, front / ".s.PGSQL.5432", f"{database['HOST']}/.s.PGSQL.{database.get('PORT') or 5432}")
    yield proxy
    proxy.stop()
    loop.end()


@pytest.fixture
def line(proxy, settings, monkeypatch):
    """`line()` is a connection through the proxy, by a process that serves; with a person's patience made short."""
    for name, seconds in (("SILENT_SECONDS", 0.2), ("ANSWER_SECONDS", 0.3)):
        monkeypatch.setattr(patience, name, seconds)
    database, opened = settings.DATABASES["default"], []

    def connect():
        opened.append(psycopg2.connect(host=str(proxy.path.parent), user=database["USER"], dbname="linkage"))
        return opened[-1]

    patience.install()
    yield connect
    extensions.set_wait_callback(None)
    for connection in opened:
        connection.close()


def test_a_slow_query_is_waited_for(line):
    cursor = line().cursor()
    cursor.execute("SELECT pg_sleep(1.5), 'slow'")
    assert cursor.fetchone()[1] == "slow"


def test_a_query_ends_when_the_server_does_not_answer_either(line, proxy):
    connection = line()
    cursor = connection.cursor()
    cursor.execute("SELECT 1")
    with proxy.being("silent"):
        began = time.monotonic()
        with pytest.raises(psycopg2.OperationalError, match="fallen silent"):
            cursor.execute("SELECT 2")
        assert time.monotonic() - began < 15
        assert connection.closed


def test_nobody_waits_long_for_a_connection_either(line, proxy):
    with proxy.being("silent"), pytest.raises(psycopg2.OperationalError, match="fallen silent"):
        line()


def test_a_lost_connection_is_one(line, proxy):
    cursor = line().cursor()
    with proxy.being("refuse"), pytest.raises(psycopg2.OperationalError):
        cursor.execute("SELECT 1")


def test_a_process_that_stands_still_in_a_transaction_loses_it(settings, monkeypatch):
    database = settings.DATABASES["default"]
    options = {"options": database["OPTIONS"]["options"]}
    monkeypatch.setitem(connections.databases, "default", {"OPTIONS": options})
    patience.hold_nothing(1)
    connection = psycopg2.connect(host=database["HOST"], user=database["USER"], dbname="linkage", **options)
    try:
        cursor = connection.cursor()
        cursor.execute("SELECT 1")
        time.sleep(2)
        with pytest.raises(psycopg2.OperationalError):
            cursor.execute("SELECT 1")
    finally:
        connection.close()
