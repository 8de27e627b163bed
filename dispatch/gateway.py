"""The district's SMS gateway: one signed POST a message. A small adapter behind it speaks the operator's protocol.

    POST {SMS_GATEWAY_URL}            Content-Type: application/json
    X-Timestamp: 1766800000           seconds since 1970; refuse what is older than a few minutes
    X-Signature: sha256=<hex>         HMAC-SHA256 with SMS_GATEWAY_SECRET over "<timestamp>.<body>"
    {"id": "sms-42", "to": "139…", "text": "…"}

Any 2xx says that the gateway has it. The id stays the same when a message is sent again: a gateway that has it already
answers 2xx and sends nothing. Redirects are not followed: a number goes to the configured address or nowhere; in
production that address lies outside, unless SMS_GATEWAY_INSIDE says that it may not (`dispatch.outward`).
"""

import hashlib
import hmac
import json
import socket
import threading
from contextlib import contextmanager, suppress
from http.client import HTTPException
from urllib.parse import urlsplit

from django.conf import settings

from dispatch import outward
from units import clock

SECONDS = 5  # for the whole of it, however slowly the other side answers


class NotTaken(Exception):
    """The gateway did not take the message; the outbox tries again."""


def send(number, text, *, reference):
    """Hand one message over, or raise. Nothing that is raised holds the number or the text."""
    url = _url()
    body = json.dumps({"id": reference, "to": number, "text": text}, ensure_ascii=False).encode()
    stamp = str(int(clock.now().timestamp()))
    headers = {"Content-Type": "application/json", "X-Timestamp": stamp, "X-Signature": signature(stamp, body)}
    connection = _connection(url)
    target = (url.path or "/") + (f"?{url.query}" if url.query else "")
    with _given_up(connection) as late:
        try:
            connection.request("POST", target, body, headers)
            status = connection.getresponse().status
        except outward.NotOutside as error:
            raise NotTaken(f"refused address ({error})") from None
        except (OSError, HTTPException, UnicodeError) as error:
            words = f"no answer within {SECONDS} s" if late.is_set() or isinstance(error, TimeoutError) else "no answer"
            raise NotTaken(f"{words} ({type(error).__name__})") from None
    if not 200 <= status < 300:
        raise NotTaken(f"answered {status}")


def _url():
    try:
        url = urlsplit(settings.SMS_GATEWAY_URL)
        url.port  # noqa: B018  reading it is what checks it
    except ValueError:
        raise NotTaken("refused address (no address)") from None
    return url


def _connection(url):
    try:
        return outward.connection_to(url, seconds=SECONDS, inside=settings.SMS_GATEWAY_INSIDE)
    except (outward.NotOutside, HTTPException) as error:
        raise NotTaken(f"refused address ({error})") from None


def signature(stamp, body):
    """What X-Signature says for a time stamp (str) and a body (bytes)."""
    signed = f"{stamp}.".encode() + body
    return "sha256=" + hmac.new(settings.SMS_GATEWAY_SECRET.encode(), signed, hashlib.sha256).hexdigest()


@contextmanager
def _given_up(connection):
    """A socket's time-out starts anew with each byte; this one does not. Yields an event: set when time was up."""
    late = threading.Event()

    def cut():
        late.set()
        with suppress(OSError):
            if connection.sock is not None:
                connection.sock.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(SECONDS, cut)
    timer.daemon = True
    timer.start()
    try:
        yield late
    finally:
        timer.cancel()
        connection.close()
