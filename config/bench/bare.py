"""The baseline of the fan-out: uvicorn, a set of sockets, one message to all of them. Nothing else is in it."""

from contextlib import suppress

_sockets = set()


async def application(scope, receive, send):
    if scope["type"] == "websocket":
        await _listener(receive, send)
    elif scope["method"] == "POST":
        await _say(receive)
        await _answer(send, 204)
    else:
        await _answer(send, 200)


async def _listener(receive, send):
    await receive()
    await send({"type": "websocket.accept"})
    _sockets.add(send)
    while (await receive())["type"] != "websocket.disconnect":
        pass
    _sockets.discard(send)


async def _say(receive):
    body, more = b"", True
    while more:
        message = await receive()
        body, more = body + message.get("body", b""), message.get("more_body")
    text = body.decode()
    for send in tuple(_sockets):
        with suppress(OSError):  # left meanwhile
            await send({"type": "websocket.send", "text": text})


async def _answer(send, status):
    await send({"type": "http.response.start", "status": status, "headers": []})
    await send({"type": "http.response.body", "body": b""})
