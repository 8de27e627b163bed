"""Asks the product in this process, as fast as it can answer, and looks for canaries in every byte that comes back.

What might write runs in a transaction that is rolled back: the estate stays as it was built, whatever an address does.
"""

from dataclasses import dataclass, field
from urllib.parse import quote, unquote

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import transaction
from django.test import RequestFactory


@dataclass(frozen=True)
class Attempt:
    method: str
    path: str
    headers: dict = field(default_factory=dict)
    body: dict | str = ""
    content_type: str = "application/x-www-form-urlencoded"
    not_there: bool = (
        False  # the address of a thing that the asker may not see: the answer must be that it is not there
    )

    def __str__(self):
        return f"{self.method} {self.path} {self.headers or ''} {str(self.body)[:80]}".strip()


class Walker:
    def __init__(self, stranger):
        self.stranger = stranger
        self.attempts = 0
        self.leaks, self.wrong = [], []
        self._handler = WSGIHandler()
        self._factory = RequestFactory()
        if stranger.key:
            self._factory.cookies[settings.SESSION_COOKIE_NAME] = stranger.key

    def walk(self, attempts, *, judge=True):
        """`judge`: also that the answer says "not there", not for canaries alone."""
        for attempt in attempts:
            status, received = self.ask(attempt)
            self.attempts += 1
            said = self._said(attempt)
            found = [canary for canary in self.stranger.canaries if canary in received and canary not in said]
            if found:
                self.leaks.append((self.stranger.role, str(attempt), status, found))
            if not self._right(attempt, status, judge):
                self.wrong.append((self.stranger.role, str(attempt), status))
        return self

    def ask(self, attempt):
        """(status, every byte of the answer: headers and body)."""
        headers = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in attempt.headers.items()}
        request = self._factory.generic(
            attempt.method, attempt.path, _encoded(attempt.body), attempt.content_type, **headers
        )
        request._dont_enforce_csrf_checks = True
        if attempt.method in ("GET", "HEAD"):
            response, body = self._answer(request)
        else:
            with transaction.atomic():
                response, body = self._answer(request)
                transaction.set_rollback(True)
        head = "\n".join(f"{name}: {value}" for name, value in response.items())
        cookies = response.cookies.output()
        return response.status_code, head.encode() + unquote(head).encode() + cookies.encode() + b"\n" + body

    def _answer(self, request):
        response = self._handler.get_response(request)
        body = b"".join(response.streaming_content) if response.streaming else response.content
        for close in response._resource_closers:
            close()
        return response, body

    def _said(self, attempt):
        """What stood in the question may be repeated in the answer: a form keeps what was typed."""
        return f"{unquote(attempt.path)} {attempt.headers} {attempt.body}".encode()

    def _right(self, attempt, status, judge):
        if not judge:  # what the database refuses to write may fail, a look must not
            return status < 500 or attempt.method not in ("GET", "HEAD")
        if status >= 500:
            return False
        if not attempt.not_there:
            return True
        if self.stranger.role == "anonymous":
            return status in (302, 405)
        # 405 is said before anything is looked up: it is the same for what is there and what is not
        return status == 404 or (status == 405 and attempt.method not in ("GET", "HEAD"))


def _encoded(body):
    if isinstance(body, str):
        return body
    return "&".join(f"{quote(str(name))}={quote(str(value))}" for name, value in body.items())
