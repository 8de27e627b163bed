"""The socket of a console: who may listen, and nothing more. No command ever comes in through it."""

import time
from types import SimpleNamespace
from urllib.parse import parse_qs

from channels.consumer import get_handler_name
from channels.exceptions import StopConsumer
from channels.generic.websocket import AsyncWebsocketConsumer
from django.conf import settings
from django.http import parse_cookie
from django.utils.translation import get_language_from_request

from dispatch import live
from dispatch.live.socket import AGAIN, NOT_UNDERSTOOD, SIGNED_OUT, TOO_MANY, Socket

PING_SECONDS = 1  # no browser of ours asks more often


class Live(AsyncWebsocketConsumer):
    """/ws/live/?since=N — deltas after feed number N for the person of the session, in the language of the browser."""

    channel_layer_alias = None  # the hub speaks to the sockets; the layer carries hints between processes alone
    socket = None
    pinged = 0.0

    async def dispatch(self, message):
        """Without Channels' look at old database connections: this consumer asks the database nothing itself."""
        await getattr(self, get_handler_name(message))(message)

    async def connect(self):
        running, cookies = live.running, self._cookies()
        if running is None:
            return await self.close(AGAIN)
        key = cookies.get(settings.SESSION_COOKIE_NAME)
        guest = await running.door.admit(key) if key else None
        if guest is None:
            return await self.close(SIGNED_OUT)
        await self.accept()
        self.socket = Socket(self.base_send, guest, self._language(cookies))
        if not running.hub.join(self.socket, self._since()):
            self.socket.close(TOO_MANY)
        return None

    async def receive(self, text_data=None, bytes_data=None):
        now = time.monotonic()
        if self.socket and text_data == "ping" and now - self.pinged >= PING_SECONDS:
            self.pinged = now
            self.socket.put('{"type":"pong"}')
        elif self.socket:
            self.socket.close(NOT_UNDERSTOOD)

    async def websocket_disconnect(self, message):
        if self.socket:
            self.socket.end()
            if live.running:
                live.running.hub.leave(self.socket)
        raise StopConsumer

    def _cookies(self):
        headers = dict(self.scope["headers"])
        return parse_cookie(headers.get(b"cookie", b"").decode("latin1"))

    def _language(self, cookies):
        """As LocaleMiddleware chooses it for the page."""
        accepted = dict(self.scope["headers"]).get(b"accept-language", b"").decode("latin1")
        return get_language_from_request(SimpleNamespace(COOKIES=cookies, META={"HTTP_ACCEPT_LANGUAGE": accepted}))

    def _since(self):
        given = parse_qs(self.scope["query_string"].decode("latin1")).get("since", [""])[0]
        return int(given) if given.isascii() and given.isdigit() and len(given) < 19 else None
