"""One console's line: a bounded queue and a task that empties it."""

import asyncio
from collections import deque
from contextlib import suppress

QUEUE = 256  # messages; at ten moves a second a console that lags by half a minute refetches instead
LAST_WORDS_SECONDS = 5

# Close codes that live.js knows.
AGAIN = 1012  # service restart
NOT_UNDERSTOOD = 4400
SIGNED_OUT = 4401  # the session ended or the person's roles changed: look again who is asking
SLOW = 4408
TOO_MANY = 4429


class Socket:
    def __init__(self, send, guest, language):
        self.stamp, self.audiences = guest.stamp, guest.audiences
        self.groups = tuple((audience, language) for audience in guest.audiences)
        self._send = send
        self._queue = deque()
        self._more = None
        self._closing = None
        self._pump = asyncio.create_task(self._empty())

    def put(self, text):
        if self._closing is not None:
            return
        if len(self._queue) >= QUEUE:
            self.close(SLOW)
            return
        self._queue.append(text)
        if self._more is not None and not self._more.done():
            self._more.set_result(None)

    def close(self, code):
        """A peer that does not read cannot be told in order: what waits for it is dropped first."""
        if self._closing is None:
            self.end()
            self._closing = asyncio.create_task(self._say_goodbye(code))

    def end(self):
        """The peer is gone."""
        self._pump.cancel()
        self._queue.clear()

    async def _empty(self):
        queue, send, loop = self._queue, self._send, asyncio.get_running_loop()
        with suppress(OSError):  # the peer left between two messages; Channels tells the consumer
            while True:
                while queue:
                    await send({"type": "websocket.send", "text": queue.popleft()})
                self._more = loop.create_future()
                await self._more

    async def _say_goodbye(self, code):
        with suppress(Exception):  # gone already, or deaf: the server's ping ends it
            async with asyncio.timeout(LAST_WORDS_SECONDS):
                await self._send({"type": "websocket.close", "code": code})
