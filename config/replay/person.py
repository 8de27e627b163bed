"""One member of the staff at his browser: logs in, reads pages, fills forms, and sends again what got no answer."""

import threading
import time
from collections import defaultdict

import httpx

from config.replay.page import form_to

PATIENCE_SECONDS = 120  # how long a person goes on trying while the product is down
_TRANSPORT = (httpx.TransportError,)


class Refused(Exception):
    """The console said no, with a status and a sentence."""

    def __init__(self, status, path, text):
        super().__init__(f"{status} {path}")
        self.status, self.path, self.text = status, path, text


class Times:
    """Seconds that each kind of request took, and how many had to be sent again."""

    def __init__(self):
        self.by_kind, self.repeated, self._lock = defaultdict(list), 0, threading.Lock()

    def add(self, kind, seconds):
        with self._lock:
            self.by_kind[kind].append(seconds)

    def again(self):
        with self._lock:
            self.repeated += 1


class Person:
    def __init__(self, base, username, password, times):
        self.client = httpx.Client(base_url=base, timeout=20, headers={"Accept-Language": "zh-CN", "Referer": base})
        self.username, self.password, self.times = username, password, times
        self.lock = threading.Lock()  # one person does one thing at a time
        self._in = False

    def log_in(self):
        page = self._send("GET", "/login/", kind="login")
        form = form_to(page.text, "/login/")
        form.fields |= {"username": [self.username], "password": [self.password]}
        answer = self._send("POST", "/login/", data=form.fields, kind="login")
        if answer.status_code != 302:
            raise Refused(answer.status_code, "/login/", answer.text)
        self._in = True

    def get(self, path, kind):
        if not self._in:
            self.log_in()
        response = self._send("GET", path, kind=kind)
        while response.status_code in (301, 302, 303):
            path = response.headers["Location"]
            response = self._send("GET", path, kind=kind)
        if response.status_code != 200:
            raise Refused(response.status_code, path, response.text)
        return path, response

    def do(self, path, kind, fill, page=None):
        """Open `path` (or the page that holds its form), let `fill(form)` complete the form, send it once.

        The form's key makes sending again safe: what the server had already done it answers as before.
        """
        _path, response = self.get(page or path, f"{kind} form")
        form = form_to(response.text, path)
        fill(form)
        answer = self._send("POST", path, data=form.fields, files=form.files or None, kind=kind)
        if answer.status_code in (302, 303):
            return answer.headers["Location"]
        if answer.status_code == 200 and "HX-Redirect" in answer.headers:
            return answer.headers["HX-Redirect"]
        raise Refused(answer.status_code, path, answer.text)

    def _send(self, method, path, kind, **more):
        """One request, sent again with the same body while the product cannot be reached (a 5xx counts as that)."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            start = time.monotonic()
            try:
                response = self.client.request(method, path, **more)
                if response.status_code < 500:
                    self.times.add(kind, time.monotonic() - start)
                    return response
                reason = f"{response.status_code} from {path}"
            except _TRANSPORT as error:
                reason = f"{type(error).__name__} at {path}"
            if time.monotonic() > deadline:
                raise TimeoutError(f"no answer within {PATIENCE_SECONDS} s: {reason}")
            self.times.again()
            time.sleep(0.5)
