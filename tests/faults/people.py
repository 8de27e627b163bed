"""The people: each signs in by the form, sends forms with a key, and sends again what got no answer, as forms.js does."""

import re
import threading
import time
import uuid

import httpx

from config.demo.people import PASSWORD
from config.replay.page import form_to

WAITS = (0.3, 0.6, 1.2, 2.5, 5)  # forms.js waits longer; the sooner somebody repeats, the harder the test
CANARY = re.compile(r"金丝雀〔([\w-]+)〕")
_NUMBER = re.compile(r"saved=([TY]\d{8}-\d{4,})")


def canary(unit):
    """Words that only one unit may read (and the hall)."""
    return f"金丝雀〔{unit}〕"


class Seat:
    """One browser of one person. `unit` is set for who must not read another unit's words."""

    def __init__(self, lab, username, *, unit=None, language="en"):
        self.lab, self.username, self.unit, self.history = lab, username, unit, lab.history
        self.client = httpx.Client(
            base_url=lab.base, timeout=30, trust_env=False, headers={"Accept-Language": language},
            limits=httpx.Limits(max_connections=1),
        )  # fmt: skip
        self._call = None
        self.lock = threading.Lock()

    def close(self):
        self.client.close()

    @property
    def session(self):
        return self.client.cookies["sessionid"]

    def sign_in(self, patience=60):
        deadline = time.monotonic() + patience
        while True:
            self.get("/login/", patience=patience)
            fields = {"username": self.username, "password": PASSWORD, **self._token()}
            answer = self._ask("POST", "/login/", "login", data=fields)
            if answer is not None and answer.status_code == 302:
                return self
            if time.monotonic() > deadline:
                raise RuntimeError(f"{self.username} cannot sign in: {answer and answer.status_code}")
            time.sleep(0.5)

    def get(self, path, patience=60):
        """A page, asked for again while there is no answer; follows redirects."""
        deadline = time.monotonic() + patience
        while True:
            answer = self._ask("GET", path, "page")
            if answer is not None and answer.status_code < 500:
                if answer.is_redirect:
                    path = answer.headers["Location"]
                    continue
                return answer
            if time.monotonic() > deadline:
                raise TimeoutError(f"{self.username}: no page {path} within {patience} s")
            time.sleep(0.3)

    def form(self, page, path):
        """The fields of the form on `page` that goes to `path`, as they stand; None when it is not there."""
        answer = self.get(page)
        try:
            return {name: list(values) for name, values in form_to(answer.text, path).fields.items()}
        except LookupError:
            return None

    def send(self, path, fields, *, verb, about, key=None, tries=12, waits=WAITS, files=None):
        """Send a form until somebody answers. Returns the Act, which the history keeps."""
        key = key or str(uuid.uuid4())
        act = self.history.act(key, self.username, verb, {"path": path, **about})
        data = {**fields, "key": key}
        for attempt in range(tries):
            began = time.monotonic()
            try:
                answer = self.client.post(path, data={**data, **self._token()}, files=files)
            except httpx.TransportError as error:
                self.history.attempt(act, began, None, error=type(error).__name__)
            else:
                self._read(answer)
                act.text = answer.text
                place, later = answer.headers.get("Location", ""), answer.headers.get("Retry-After")
                self.history.attempt(act, began, answer.status_code, answer=place, retry_after=later)
                if act.outcome != "info":
                    return act
            time.sleep(waits[min(attempt, len(waits) - 1)])
        return act

    def take_call(self, unit, place, *, key=None, tries=12, waits=WAITS, **more):
        """Type a call and save it, with words that only `unit` may read. Returns (number or None, Act)."""
        if self._call is None:
            self._call = self.form("/calls/new/?fresh=1", "/calls/new/")
        key = key or str(uuid.uuid4())
        words = f"{canary(unit) if unit else ''} 路灯不亮，编号 {key}。"
        fields = {**self._call, "words": words, "address": "东河路 12 号", "number": "19900000000", **place, **more}
        act = self.send("/calls/new/", fields, verb="open", about={"unit": unit}, key=key, tries=tries, waits=waits)
        found = _NUMBER.search(act.answer)
        act.about["number"] = found.group(1) if found else None
        return act.about["number"], act

    def move(self, path, *, page=None, verb, about, tries=12, files=None, **fields):
        """Open the page with a verb's form, fill it in, send it. None when the form is not offered."""
        form = self.form(page or path, path)
        if form is None:
            return None
        return self.send(path, {**form, **fields}, verb=verb, about=about, tries=tries, files=files)

    def _ask(self, method, path, what, **more):
        began = time.monotonic()
        try:
            answer = self.client.request(method, path, **more)
        except httpx.TransportError:
            self.history.saw(self.username, path, began, None)
            return None
        self._read(answer)
        self.history.saw(self.username, path, began, answer.status_code, answer.headers.get("Retry-After"))
        return answer

    def _read(self, answer):
        listen(self.history, self.username, self.unit, answer.text)

    def _token(self):
        return {"csrfmiddlewaretoken": self.client.cookies.get("csrftoken", "")}


def listen(history, who, unit, text):
    """I5: whatever a unit's people receive holds no other unit's canary."""
    if unit is not None and "金丝雀" in text:
        foreign = set(CANARY.findall(text)) - {unit}
        if foreign:
            history.wrong.append(f"I5: {who} of {unit} received words of {', '.join(sorted(foreign))}")
