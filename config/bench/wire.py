"""A keep-alive connection that costs the machine little: it shares the cores with what it measures."""

import asyncio
from dataclasses import dataclass
from urllib.parse import urlsplit

import httptools

ANSWER_SECONDS = 30


@dataclass(frozen=True)
class Answer:
    status: int
    headers: list  # of (name, value), as bytes
    body: bytes


class _Line(asyncio.Protocol):
    def connection_made(self, transport):
        self.transport, self.waiting, self.closed = transport, None, False
        self._fresh()

    def _fresh(self):
        self._parser = httptools.HttpResponseParser(self)
        self._headers, self._body = [], []

    def ask(self, raw):
        self.waiting = asyncio.get_running_loop().create_future()
        self.transport.write(raw)
        return self.waiting

    def data_received(self, data):
        self._parser.feed_data(data)

    def on_header(self, name, value):
        self._headers.append((name, value))

    def on_body(self, body):
        self._body.append(body)

    def on_message_complete(self):
        answer = Answer(self._parser.get_status_code(), self._headers, b"".join(self._body))
        self.closed = not self._parser.should_keep_alive()
        self._fresh()
        if self.waiting is not None and not self.waiting.done():
            self.waiting.set_result(answer)

    def connection_lost(self, error):
        self.closed = True
        if self.waiting is not None and not self.waiting.done():
            self.waiting.set_exception(error or ConnectionError("closed without an answer"))


class Site:
    """Where a server answers, and the headers that every request to it carries."""

    def __init__(self, url, host_header=None, headers=()):
        parts = urlsplit(url)
        self.host, self.port = parts.hostname, parts.port or 80
        self.name, self.extra = host_header or parts.netloc, headers
        self.headers = "".join(f"{name}: {value}\r\n" for name, value in headers)

    def raw(self, method, path, cookies, kind="", body=b""):
        about = f"Content-Type: {kind}\r\nContent-Length: {len(body)}\r\n" if kind else ""
        head = f"{method} {path} HTTP/1.1\r\nHost: {self.name}\r\nAccept-Language: zh-CN\r\n{self.headers}"
        return f"{head}Cookie: {cookies}\r\n{about}\r\n".encode() + body


class Connection:
    """One client's connection to a site; opened again when the server has closed it."""

    def __init__(self, site):
        self.site, self._line = site, None

    async def ask(self, raw):
        if self._line is None or self._line.closed:
            loop = asyncio.get_running_loop()
            _transport, self._line = await loop.create_connection(_Line, self.site.host, self.site.port)
        return await asyncio.wait_for(self._line.ask(raw), ANSWER_SECONDS)

    def close(self):
        if self._line is not None:
            self._line.transport.close()
            self._line = None
