"""Draws one malformed request after another and sends it to the product in this process."""

import time
import uuid
from urllib.parse import quote

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import transaction
from django.test import RequestFactory
from hypothesis import strategies as st

from tests.abuse import nonsense

PATIENCE = 5  # seconds of work in one request; a busy machine may take longer by the clock


@st.composite
def _spoilt(draw, form):
    fields = [[name, value] for name, (_kind, value) in form.fields.items()]
    fields = [[name, str(uuid.uuid4()) if name == "key" else value] for name, value in fields]
    for _change in range(draw(st.integers(1, 3))):
        how = draw(st.sampled_from(("value", "value", "value", "value", "twice", "gone", "more", "many")))
        at = draw(st.integers(0, max(len(fields) - 1, 0)))
        if how == "more" or not fields:
            fields.append([draw(nonsense.names), draw(nonsense.values)])
        elif how == "value":
            fields[at][1] = draw(nonsense.values)
        elif how == "twice":
            fields.append([fields[at][0], draw(nonsense.values)])
        elif how == "gone":
            del fields[at]
        else:
            fields += [[f"f{n}", "x"] for n in range(1_001)]
    file = draw(st.sampled_from(nonsense.FILES)) if form.files else None
    return fields, file


class Abuser:
    def __init__(self, sessions, forms, paths, parameters):
        self.sessions, self.forms, self.paths, self.parameters = sessions, forms, paths, parameters
        self.names = sorted({*parameters, *(name for form in forms for name in form.fields)})
        self.sent = 0
        self._handler, self._factory = WSGIHandler(), RequestFactory()

    # --- drawing ---------------------------------------------------------------------------------------------------
    def one(self):
        """A request as (what it is, keyword arguments of `send`)."""
        return st.one_of(self._form(), self._form(), self._query(), self._path(), self._body(), self._headed())

    def _form(self):
        return st.sampled_from(self.forms).flatmap(self._filled)

    def _filled(self, form):
        def request(spoilt):
            fields, file = spoilt
            if form.method != "POST":
                return {"who": form.who, "path": f"{form.path}?{_urlencoded(fields)}"}
            body, kind = (_multipart(fields, file), _MULTIPART) if form.files else (_urlencoded(fields).encode(), _FORM)
            return {"who": form.who, "method": "POST", "path": form.path, "body": body, "kind": kind}

        return _spoilt(form).map(request)

    def _query(self):
        pairs = st.lists(st.tuples(st.sampled_from(self.names), nonsense.values), min_size=1, max_size=4)
        return st.builds(
            lambda who, path, pairs: {"who": who, "path": f"{path}?{_urlencoded(pairs)}"},
            st.sampled_from(sorted(self.sessions)), st.sampled_from(self.paths), pairs,
        )  # fmt: skip

    def _path(self):
        def bent(who, path, at, value):
            pieces = path.split("/")
            pieces[at % len(pieces)] = _quoted(value)
            return {"who": who, "path": "/" + "/".join(pieces).lstrip("/")}

        who, path = st.sampled_from(sorted(self.sessions)), st.sampled_from(self.paths)
        return st.builds(bent, who, path, st.integers(1, 9), nonsense.values.map(lambda value: value[:2_000]))

    def _body(self):
        return st.builds(
            lambda form, body: {"who": form.who, "method": "POST", "path": form.path, "body": body[1], "kind": body[0]},
            st.sampled_from([form for form in self.forms if form.method == "POST"]), st.sampled_from(nonsense.BODIES),
        )  # fmt: skip

    def _headed(self):
        return st.builds(
            lambda who, path, headers: {"who": who, "path": path, "headers": dict(headers)},
            st.sampled_from(sorted(self.sessions)), st.sampled_from(self.paths),
            st.lists(nonsense.headers, min_size=1, max_size=3),
        )  # fmt: skip

    # --- sending ---------------------------------------------------------------------------------------------------
    def send(self, *, who, path, method="GET", body=b"", kind="", headers=None):
        self._factory.cookies.clear()
        if key := self.sessions[who]:
            self._factory.cookies[settings.SESSION_COOKIE_NAME] = key
        environment = {
            f"HTTP_{name.upper().replace('-', '_')}": _native(value) for name, value in (headers or {}).items()
        }
        began = time.thread_time()
        with transaction.atomic():
            request = self._factory.generic(method, path, body, content_type=kind, **environment)
            request._dont_enforce_csrf_checks = True
            response = self._handler.get_response(request)
            _read = b"".join(response.streaming_content) if response.streaming else response.content
            for close in response._resource_closers:
                close()
            transaction.set_rollback(True)
        self.sent += 1
        assert response.status_code < 500, response.status_code
        assert time.thread_time() - began < PATIENCE


_FORM = "application/x-www-form-urlencoded"
_MULTIPART = "multipart/form-data; boundary=xYzZy"


def _quoted(text):
    return quote(str(text).encode("utf-8", "surrogatepass"), safe="")


def _urlencoded(pairs):
    return "&".join(f"{_quoted(name)}={_quoted(value)}" for name, value in pairs)


def _multipart(fields, file):
    pieces = [(f'form-data; name="{name}"', str(value).encode("utf-8", "surrogatepass")) for name, value in fields]
    if file:
        pieces.append((f'form-data; name="photos"; filename="{file[0]}"\r\nContent-Type: image/jpeg', file[1]))
    written = b"".join(
        b"--xYzZy\r\nContent-Disposition: " + head.encode("utf-8", "surrogatepass") + b"\r\n\r\n" + value + b"\r\n"
        for head, value in pieces
    )
    return written + b"--xYzZy--\r\n"


def _native(value):
    """As a server puts it into the environment: bytes read as Latin-1."""
    return value.encode("utf-8", "surrogatepass").decode("latin1")
