"""An exchange as `intake.exchange` wants it: signs what it says, and says again what got no answer."""

import json
import random
import threading
import time
import uuid
from dataclasses import dataclass

import httpx

from intake.exchange import signature

ASK_SECONDS = 0.5  # between two questions whether a seat has taken the call
PATIENT_SECONDS = 180  # nobody waits longer
AGAIN_SECONDS = 0.5
DROPPED, TRANSFERRED, TWICE, OVERTAKEN = 0.05, 0.05, 0.05, 0.05  # shares of the calls
SAVED_WITHIN_SECONDS = 300  # from hanging up to the end of wrap-up


@dataclass
class Told:
    """What one caller went through; seconds where it happened, else None."""

    answered_after: float | None = None
    gave_up: bool = False
    transferred: bool = False
    state: str = "unknown"  # what the console says of the call at the end


class Exchange:
    def __init__(self, base, secret, seed, *, talk, lines):
        self.client = httpx.Client(base_url=base, timeout=10)
        self.secret, self.seed, self.talk, self.lines = secret, seed, talk, lines
        self.run = uuid.uuid4().hex[:8]  # two runs against one console are different calls
        self.repeated, self._lock = 0, threading.Lock()
        self.over = threading.Event()

    def call(self, number):
        """One call from its first tone until the console has saved it, or has it in its list of missed calls."""
        chance, told = random.Random(f"{self.seed}-{number}"), Told()  # noqa: S311  not for secrets
        name = f"sim-{self.run}-{number}"
        # `line` is called, `number` calls; nobody has these numbers
        facts = {"call": name, "number": f"1990001{chance.randrange(3000):04d}", "line": chance.choice(self.lines)}
        patience = chance.uniform(4, 20) if chance.random() < DROPPED else PATIENT_SECONDS
        talk = min(max(chance.expovariate(1 / self.talk), self.talk / 4), self.talk * 4)
        self.say("ringing", facts, chance)
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
            told.answered_after = time.monotonic() - began
            self._talk({**facts, "seat": seat}, chance, talk, told)
        self._await_the_end(facts, chance, told)
        return told

    def _talk(self, facts, chance, seconds, told):
        answered_at, overtaken = time.time(), chance.random() < OVERTAKEN
        if not overtaken:
            self.say("answered", facts, chance, at=answered_at)
        if chance.random() < TRANSFERRED:
            told.transferred = True
            outcome = chance.choice([{"outcome": "accepted"}, {"outcome": "refused", "reason": "占线"}])
            self.say("transferred", {**facts, "seat": "", "to": "03998110001", **outcome}, chance)
        self.over.wait(seconds)
        self.say("hung_up", facts, chance)
        if overtaken:  # a message that was held up on its way comes after the one that followed it
            self.say("answered", facts, chance, at=answered_at)

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
        answer = self._post(raw)
        return self._post(raw) if kind != "ask" and chance.random() < TWICE else answer

    def _post(self, raw):
        while True:
            stamp = f"{time.time():.3f}"
            headers = {"X-Timestamp": stamp, "X-Signature": signature(stamp, raw, self.secret)}
            headers["Content-Type"] = "application/json"
            try:
                answer = self.client.post("/phone/messages/", content=raw, headers=headers)
                if answer.status_code < 500:
                    answer.raise_for_status()
                    return answer.json()
            except httpx.TransportError:
                pass
            with self._lock:
                self.repeated += 1
            time.sleep(AGAIN_SECONDS)
