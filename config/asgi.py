"""One application for one port: sockets go to Channels, pages to threads; the tailer lives as long as the process."""

import asyncio
import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()  # what follows uses models

from channels.routing import URLRouter  # noqa: E402

from config import alive, patience  # noqa: E402
from config.http_door import HttpDoor  # noqa: E402
from config.origin import SameOrigin  # noqa: E402
from config.threads import Pages  # noqa: E402
from config.wsgi import application as pages  # noqa: E402
from dispatch import live  # noqa: E402
from dispatch.routing import websocket_urlpatterns  # noqa: E402
from units.places import index  # noqa: E402

THREADS = 4

http = HttpDoor(Pages(pages, THREADS))
sockets = SameOrigin(URLRouter(websocket_urlpatterns))  # who it is, the consumer asks for many at once


async def _sign():
    """The loop turns, and the thread that feeds the screens comes round: this process does its work."""
    while True:
        if live.follows():
            alive.sign()
        await asyncio.sleep(1)


async def lifespan(receive, send):
    signing = None
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            patience.install()
            patience.hold_nothing()
            await _settled(live.start(asyncio.get_running_loop()))
            signing = asyncio.create_task(_sign())
            await send({"type": "lifespan.startup.complete"})
            index.read_ahead()
        elif message["type"] == "lifespan.shutdown":
            await _settled(live.stop())
            signing.cancel()
            await send({"type": "lifespan.shutdown.complete"})
            return


async def _settled(result):
    if asyncio.iscoroutine(result):
        await result


async def application(scope, receive, send):
    if scope["type"] == "http":
        await http(scope, receive, send)
    elif scope["type"] == "websocket":
        await sockets(scope, receive, send)
    elif scope["type"] == "lifespan":
        await lifespan(receive, send)
