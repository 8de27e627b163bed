"""What web processes tell each other, over the real Redis; and that nothing waits for it."""

import asyncio
import time
import uuid

from channels.layers import channel_layers
from django.conf import settings
from django.test import override_settings

from dispatch.live.hints import Hints


async def _until(condition, seconds=5):
    deadline = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline:
        await asyncio.sleep(0.01)
    return condition()


def of_its_own():
    """A layer that no other process of the tests speaks on."""
    ((name, layer),) = settings.CHANNEL_LAYERS.items()
    return {name: {**layer, "CONFIG": {**layer["CONFIG"], "prefix": uuid.uuid4().hex}}}


def test_one_process_hears_what_another_says_and_not_itself():
    async def play():
        heard = {"a": [], "b": []}
        kicks = []
        a = Hints(heard["a"].append, lambda: kicks.append("a"))
        b = Hints(heard["b"].append, lambda: kicks.append("b"))
        a.start()
        b.start()
        try:
            assert await _until(lambda: a._channel and b._channel)
            await asyncio.sleep(0.2)
            for _ in range(20):  # the group needs a moment
                a.feed(7)
                if await _until(lambda: heard["b"], 0.3):
                    break
            a.kick()
            assert await _until(lambda: kicks == ["b"])
        finally:
            await a.stop()
            await b.stop()
            await channel_layers["default"].close_pools()
        assert set(heard["b"]) == {7}
        assert heard["a"] == []

    with override_settings(CHANNEL_LAYERS=of_its_own()):
        asyncio.run(play())


def test_a_dead_redis_costs_the_sender_nothing():
    layers = {
        "default": {
            "BACKEND": "channels_redis.core.RedisChannelLayer",
            "CONFIG": {"hosts": [{"address": "unix:///nowhere/redis.sock", "socket_connect_timeout": 2}]},
        }
    }

    async def play():
        hints = Hints(print, print)
        hints.start()
        began = time.monotonic()
        for number in range(1000):
            hints.feed(number)
        spent = time.monotonic() - began
        await asyncio.sleep(0.3)
        hints.feed(1)
        await hints.stop()
        return spent

    with override_settings(CHANNEL_LAYERS=layers):
        assert asyncio.run(play()) < 0.2
