"""Live screens. One tailer and one hub in each web process; config/asgi.py starts and stops them with its event loop.

sequencer → Feed → tailer → (deltas, counts) → hub → socket → live.js; `hints` and `wake` only make it faster.
"""

import asyncio

from dispatch import wake
from dispatch.live import admission
from dispatch.live.hints import Hints
from dispatch.live.hub import Hub
from dispatch.live.tailer import Tailer
from units import sessions

STOP_SECONDS = 3


class Running:
    """What a web process has while it runs."""

    def __init__(self, loop):
        self.hub = Hub(loop)
        self.door = admission.Door()
        self.hints = Hints(on_feed=self._heard, on_kick=self._check)
        self.tailer = Tailer(self.hub, self.hints.feed)

    def _heard(self, number):
        if self.hub.number is None or number > self.hub.number:
            self.tailer.wake()

    def _check(self):
        self.tailer.check_now()


running = None


async def start(loop):
    """Start this web process's tailer and hub on its event loop."""
    global running
    running = Running(loop)
    running.hints.start()
    running.tailer.start()
    wake.listen(running.tailer.wake)
    sessions.listen(kick)


async def stop():
    """Stop them; consoles are told to come back."""
    global running
    ending, running = running, None
    if ending is None:
        return
    wake.stop_listening(ending.tailer.wake)
    sessions.stop_listening(kick)
    ending.hub.close()
    ending.tailer.stop()
    await ending.hints.stop()
    await asyncio.to_thread(ending.tailer.join, STOP_SECONDS)


def number():
    """The feed number that this process has reached: what a page drawn from now on has certainly seen."""
    return running.hub.number if running else None


def follows():
    """The tailer of this process comes round, whether or not the database answers it."""
    return running is None or running.tailer.comes_round()


def kick():
    """Somebody signed out or got other roles: every process looks at its sockets now, instead of within ten seconds.

    Called by requests, so it never blocks.
    """
    if running:
        running.tailer.check_now()
        running.hub.post(running.hints.kick)
