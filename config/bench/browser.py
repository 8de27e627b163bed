"""A member of the bench's staff at his browser: cookies, forms as a page gives them, and requests ready to send."""

import uuid
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from django.conf import settings

from config.bench.wire import Connection
from config.replay.page import form_to

_BOUNDARY = "----linkage-bench"


@dataclass(frozen=True)
class Ask:
    """One request in words; the same one can be sent over the wire or given to Django in this process."""

    path: str
    fields: dict | None = None  # of a POST: name → list of values
    has_files: bool = False  # sent as a browser sends a form with a file field


class Refused(Exception):
    """A page that the bench needs was not given."""


@dataclass
class Browser:
    site: object
    session: str
    cookies: dict = field(default_factory=dict)

    def __post_init__(self):
        self.line = Connection(self.site)
        self.cookies[settings.SESSION_COOKIE_NAME] = self.session

    def raw(self, ask):
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if ask.fields is None:
            return self.site.raw("GET", ask.path, cookies)
        if ask.has_files:
            return self.site.raw(
                "POST", ask.path, cookies, f"multipart/form-data; boundary={_BOUNDARY}", _parts(ask.fields)
            )
        body = urlencode(ask.fields, doseq=True).encode()
        return self.site.raw("POST", ask.path, cookies, "application/x-www-form-urlencoded", body)

    async def page(self, path):
        """The text of a page, or Refused."""
        answer = await self.line.ask(self.raw(Ask(path)))
        for name, value in answer.headers:
            if name.lower() == b"set-cookie":
                self.cookies |= {key: morsel.value for key, morsel in SimpleCookie(value.decode()).items()}
        if answer.status != 200:
            place = location(answer)
            raise Refused(f"GET {path} was answered {answer.status}{f' to {place}' if place else ''}.")
        return answer.body.decode()

    async def form(self, path, action=None):
        """The fields of a page's form as the browser holds them: tokens, version, what is preselected."""
        return form_to(await self.page(path), action or path).fields


def filled(fields, **typed):
    """A form's fields with what was typed, under a key of its own as each page load gives."""
    return {**fields, "key": [str(uuid.uuid4())], **{name: [str(value)] for name, value in typed.items()}}


def location(answer):
    return next((value.decode() for name, value in answer.headers if name.lower() == b"location"), "")


def _parts(fields):
    lines = []
    for name, values in fields.items():
        for value in values:
            lines += [f"--{_BOUNDARY}", f'Content-Disposition: form-data; name="{name}"', "", value]
    return "\r\n".join([*lines, f"--{_BOUNDARY}--", ""]).encode()
