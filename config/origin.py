"""Sockets are opened by our own pages only: the browser's Origin must be the host it speaks to, or a trusted one."""

from urllib.parse import urlsplit

from django.conf import settings


class SameOrigin:
    def __init__(self, app):
        self.app = app

    async def __call__(self, scope, receive, send):
        headers = dict(scope["headers"])
        origin = headers.get(b"origin", b"").decode("latin1")
        host = headers.get(b"host", b"").decode("latin1").lower()
        if origin and (urlsplit(origin).netloc.lower() == host or origin in settings.CSRF_TRUSTED_ORIGINS):
            await self.app(scope, receive, send)
        else:
            await send({"type": "websocket.close", "code": 4403})
