"""An exchange as `intake.exchange` wants it: signs what it says, and says again what got no answer."""

import json
import random
import threading
import time
import uuid
from dataclasses import dataclass

from config.demo import fixes
from config.telephone.door import Door

ASK_SECONDS = 0.5  # between two questions whether a seat has taken the call
PATIENT_SECONDS = 180  # nobody waits longer
TWICE, OVERTAKEN = 0.05, 0.05  # shares of the messages, and of the calls
ANSWERS_AFTER_SECONDS = 2  # a number outside that the hall wants on the line
AGREES = 0.75  # of those who are asked outside
SAVED_WITHIN_SECONDS = 300  # from hanging up to the end of wrap-up


@dataclass
class Told:
    """What one caller went through."""

    gave_up: bool = False
    seats: int = 0  # at which he was connected, one after the other
    state: str = "unknown"  # what the console says of the call at the end


class Exchange:
    """`drops` and `transfers` are shares of the calls: callers who give up, and transfers made at the telephone alone.

    `points` (lon, lat) are where people call from; without them the carrier says nothing of any caller.
    """

    def __init__(self, base, secret, seed, *, talk, lines, drops, transfers, points=()):
        self.points = points
        self.door = Door(base, "/phone/messages/", secret)
        self.seed, self.talk, self.lines = seed, talk, lines
        self.drops, self.transfers = drops, transfers
        self.run = uuid.uuid4().hex[:8]  # two runs against one console are different calls
        self.said, self._lock = 0, threading.Lock()
        self.over = threading.Event()

    def call(self, number):
        """One call from its first tone until the console has saved it, or has it in its list of missed calls."""
        chance, told = random.Random(f"{self.seed}-{number}"), Told()  # noqa: S311  not for secrets
        # `line` is called, `number` calls; nobody has these numbers
        facts = {"call": f"{self.prefix}{number}", "number": f"1990001{chance.randrange(3000):04d}"}
        facts["line"] = chance.choice(self.lines)
        patience = chance.uniform(4, 20) if chance.random() < self.drops else PATIENT_SECONDS
        talk = min(max(chance.expovariate(1 / self.talk), self.talk / 4), self.talk * 4)
        fix = fixes.near(*chance.choice(self.points), chance) if self.points else None
        where = {"fix": dict(zip(("lon", "lat", "accuracy"), fix, strict=True))} if fix else {}
        self.say("ringing", {**facts, **where}, chance)
        began, seat = time.monotonic(), None
        while time.monotonic() - began < patience and not self.over.is_set():
            answer = self.say("ask", facts, chance)
            if answer["state"] == "held":
                seat = answer["seat"]
                break
            time.sleep(ASK_SECONDS)
        if seat is None:
            told.gave_up = True
            self.say("hung_up", facts, chance)
        else:
            self._talk({**facts, "seat": seat}, chance, talk, told)
        self._await_the_end(facts, chance, told)
        return told

    @property
    def prefix(self):
        """What the names of this run's calls begin with."""
        return f"sim-{self.run}-"

    def _talk(self, facts, chance, seconds, told):
        answered_at, overtaken = time.time(), chance.random() < OVERTAKEN
        told.seats = 1
        if not overtaken:
            self.say("answered", facts, chance, at=answered_at)
        if chance.random() < self.transfers:
            self._receipt({**facts, "seat": "", "to": "03998110001"}, chance)
        self._stay(facts, chance, time.monotonic() + seconds, told)
        self.say("hung_up", facts, chance)
        if overtaken:  # a message that was held up on its way comes after the one that followed it
            self.say("answered", facts, chance, at=answered_at)

    def _stay(self, facts, chance, until, told):
        """The caller talks; whoever the hall wants on the line is rung, and a call that changed hands goes to that seat."""
        seat = facts["seat"]
        while time.monotonic() < until and not self.over.is_set():
            answer = self.say("ask", facts, chance)
            if answer["state"] == "held" and answer["seat"] != seat:
                seat, told.seats = answer["seat"], told.seats + 1
            wanted = answer.get("transfer")
            if wanted and wanted["to"]:
                self.over.wait(ANSWERS_AFTER_SECONDS)
                self._receipt({**facts, "seat": "", "to": wanted["to"]}, chance)
            self.over.wait(1)

    def _receipt(self, facts, chance):
        agreed = chance.random() < AGREES
        outcome = {"outcome": "accepted"} if agreed else {"outcome": "refused", "reason": "占线"}
        self.say("transferred", {**facts, **outcome}, chance)

    def _await_the_end(self, facts, chance, told):
        deadline = time.monotonic() + SAVED_WITHIN_SECONDS
        while time.monotonic() < deadline:
            told.state = self.say("ask", facts, chance)["state"]
            if told.state == "saved" or (self.over.is_set() and told.state == "missed"):
                return
            time.sleep(1)

    def say(self, kind, facts, chance, at=None):
        """Post one message until it is kept; some are sent twice, as after a lost answer."""
        at = at or time.time()
        body = {"id": uuid.uuid4().hex, **facts, "kind": kind, "at": round(at, 3)}
        raw = json.dumps(body, ensure_ascii=False).encode()
        answer = self.door.post(raw)
        with self._lock:
            self.said += kind != "ask"
        return self.door.post(raw) if kind != "ask" and chance.random() < TWICE else answer
