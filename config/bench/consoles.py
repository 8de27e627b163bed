"""A crowd of consoles that listen: a socket each, as cheap as they can be, for they share the cores with the product."""

import asyncio
import time
from contextlib import suppress

HELLO_SECONDS = 30
AT_ONCE = 100  # that knock together
AGAIN_SECONDS = 0.05
ROWS, HELLO = b'{"type":"rows","number":', b'{"type":"hello"'
_TEXT, _CLOSE, _PING, _PONG = 0x1, 0x8, 0x9, 0x8A


class Console(asyncio.Protocol):
    """One line. It notes when a change of rows arrives, answers pings, and says nothing by itself."""

    def __init__(self, crowd, request):
        self.crowd, self.request = crowd, request
        self.ready = asyncio.get_running_loop().create_future()  # greeted: True; turned away: False
        self._rest, self._open = b"", False

    def connection_made(self, transport):
        self.transport = transport
        transport.write(self.request)

    def data_received(self, data):
        at = time.time_ns()
        if self._rest:
            data, self._rest = self._rest + data, b""
        if not self._open:
            head, found, data = data.partition(b"\r\n\r\n")
            if not found:
                self._rest = head
                return
            self._open = head.startswith(b"HTTP/1.1 101")
            if not (self._open and self.crowd.greets):
                self._settle(self._open)
        self._frames(data, at)

    def _frames(self, data, at):
        start = 0
        while len(data) - start >= 2:
            size, body = data[start + 1] & 0x7F, start + 2
            if size == 126:
                size, body = int.from_bytes(data[start + 2 : start + 4], "big"), start + 4
            elif size == 127:
                size, body = int.from_bytes(data[start + 2 : start + 10], "big"), start + 10
            if len(data) < body + size or body > len(data):
                break
            self._frame(data[start] & 0x0F, data[body : body + size], at)
            start = body + size
        self._rest = data[start:]

    def _frame(self, kind, text, at):
        if kind == _TEXT:
            if text.startswith(ROWS):
                self.crowd.heard.append((int(text[len(ROWS) : text.index(b",", len(ROWS))]), at))
                self.crowd.size = len(text)
            elif text.startswith(HELLO):
                self._settle(True)
        elif kind == _PING:
            self.transport.write(bytes([_PONG, 0x80 | len(text), 0, 0, 0, 0]) + text)  # masked by zeros
        elif kind == _CLOSE:
            self.transport.close()

    def _settle(self, greeted):
        if not self.ready.done():
            self.ready.set_result(greeted)

    def connection_lost(self, error):
        self._settle(False)
        self.crowd.lost(self)


class Crowd:
    """Consoles of one server (or of several processes on ports of their own, in turn)."""

    def __init__(self, host, ports, requests, greets=True):
        """`requests` are the handshakes, one a person. `greets`: whether the server's first word is a hello."""
        self.host, self.ports, self.requests, self.greets = host, ports, requests, greets
        self.consoles, self.heard, self.size = set(), [], 0
        self.refused, self.back, self._returning = 0, [], None

    async def grow(self, count):
        """Until so many listen."""
        missing = range(len(self.consoles), count)
        for start in range(0, len(missing), AT_ONCE):
            await asyncio.gather(*(self._join(number) for number in missing[start : start + AT_ONCE]))

    async def _join(self, number):
        while not await self._knock(number):
            self.refused += 1
            await asyncio.sleep(AGAIN_SECONDS)

    async def _knock(self, number):
        port = self.ports[number % len(self.ports)]
        try:
            _transport, console = await asyncio.get_running_loop().create_connection(
                lambda: Console(self, self.requests[number % len(self.requests)]), self.host, port
            )
            greeted = await asyncio.wait_for(console.ready, HELLO_SECONDS)
        except (OSError, TimeoutError):
            return False
        if greeted:
            console.number = number
            self.consoles.add(console)
            self.back.append(time.monotonic())
        return greeted

    def lost(self, console):
        if console in self.consoles:
            self.consoles.discard(console)
            if self._returning is not None:
                self._returning.append(asyncio.ensure_future(self._join(console.number)))

    async def come_back(self, act, within):
        """`act()` ends the lines; each console knocks again at once. Returns seconds from the act to each one's return."""
        count, self._returning, self.back, self.refused = len(self.consoles), [], [], 0
        began = time.monotonic()
        act()
        with suppress(TimeoutError):
            async with asyncio.timeout(within):
                while len(self.back) < count:
                    await asyncio.sleep(0.02)
        for task in self._returning:
            task.cancel()
        self._returning = None
        return [at - began for at in self.back]

    async def leave(self):
        consoles, self.consoles = self.consoles, set()
        for console in consoles:
            console.transport.close()
        await asyncio.sleep(0.2)
