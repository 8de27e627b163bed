"""A real web process on the test's database, and consoles that listen to it."""

import itertools
import json
import os
import socket
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import connections
from django.test import Client
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from dispatch.models import FeedHead, Heartbeat
from units import clock

_FEEDS = itertools.count(10_000, 10_000)
ROOT = Path(__file__).resolve().parent.parent.parent
_START = """
import django, sys
django.setup()
from dispatch.live import tailer
tailer.RECHECK, tailer.POLL = 0.5, 0.2
from units import known, territory
from units.places import index
known.KEPT_SECONDS = index.CHECK_SECONDS = territory.CHECK_SECONDS = 0  # each test has a district of its own
from django.core.management import execute_from_command_line
execute_from_command_line(["manage.py", "web", "--fd", sys.argv[1], "--graceful-seconds", "1"])
"""


def fresh_feed(*webs):
    """A web process outlives the rows of a test: each test's feed begins far above all former ones, and is never mistaken."""
    number = next(_FEEDS)
    FeedHead.objects.update(number=number)
    for web in webs:
        web.feed = number


def followed(web, world):
    """The world, once the process has come to its feed: a screen that was told to read again hears no alarm of what it read."""
    with Console(web, world.viewer):
        return world


def beating():
    """As though tick, outbox and worker ran beside it: a screen would say that they are silent, and sound."""
    for name in ("tick", "outbox", "worker"):
        Heartbeat.objects.create(name=name, at=clock.now() + timedelta(hours=1))


class Web:
    """`redis_url` is where it believes its Redis to be."""

    def __init__(self, folder, redis_url):
        self.log = folder / "web.log"
        self.feed = 0
        listener = socket.create_server(("127.0.0.1", 0))
        self.host = f"127.0.0.1:{listener.getsockname()[1]}"
        name = connections["default"].settings_dict["NAME"]
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "DATABASE_URL": f"{settings.DATABASE_URL.rpartition('/')[0]}/{name}",
            "REDIS_URL": redis_url,
            "SECRET_KEY": settings.SECRET_KEY,
        }
        fd = listener.fileno()
        with self.log.open("wb") as log:
            command = [sys.executable, "-c", _START, str(fd)]
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=environment, pass_fds=[fd], stdout=log, stderr=log
            )  # fmt: skip
        listener.close()

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class Console:
    """One person's line, as the browser's live.js would open it."""

    def __init__(self, web, user=None, *, key=None, since=None, origin=None, language="en"):
        headers = {"Accept-Language": language}
        if user is not None:
            self.browser = Client()
            self.browser.force_login(user)
            key = self.browser.cookies["sessionid"].value
        if key is not None:
            headers["Cookie"] = f"sessionid={key}"
        query = "" if since is None else f"?since={since}"
        self._web, self._known = web, user is not None
        self._connect = connect(
            f"ws://{web.host}/ws/live/{query}", origin=origin or f"http://{web.host}", additional_headers=headers,
            open_timeout=20, close_timeout=2, compression=None, proxy=None,
        )  # fmt: skip

    def next(self, *kinds, within=30):
        """The next message of one of these kinds, or None when none comes in time."""
        deadline = time.monotonic() + within
        while (left := deadline - time.monotonic()) > 0:
            try:
                message = json.loads(self.line.recv(timeout=left))
            except TimeoutError:
                return None
            if message["type"] in kinds:
                return message
        return None

    def closed_with(self, within=30):
        """The code with which the server closed the line, or None when it did not."""
        try:
            self.next("never", within=within)
        except ConnectionClosed as closed:
            return closed.rcvd.code if closed.rcvd else 1006
        return None

    def __enter__(self):
        self.line = self._connect.__enter__()
        self.hello = self.next("hello") if self._known else None
        if self.hello and self.hello["number"] < self._web.feed:
            assert self.next("gap"), "the process has not come to the feed of this test"
        return self

    def __exit__(self, *error):
        self._connect.__exit__(*error)
