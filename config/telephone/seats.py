"""The hall at the other end of a demo: call takers, one thread each, and the dispatchers who assign what they open."""

import threading
import time
from collections import Counter

from config.demo.people import PASSWORD, people
from config.replay.person import Person, Refused
from config.telephone.taker import LOOK_SECONDS, Taker

DISPATCHERS = ("dispatcher", "dispatcher2", "dispatcher3")


class Seats:
    """`transfers` is the share of the calls that a call taker passes on, or asks a third party to join."""

    def __init__(self, base, count, seed, *, transfers, times, event=None):
        self.counts, self.tickets, self.errors, self.most_stale = Counter(), [], [], 0
        self._lock, self._over = threading.Lock(), threading.Event()
        here = [person for person in people() if "call_taker" in person.roles][:count]
        self._dispatchers = [Person(base, name, PASSWORD, times) for name in DISPATCHERS]
        self._leader = Person(base, "leader", PASSWORD, times)
        self._takers = [
            Taker(
                Person(base, one.username, PASSWORD, times), seed, seats={other.seat for other in here} - {one.seat},
                transfers=transfers, opened=self._assign, count=self._count, over=self._over, event=event,
            )
            for one in here
        ]  # fmt: skip
        self._threads = [threading.Thread(target=self._sit, args=[taker], daemon=True) for taker in self._takers]

    def start(self):
        for person in (*(taker.person for taker in self._takers), *self._dispatchers, self._leader):
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
        return self._leader.get("/calls/lines/", "strip")[1].text.count('data-stale="')

    def _sit(self, taker):
        while not self._over.is_set():
            try:
                if not taker.turn():
                    time.sleep(LOOK_SECONDS)
            except (Refused, LookupError, StopIteration, TimeoutError) as error:
                self.errors.append(f"{taker.person.username}: {error!r}")
                time.sleep(1)

    def _assign(self, ticket, chance):
        def as_proposed(form):
            if not any(form.fields.get("lead", [])):
                form.fields["lead"] = [next(value for value in form.choices["lead"] if value)]
            form.fields["assists"] = [unit for unit in form.fields.get("assists", []) if [unit] != form.fields["lead"]]

        with self._lock:
            self.tickets.append(ticket.rstrip("/").rpartition("/")[2])
        dispatcher = chance.choice(self._dispatchers)
        with dispatcher.lock:
            dispatcher.do(f"{ticket}assign/", "assign", as_proposed, page=ticket)
        self._count("assigned")

    def _count(self, what):
        with self._lock:
            self.counts[what] += 1
