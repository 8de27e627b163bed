"""Seats of the hall as HTTP clients: each claims the oldest line, types, saves with a ticket, and has it assigned."""

import random
import re
import threading
import time
from collections import Counter

from config.demo.people import PASSWORD, people
from config.replay.hands import put
from config.replay.page import forms
from config.replay.person import Person, Refused

LOOK_SECONDS = 0.5  # a screen is told at once; a client looks
TYPE_SECONDS = 2  # between two saves of what is half typed
INVALID = 0.15  # of the calls carry no matter
_NUMBER = re.compile(r"[TY]\d{8}-\d{4,}")
_CLAIM, _MISSED = "/calls/lines/claim/", "/calls/missed/"
_WORDS = (
    "路灯坏了三天没人修。",
    "井盖翻了，车差点掉进去。",
    "楼下烧烤半夜还在吵。",
    "自来水从早上就没有了。",
    "树倒在路中间。",
)


class Seats:
    """Call takers of the demo district, one thread each, and the dispatchers who assign what they open."""

    def __init__(self, base, count, seed, *, typing, times):
        self.typing, self.counts = typing, Counter()
        takers = [person.username for person in people() if "call_taker" in person.roles][:count]
        self._takers = [Person(base, name, PASSWORD, times) for name in takers]
        self._dispatchers = [
            Person(base, name, PASSWORD, times) for name in ("dispatcher", "dispatcher2", "dispatcher3")
        ]
        self._leader = Person(base, "leader", PASSWORD, times)
        self._seed, self._lock, self._over = seed, threading.Lock(), threading.Event()
        self.errors, self.most_stale = [], 0
        self._threads = [threading.Thread(target=self._sit, args=pair, daemon=True) for pair in enumerate(self._takers)]

    def start(self):
        for person in (*self._takers, *self._dispatchers, self._leader):
            person.log_in()
        self._before = self._silent()  # of calls that others left
        for thread in self._threads:
            thread.start()

    def stop(self):
        self._over.set()
        for thread in self._threads:
            thread.join(timeout=60)

    def watch(self):
        """Look once as the shift leader does: how many seats show no life."""
        self.most_stale = max(self.most_stale, self._silent() - self._before)

    def _silent(self):
        return self._leader.get("/calls/lines/", "strip")[1].text.count('class="line-stale')

    def _sit(self, index, person):
        chance = random.Random(f"{self._seed}-seat-{index}")  # noqa: S311  not for secrets
        while not self._over.is_set():
            try:
                if not (self._take(person, chance, "/calls/lines/") or self._take(person, chance, _MISSED)):
                    time.sleep(LOOK_SECONDS)
            except (Refused, LookupError, TimeoutError) as error:
                self.errors.append(f"{person.username}: {error}")
                time.sleep(1)

    def _take(self, person, chance, where):
        """Claim the first line of a page; False where there is none or somebody was quicker."""
        page = person.get(where, "strip")[1].text
        ringing = [form for form in forms(page) if form.action == _CLAIM]
        if not ringing:
            return False
        answer = person._send(
            "POST", _CLAIM, kind="claim", data=ringing[0].fields, headers={"Accept": "application/json"}
        )
        if answer.status_code == 409:
            self._count("late")
            return True
        if answer.status_code != 200:
            raise Refused(answer.status_code, _CLAIM, answer.text)
        self._work(person, chance, answer.json()["place"], missed=where == _MISSED)
        return True

    def _work(self, person, chance, place, missed):
        words = chance.choice(_WORDS)
        page = person.get(place, "call form")[1].text
        form = next(form for form in forms(page) if form.action == "/calls/new/")
        until = time.monotonic() + chance.uniform(0.5, 1.5) * self.typing
        typed = 0
        while time.monotonic() < until and not self._over.is_set():
            typed = min(typed + 6, len(words))
            put(form, words=words[:typed])
            person._send(
                "POST", "/calls/draft/", kind="draft", data=form.fields, headers={"Accept": "application/json"}
            )
            person._send("POST", "/calls/lines/alive/", kind="alive", data={k: form.fields[k] for k in _TOKEN})
            time.sleep(TYPE_SECONDS)
        if missed or chance.random() < INVALID:
            validity = "dropped" if missed else chance.choice(["silent", "misdial", "test"])
            self._end(person, "/calls/dismiss/", {**form.fields, "validity": [validity]})
            self._count("called back" if missed else "without a matter")
            return
        put(form, words=words, address=f"人民路 {chance.randrange(1, 300)} 号", wants_callback="on")
        for name in ("place", "item"):
            form.fields[name] = [chance.choice([value for value in form.choices[name] if value])]
        place = self._end(person, "/calls/new/", form.fields)
        number = _NUMBER.search(place).group()
        self._count("ticket")
        self._assign(f"/tickets/{number}/", chance)

    def _end(self, person, path, fields):
        answer = person._send("POST", path, kind="save", data=fields)
        if answer.status_code != 303:
            raise Refused(answer.status_code, path, answer.text)
        return answer.headers["Location"]

    def _assign(self, ticket, chance):
        def as_proposed(form):
            if not any(form.fields.get("lead", [])):
                form.fields["lead"] = [next(value for value in form.choices["lead"] if value)]
            form.fields["assists"] = [unit for unit in form.fields.get("assists", []) if [unit] != form.fields["lead"]]

        dispatcher = chance.choice(self._dispatchers)
        with dispatcher.lock:
            dispatcher.do(f"{ticket}assign/", "assign", as_proposed, page=ticket)
        self._count("assigned")

    def _count(self, what):
        with self._lock:
            self.counts[what] += 1


_TOKEN = ("csrfmiddlewaretoken",)
