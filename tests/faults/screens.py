"""Screens as live.js keeps them: one socket, deltas applied, the list fetched again after a gap. What each shows can be
compared with a fresh fetch at any time."""

import asyncio
import contextlib
import json
import random
import re
import time
from urllib.parse import urljoin

import httpx
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidHandshake, WebSocketException

from tests.faults.people import listen
from tests.faults.processes import eventually

SILENCE = 12
RETRY = (0.5, 1, 2, 4, 8)
FOLD = 0.5
_LIST = re.compile(r'<(tbody|ul)\b[^>]*\bdata-live="(\w+)"[^>]*>(.*?)</\1>', re.DOTALL)
_FULL, _REFETCH = re.compile(r'data-full="(\d)"'), re.compile(r'data-refetch="([^"]+)"')
_ROW = re.compile(r'<(?:tr|li)\b[^>]*\bid="([tpv]-\d+)"')
_FEED = re.compile(r'<meta name="feed" content="(\d+)"')
_NEXT = re.compile(r'href="([^"]+)" rel="next"')
_RUNNING = re.compile(r'<time\b.*?</time>|<input\b[^>]*name="(?:key|csrfmiddlewaretoken)"[^>]*>|<!--.*?-->', re.DOTALL)


def says(html):
    """A row without what differs from one drawing to the next."""
    return " ".join(_RUNNING.sub("", html).split())


def rows_of(html):
    found = _LIST.search(html)
    body = found.group(3)
    starts = [(match.start(), match.group(1)) for match in _ROW.finditer(body)]
    ends = [*(start for start, _id in starts), len(body)][1:]
    return {row: says(body[start:end]) for (start, row), end in zip(starts, ends, strict=False)}


class Screen:
    def __init__(self, screens, seat, path):
        self.screens, self.seat, self.path = screens, seat, path
        self.rows, self.number, self.ready = {}, None, asyncio.Event()
        self.reached, self.tick_late, self.connects, self.refetches = 0.0, False, 0, 0
        self.heard = {}  # what was last said of each process
        self._again, self._missed, self.full, self.asleep = None, None, False, False
        self.socket = None

    async def live(self):
        tries = 0
        while True:
            try:
                if not self.ready.is_set():
                    await self.fetch(first=True)
                    self.ready.set()
                await self._listen()
                tries = 0
            except (OSError, TimeoutError, WebSocketException, InvalidHandshake, httpx.HTTPError):
                pass
            await asyncio.sleep(RETRY[min(tries, len(RETRY) - 1)] * (0.5 + random.random()))
            tries += 1

    async def _listen(self):
        since = "" if self.number is None else f"?since={self.number}"
        headers = {"Cookie": f"sessionid={self.seat.session}", "Accept-Language": "en"}
        address = f"{self.screens.lab.base.replace('http', 'ws', 1)}/ws/live/{since}"
        options = {"open_timeout": 20, "close_timeout": 1, "ping_interval": None, "compression": None, "proxy": None}
        async with connect(address, origin=self.screens.lab.base, additional_headers=headers, **options) as socket:
            self.connects += 1
            self.socket = socket
            try:
                while True:
                    text = await asyncio.wait_for(socket.recv(), SILENCE)
                    listen(self.seat.history, self.seat.username, self.seat.unit, text)
                    self.take(json.loads(text))
            finally:
                self.socket = None

    def take(self, message):
        kind = message["type"]
        if "tick_late" in message:
            self.tick_late = message["tick_late"]
            self.heard["beat"] = (time.monotonic(), message)  # a greeting says it as well
        self.heard[kind] = (time.monotonic(), message)
        if kind in ("beat", "rows", "gap"):
            self.number = message["number"]
        if kind == "gap" or (kind == "hello" and message["gap"]):
            self.number = message["number"]
            self.again()
        if kind == "rows":
            changed = [row for row in message["rows"] if row["list"] == self.list]
            if self._missed is not None:
                self._missed += changed
            self.apply(changed)

    def apply(self, changed):
        for row in changed:
            if row["html"] is None:
                self.rows.pop(row["id"], None)
            else:
                self.rows[row["id"]] = says(row["html"])
        if changed and self.full:
            self.again()  # what stands at the foot of a full page only the server knows

    def again(self):
        if self._again is None:
            self._again = asyncio.ensure_future(self._fetch_again())
        else:
            self._more = True

    async def _fetch_again(self):
        self._more = True
        while self._more:
            self._more, self._missed = False, []
            try:
                await asyncio.sleep(FOLD * random.random())
                await self.fetch()
                self.refetches += 1
            except httpx.HTTPError:
                self._more = True
                await asyncio.sleep(1)
            missed, self._missed = self._missed, None
            self.apply(missed)
        self._again = None

    async def fetch(self, first=False):
        html = await self.get()
        if first:
            found = _FEED.search(html)
            self.number = int(found.group(1)) if found else None
            self.list = _LIST.search(html).group(2)
            self.refetch = urljoin(self.path, _REFETCH.search(html).group(1).replace("&amp;", "&"))
        self.full = _FULL.search(html).group(1) == "1"
        self.rows = rows_of(html)

    async def get(self, path=None):
        """The list through its ordinary view."""
        path = path or getattr(self, "refetch", self.path)
        headers = {"Cookie": f"sessionid={self.seat.session}"}
        began = time.monotonic()
        answer = await self.screens.client.get(path, headers=headers)
        self.seat.history.saw(self.seat.username, path, began, answer.status_code, answer.headers.get("Retry-After"))
        listen(self.seat.history, self.seat.username, self.seat.unit, answer.text)
        if answer.status_code != 200:
            raise httpx.HTTPError(f"{answer.status_code}")
        return answer.text

    async def truth(self):
        """What a fresh fetch shows: (the first page, all pages), or None without an answer."""
        try:
            html = await self.get()
            first = rows_of(html)
            whole = dict(first)
            while following := _NEXT.search(html):
                html = await self.get(urljoin(self.path, following.group(1).replace("&amp;", "&")))
                whole |= rows_of(html)
        except httpx.HTTPError:
            return None
        return first, whole

    def shows(self, truth):
        """A list that grew on the screen is compared with all pages, one that knows that it is full with the first."""
        return truth is not None and self._again is None and self.rows == truth[0 if self.full else 1]


class Screens:
    """All screens of the laboratory, on one event loop."""

    def __init__(self, lab, seats_and_paths):
        self.lab, self.all, self._tasks = lab, [], []
        lab.loop.do(self._open(seats_and_paths))

    async def _open(self, seats_and_paths):
        limits = httpx.Limits(max_connections=16)
        headers = {"Accept-Language": "en"}
        self.client = httpx.AsyncClient(
            base_url=self.lab.base, timeout=15, trust_env=False, limits=limits, headers=headers
        )
        self.all = [Screen(self, seat, path) for seat, path in seats_and_paths]
        self._tasks = [asyncio.ensure_future(screen.live()) for screen in self.all]

    def ready(self, seconds=60):
        eventually(lambda: all(s.ready.is_set() and s.socket for s in self.all), seconds, what="all screens live")
        return self

    def equal(self, seconds=60):
        """Seconds until every screen shows what a fresh fetch shows; raises with the difference when they never do."""
        began = time.monotonic()
        try:
            eventually(lambda: not self.unequal(), seconds, pause=0.3, what="screens equal")
        except TimeoutError:
            raise AssertionError(f"I4: {len(self.unequal())} of {len(self.all)} screens are not what is true") from None
        return time.monotonic() - began

    def unequal(self):
        return self.lab.loop.do(self._unequal())

    async def _unequal(self):
        """Screens of one person on one page are compared with one fetch."""
        alike = {(screen.seat.username, screen.path): screen for screen in self.all}
        truths = await asyncio.gather(*(screen.truth() for screen in alike.values()))
        true = dict(zip(alike, truths, strict=True))
        return [screen for screen in self.all if not screen.shows(true[screen.seat.username, screen.path])]

    def drop(self, asleep=0):
        """All lines break at once; the first `asleep` screens come back as after a night, behind everything remembered."""

        async def drop():
            for number, screen in enumerate(self.all):
                if number < asleep:
                    screen.number = 0
                if screen.socket:
                    screen.socket.transport.abort()

        self.lab.loop.do(drop())

    def longest_pong(self, seconds):
        """How long a ping of one screen waited at most: the lag of the server's loop, and of ours."""

        async def ping():
            longest, deadline = 0.0, time.monotonic() + seconds
            while time.monotonic() < deadline:
                began, socket = time.monotonic(), self.all[0].socket
                if socket:
                    with contextlib.suppress(WebSocketException, TimeoutError):
                        await asyncio.wait_for(await socket.ping(), 10)
                        longest = max(longest, time.monotonic() - began)
                await asyncio.sleep(0.1)
            return longest

        return self.lab.loop.do(ping(), seconds + 30)

    def close(self):
        async def close():
            tasks = [*self._tasks, *(screen._again for screen in self.all if screen._again)]
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await self.client.aclose()

        self.lab.loop.do(close())
