"""Bytes that no browser sends, against a real web process: an answer or an end, no failure, no hang, no growth."""

import contextlib
import itertools
import random
import socket
import time
from pathlib import Path

import pytest
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from tests.abuse import nonsense
from tests.abuse.test_malformed import REQUESTS, SEED
from tests.cast import World, browser_of
from tests.live.served import Console, Web, fresh_feed

EACH = max(REQUESTS // 10, 100)
SILENCE = 30  # seconds without a byte: far more than the product takes on the slowest machine, far less than for ever
STILL = 3  # rounds of the same attempts in which it must stand still,
GROWTH = 2 * 1024  # but for so many kB,
ROUNDS = 15  # within so many


@pytest.fixture(scope="module")
def web(django_db_setup, tmp_path_factory):
    from django.conf import settings

    web = Web(tmp_path_factory.mktemp("web"), settings.REDIS_URL)
    yield web
    said = web.log.read_text()  # before it stops: who is cut short then is said as a failure
    web.stop()
    assert "Internal Server Error" not in said and "Exception in ASGI" not in said, said[-4000:]


@pytest.fixture
def world(transactional_db, web):
    fresh_feed(web)
    world = World()
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError), socket.create_connection(web.host.split(":"), 5):
            return world
        time.sleep(0.1)
    raise AssertionError("the web process does not listen")


def memory(web):
    """Kilobytes of the process at its largest: what a machine takes from it while it idles, and gives back, is no growth."""
    for line in Path(f"/proc/{web.process.pid}/status").read_text().splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1])
    raise AssertionError("the process is gone")


def answered(web, sent):
    """The first line of the answer, b"" where the server just hung up."""
    with socket.create_connection(web.host.split(":"), SILENCE) as line:
        with contextlib.suppress(OSError):
            line.sendall(sent)
            line.shutdown(socket.SHUT_WR)
        got = b""
        with contextlib.suppress(ConnectionError):
            while b"\r\n" not in got and (piece := line.recv(4096)):
                got += piece
        return got.split(b"\r\n")[0]


def requests(web, key, draw):
    """Malformed requests without end."""
    host, cookie = web.host.encode(), f"Cookie: sessionid={key}; csrftoken={'a' * 32}\r\n".encode()
    paths = [
        b"/calls/new/",
        b"/find/",
        b"/board/",
        b"/tasks/report/",
        b"/parts/1/give_feedback/",
        b"/login/",
        b"/photos/x/",
        b"/map.json",
    ]
    while True:
        path, head = draw.choice(paths), b"Host: " + host + b"\r\n" + cookie
        kind, body = draw.choice(nonsense.BODIES)
        name = draw.choice(sorted(nonsense.HEADERS))
        value = draw.choice(nonsense.HEADERS[name]).encode("utf-8", "surrogatepass")
        length = b"Content-Length: %d\r\n" % len(body)
        posted = b"POST " + path + b" HTTP/1.1\r\n" + head + b"X-CSRFToken: " + b"a" * 32 + b"\r\nConnection: close\r\n"
        yield draw.choice((
            posted + b"Content-Type: " + kind.encode("latin1") + b"\r\n" + length + b"\r\n" + body,
            posted + b"Content-Type: " + kind.encode("latin1") + b"\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n" + body,
            posted + length + length.replace(b":", b": 1") + b"\r\n" + body,
            posted + b"Content-Length: 99999\r\n\r\n" + body[:100],
            b"GET " + path + b" HTTP/1.1\r\n" + head + name.encode() + b": " + value + b"\r\nConnection: close\r\n\r\n",
            b"GET " + path + b"?" + value[:4000] + b" HTTP/1.1\r\n" + head + b"Connection: close\r\n\r\n",
            b"GET " + path + b"?page=%00%ff HTTP/1.1\r\n" + head + b"X: " + b"x" * draw.choice((10_000, 70_000)) + b"\r\n\r\n",
            b"GET /" + value[:500] + b" HTTP/1.1\r\n" + head + b"Connection: close\r\n\r\n",
            b"GET " + path + b" HTTP/9.9\r\n\r\n", b"\x16\x03\x01\x02\x00\x01\x00", b"GET\r\n\r\n", b"\r\n" * 50,
            b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", b"GET " + path + b" HTTP/1.1\r\n\r\n",
            b"OPTIONS * HTTP/1.1\r\n" + head + b"Connection: close\r\n\r\n",
            b"GET " + path + b" HTTP/1.1\r\n" + head
            + b"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: x\r\n\r\n",
            b"GET /ws/live/?since=" + value[:100] + b" HTTP/1.1\r\n" + head + b"Origin: http://" + host
            + b"\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 99\r\nSec-WebSocket-Key: x\r\n\r\n",
        ))  # fmt: skip


def stops_growing(web, once):
    """Does the same until it costs no more memory: what a process learns, at its start or from a request, it learns once."""
    sizes = [memory(web)]
    while len(sizes) <= STILL or sizes[-1] - sizes[-1 - STILL] > GROWTH:
        assert len(sizes) < ROUNDS, f"each round takes more: {sizes} kB"
        once()
        sizes.append(memory(web))


def test_no_bytes_make_it_fail_hang_or_grow(world, web, record_property):
    draw = random.Random(SEED)
    key = browser_of(world.dispatcher).cookies["sessionid"].value
    attempts = list(itertools.islice(requests(web, key, draw), EACH))

    def once():
        for sent in attempts:
            assert b" 500 " not in answered(web, sent), sent[:300]

    stops_growing(web, once)
    record_property("malformed: raw requests", EACH)
    assert web.process.poll() is None


SENT = [
    "ping",
    "",
    "{}",
    '{"type":"assign"}',
    "[" * 5_000,
    "\x00",
    "ping\n",
    "字" * 20_000,
    b"\x00\xff",
    b"",
    b"x" * 60_000,
    "x" * 1_000_000,
]


def test_no_message_to_the_line_makes_it_fail_or_grow(world, web, record_property):
    draw = random.Random(SEED)
    sinces = ["-1", "x", "9" * 400, "%00", "1e9", "NaN", "9223372036854775808", "1&since=2", "", "٣", None]
    with Console(web, world.dispatcher) as console:
        for _ping in range(50):
            with contextlib.suppress(ConnectionClosed):
                console.line.send("ping")
        assert console.closed_with() == 4400, "a flood of pings is no life sign of ours"

    def once():
        tried = 0
        for since in itertools.islice(itertools.cycle(sinces), max(EACH // 5, 20)):
            with (
                contextlib.suppress(InvalidHandshake, ConnectionClosed),
                Console(web, world.dispatcher, since=since) as console,
            ):
                for message in draw.sample(SENT, 3):
                    tried += 1
                    console.line.send(message)
                code = console.closed_with(within=SILENCE)
                assert code in (4400, 4429, 1009, 1012), code
        return tried

    record_property("malformed: messages to the line", once())
    stops_growing(web, once)
    with Console(web, world.viewer) as console:
        assert console.hello is not None, "and everybody else goes on"
    assert web.process.poll() is None
