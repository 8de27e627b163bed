"""Typing alone: each seat types messages clause by clause, as a call taker does, and asks for matches after every pause.

Nothing is opened and nothing is kept: it shows how fast candidates and suggestions follow, and which they are.
"""

import itertools
import re
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from rich.table import Table

from config.bench.stats import percentile
from config.demo.people import PASSWORD, people
from config.replay.page import form_to
from config.replay.person import Person, Refused, Times

MATCHES = "/calls/matches/"
PAUSE_SECONDS = 0.35  # after which the page asks (static/js/intake.js); who types a clause in less is a machine
_CLAUSE = re.compile(r"[^，。！？；：,.!?;:\n]*[，。！？；：,.!?;:\n]*")
_FOUND = re.compile(
    r'<a class="num" href="(?P<at>[^"]+)"[^>]*>(?P<number>[TY][\d-]+)</a>(?P<rest>.*?)'
    r"<p>(?P<what>[^<]*)</p>\s*<p class=\"dim\" data-why>(?P<why>.*?)</p>",
    re.S,
)


@dataclass
class Typed:
    """One message: what was typed at last, and [(address, number, item and place, why)] of the candidates then."""

    words: str
    pauses: int = 0
    found: list = field(default_factory=list)


class Seat:
    def __init__(self, base, username, times, pause=0.0):
        self.person, self._fields, self._pause = Person(base, username, PASSWORD, times), None, pause

    def type(self, message):
        if self._fields is None:
            page = self.person.get("/calls/new/?fresh=1", "call form")[1].text
            self._fields = form_to(page, "/calls/new/").fields
        typed, html = Typed(""), ""
        for clause in filter(None, _CLAUSE.findall(message.words)):
            typed.words += clause
            typed.pauses += 1
            time.sleep(self._pause)
            data = {**self._fields, "words": [typed.words]}
            answer = self.person._send("POST", MATCHES, kind="matches", data=data)
            if answer.status_code != 200:
                raise Refused(answer.status_code, MATCHES, answer.text)
            html = answer.text
        typed.found = [
            (one["at"], one["number"], one["what"].strip(), " ".join(one["why"].split()))
            for one in _FOUND.finditer(html)
        ]
        return typed


def type_all(base, todo, clients, pause):
    """(Times, [Typed]) of all messages, by so many seats at once, each with a browser of its own."""
    times, local = Times(), threading.local()
    names = itertools.cycle([one.username for one in people() if "call_taker" in one.roles])
    lock = threading.Lock()

    def work(message):
        if not hasattr(local, "seat"):
            with lock:
                local.seat = Seat(base, next(names), times, pause)
        return local.seat.type(message)

    with ThreadPoolExecutor(clients) as pool:
        return times, list(pool.map(work, todo)), Seat(base, "calltaker", times)


def report(console, ran, judge):
    times, typed, reader = ran
    waits = sorted(times.by_kind["matches"])
    table = Table("typed", "pauses", "p50 ms", "p95 ms", "p99 ms", "max ms", "with candidates")
    cuts = [percentile(waits, share) for share in (0.5, 0.95, 0.99)] + waits[-1:] if waits else []
    having = sum(bool(one.found) for one in typed)
    table.add_row(str(len(typed)), str(len(waits)), *(f"{cut * 1000:.0f}" for cut in cuts), str(having))
    console.print(table)
    if judge:
        with open(judge, "w", encoding="utf-8") as file:
            for number, one in enumerate(typed, 1):
                file.write(f"== {number} ==\n{one.words}\n")
                for at, ticket, what, why in one.found:
                    file.write(f"  -> {ticket} {what} | {why}\n     {_words(reader, at)}\n")
        console.print(f"Written to {judge}", markup=False)


def _words(reader, at):
    page = reader.person.get(at, "ticket")[1].text
    said = re.search(r'class="words[^"]*"[^>]*>(.*?)</', page, re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", said[1]).split()) if said else ""
