"""How long this process waits for a database that has fallen silent.

A server that hangs, or a line that swallows everything, answers no query and breaks no connection: libpq would wait for
ever, and four such pages freeze a web process. So a connection that says nothing for a while is not given up, since a
query may be slow, but the server is asked over a line of its own whether it lives. Without an answer the query ends
as if the connection had been lost, which every door knows how to treat.
"""

import contextlib
import select
import socket
import time

import psycopg2
from django.db import connections
from psycopg2 import extensions

SILENT_SECONDS = 1.5  # then the server is asked; and again as often as the query goes on
ANSWER_SECONDS = 1.25
DOUBT_SECONDS = 5  # after a silence: a page that tries a second time must not wait as long again
SILENT_IN_DOUBT = 0.3
_SSL_REQUEST = b"\x00\x00\x00\x08\x04\xd2\x16\x2f"  # any server answers it with one byte, before it asks who we are
_found_silent = -1e9  # when it was last found silent, by this process's clock
_POLL = {extensions.POLL_READ: select.POLLIN, extensions.POLL_WRITE: select.POLLOUT}


def install():
    """For processes that serve: pages, sockets, loops. Commands that copy or take an hour wait as they always did."""
    extensions.set_wait_callback(wait)


def hold_nothing(seconds=5):
    """Let the server end a transaction in which this process stands still: others wait for the locks that it holds.

    Stopped in the middle of opening a ticket, a web process would hold the numbers of the day, and nobody could open one
    until the supervisor noticed. Only for processes whose transactions do nothing but queries.
    """
    options = connections.databases["default"]["OPTIONS"]
    options["options"] += f" -c idle_in_transaction_session_timeout={seconds}s"


def wait(connection):
    """psycopg2 calls this wherever it would block, also while it connects: libpq's own time-out does not hold then."""
    global _found_silent
    while (state := connection.poll()) != extensions.POLL_OK:
        doubt = time.monotonic() - _found_silent < DOUBT_SECONDS
        if _ready(connection.fileno(), _POLL[state], SILENT_IN_DOUBT if doubt else SILENT_SECONDS):
            continue
        if not _lives(connection.info):
            _found_silent = time.monotonic()
            raise psycopg2.OperationalError("the database has fallen silent")


def _ready(handle, event, seconds):
    poll = select.poll()
    poll.register(handle, event)
    return bool(poll.poll(seconds * 1000))


def _lives(info):
    """Anything at all is an answer."""
    with contextlib.suppress(OSError), _line(info) as line:
        line.sendall(_SSL_REQUEST)
        return bool(line.recv(1))
    return False


def _line(info):
    if info.host.startswith("/"):
        line = socket.socket(socket.AF_UNIX)
        line.settimeout(ANSWER_SECONDS)
        try:
            line.connect(f"{info.host}/.s.PGSQL.{info.port}")
        except OSError:
            line.close()
            raise
        return line
    return socket.create_connection((info.host, info.port), ANSWER_SECONDS)
