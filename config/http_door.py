"""What stands between uvicorn and the threads that run the pages.

A page's thread is given a request only when the whole of it is here: a slow upload waits in this coroutine and holds no
thread, and a request that was cut off is dropped, where a WSGI application would take the part that came for the whole.
Answers leave the same way: a client that reads slowly keeps a coroutine waiting, never a thread.
"""

import asyncio
import tempfile

BODY_LIMIT = 4 * 1024 * 1024  # a form; Django itself takes 2 MB of fields
PHOTO_LIMIT = 52 * 1024 * 1024  # five photos of 10 MB and their form
PHOTO_PATHS = ("/parts/", "/tasks/")  # where forms with photos are sent to
IDLE_SECONDS = 20  # without one more byte
BODY_SECONDS = 180  # from the first byte to the last: 10 MB from a bad street corner
SEND_SECONDS = 60  # without the client taking one more piece
KEPT_IN_MEMORY = 256 * 1024
PIECE = 64 * 1024


class Cut(Exception):
    """The client went away before the request was whole."""


class Refused(Exception):
    def __init__(self, status, sentence):
        super().__init__(sentence)
        self.status = status
        self.sentence = sentence


class HttpDoor:
    def __init__(self, app, *, limit=BODY_LIMIT, photo_limit=PHOTO_LIMIT, idle=IDLE_SECONDS, total=BODY_SECONDS):
        self.app = app
        self.limit = limit
        self.photo_limit = photo_limit
        self.idle = idle
        self.total = total

    async def __call__(self, scope, receive, send):
        with tempfile.SpooledTemporaryFile(max_size=KEPT_IN_MEMORY) as body:
            try:
                scope = _plain(scope)
                length = await self._take_in(scope, receive, body)
            except Cut:
                return
            except Refused as refusal:
                await _answer(send, refusal)
                return
            body.seek(0)
            # The body is whole now, so its length is known even where the client sent it in chunks.
            headers = [pair for pair in scope["headers"] if pair[0] not in (b"content-length", b"transfer-encoding")]
            if length:
                headers.append((b"content-length", str(length).encode()))
            await self.app({**scope, "headers": headers, "body": body}, _giving(body, length), _patient(send))

    async def _take_in(self, scope, receive, body) -> int:
        limit = self.photo_limit if scope["path"].startswith(PHOTO_PATHS) else self.limit
        declared = _declared_length(scope)
        if declared is not None and declared > limit:
            raise Refused(413, "The request is larger than this console accepts.")
        loop = asyncio.get_running_loop()
        deadline = loop.time() + self.total
        length = 0
        while True:
            try:
                async with asyncio.timeout(min(self.idle, max(deadline - loop.time(), 0.001))):
                    message = await receive()
            except TimeoutError:
                raise Refused(408, "The request did not arrive in time.") from None
            if message["type"] == "http.disconnect":
                raise Cut
            piece = message.get("body", b"")
            length += len(piece)
            if length > limit:
                raise Refused(413, "The request is larger than this console accepts.")
            body.write(piece)
            if not message.get("more_body"):
                break
        if declared is not None and length != declared:
            raise Cut
        return length


def _plain(scope):
    """A header with an underscore would reach Django under the name of a trusted one with a hyphen: drop it."""
    if not scope["query_string"].isascii():
        raise Refused(400, "The address holds characters that are not encoded.")
    return {**scope, "headers": [pair for pair in scope["headers"] if b"_" not in pair[0]]}


def _declared_length(scope):
    found = [value for name, value in scope["headers"] if name == b"content-length"]
    if not found:
        return None
    if len(set(found)) > 1 or not found[0].isdigit():
        raise Refused(400, "The length of the request is not a number.")
    return int(found[0])


def _giving(body, length):
    given = 0

    async def receive():
        nonlocal given
        piece = body.read(PIECE)
        given += len(piece)
        return {"type": "http.request", "body": piece, "more_body": given < length and bool(piece)}

    return receive


def _patient(send):
    gone = False

    async def forward(message):
        nonlocal gone
        if gone:
            return  # never raise here: the thread that makes the answer would wait for ever
        try:
            async with asyncio.timeout(SEND_SECONDS):
                await send(message)
        except (TimeoutError, OSError):
            gone = True

    return forward


async def _answer(send, refusal):
    text = refusal.sentence.encode()
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(text)).encode()),
        (b"connection", b"close"),
    ]
    await send({"type": "http.response.start", "status": refusal.status, "headers": headers})
    await send({"type": "http.response.body", "body": text})
