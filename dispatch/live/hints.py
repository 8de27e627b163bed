"""What web processes tell each other through the Channels layer: "the feed reached N", "look again who is signed in".

Hints only make things faster. They are sent from the event loop within half a second or not at all, so a dead or hung
Redis delays no request and no row; each tailer looks into the database twice a second anyway.
"""

import asyncio
import logging
import time

from channels.layers import get_channel_layer

log = logging.getLogger(__name__)
GROUP = "live"
SEND_SECONDS = 0.5
STOP_SECONDS = 1
REST_SECONDS = 2  # after a failure nothing is sent for so long
ADD_AGAIN_SECONDS = 60  # a group forgets its members after 48 h, and at once with FLUSHALL


class Hints:
    def __init__(self, on_feed, on_kick):
        """`on_feed(number)` and `on_kick()` are called on the loop when another process says so."""
        self._handlers = {"live.feed": lambda message: on_feed(message["number"]), "live.kick": lambda _m: on_kick()}
        self._channel = None
        self._unsent = {}
        self._sender = None
        self._rest_until = 0.0
        self._tasks = []

    def start(self):
        self._tasks = [asyncio.create_task(self._listen()), asyncio.create_task(self._stay_member())]

    async def stop(self):
        tasks = [*self._tasks, *([self._sender] if self._sender else [])]
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks, timeout=STOP_SECONDS)  # whatever Redis does, the process stops in time

    # --- sending -----------------------------------------------------------------------------------------------------
    def feed(self, number):
        self._send("live.feed", {"number": number})

    def kick(self):
        self._send("live.kick", {})

    def _send(self, kind, facts):
        """The newest of a kind replaces one that is still waiting: a hung Redis piles nothing up."""
        self._unsent[kind] = {"type": kind, "from": self._channel, **facts}
        if self._sender is None:
            self._sender = asyncio.create_task(self._send_all())

    async def _send_all(self):
        try:
            while self._unsent:
                message = self._unsent.pop(next(iter(self._unsent)))
                if time.monotonic() < self._rest_until:
                    continue
                try:
                    async with asyncio.timeout(SEND_SECONDS):
                        await get_channel_layer().group_send(GROUP, message)
                except Exception as error:  # whatever the accelerator does, the loop that reads the database goes on
                    self._rest_until = time.monotonic() + REST_SECONDS
                    log.info("hint not sent: %r", error)
        finally:
            self._sender = None

    # --- hearing -----------------------------------------------------------------------------------------------------
    async def _listen(self):
        pause = 0.2
        while True:
            try:
                layer = get_channel_layer()
                self._channel = self._channel or await layer.new_channel("live")
                await layer.group_add(GROUP, self._channel)
                while True:
                    message = await layer.receive(self._channel)
                    pause = 0.2
                    handler = self._handlers.get(message.get("type"))
                    if handler and message.get("from") != self._channel:
                        handler(message)
            except Exception as error:  # Redis restarts: its groups may be gone with it
                log.info("hints not heard: %r", error)
                await asyncio.sleep(pause)
                pause = min(pause * 2, 5)

    async def _stay_member(self):
        while True:
            await asyncio.sleep(ADD_AGAIN_SECONDS)
            try:
                async with asyncio.timeout(SEND_SECONDS):
                    await get_channel_layer().group_add(GROUP, self._channel)
            except Exception as error:
                log.info("hints: %r", error)
