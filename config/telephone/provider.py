"""A provider as `intake.provider` wants it, with its callers: they write, wait, and answer what they are asked.

What the console writes arrives at a gateway of ours, which says that it was delivered.
"""

import json
import queue
import random
import threading
import time
import uuid
from collections import defaultdict
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from config.telephone.door import Door
from intake.signed import signature

ALARMS, TWICE = 0.03, 0.05  # shares: of the callers, and of the messages that are sent twice
QUESTIONS = 2  # that a caller answers before he falls silent
_OPENINGS = (
    "楼下烧烤半夜还在吵。",
    "井盖翻了，车差点掉进去。",
    "家里漏水，滴到电表箱。",
    "路灯坏了三天没人修。",
    "我听不见，有人在砸门。",
)
_REPLIES = ("人民路 {n} 号", "3 单元 {n} 室", "没有人受伤", "就在菜市场门口", "还在继续")


@dataclass
class Told:
    """What one caller went through. `state` is what the console says of his last message at the end."""

    sent: int = 0
    answers: int = 0
    first_answer_after: float | None = None  # seconds
    alarm: bool = False
    state: str = ""


class Inbox(ThreadingHTTPServer):
    """The gateway: takes what the console sends, once each, and hands it to the caller of that number."""

    daemon_threads = True

    def __init__(self, port, secret):
        super().__init__(("127.0.0.1", port), _Gateway)
        self.secret, self.known, self.forged = secret, set(), 0
        self.letters, self.lock = defaultdict(queue.Queue), threading.Lock()
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def end(self):
        self.shutdown()
        self.server_close()


class _Gateway(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        secret = self.server.secret
        right = not secret or signature(self.headers["X-Timestamp"], body, secret) == self.headers["X-Signature"]
        with self.server.lock:
            self.server.forged += not right
            said = json.loads(body) if right else None
            if said and said["id"] not in self.server.known:
                self.server.known.add(said["id"])
                self.server.letters[said["to"]].put(said)
        self.send_response(202 if right else 401)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_args):
        pass


class Provider:
    def __init__(self, base, secret, seed, inbox, *, patience):
        self.door = Door(base, "/text/messages/", secret)
        self.seed, self.inbox, self.patience = seed, inbox, patience
        self.run = random.SystemRandom().randrange(10**4)  # two runs against one console have different callers
        self.over = threading.Event()

    def caller(self, number):
        """One caller from his first message until nobody asks him any more."""
        chance, told = random.Random(f"{self.seed}-{number}"), Told()  # noqa: S311  not for secrets
        phone = f"199{self.run:04d}{number % 10_000:04d}"  # nobody has these numbers
        told.alarm = chance.random() < ALARMS
        said = self._write(phone, "SOS" if told.alarm else chance.choice(_OPENINGS), told, chance)
        began, until = time.monotonic(), time.monotonic() + self.patience
        while told.answers < QUESTIONS and not told.alarm and not self.over.is_set():
            try:
                letter = self.inbox.letters[phone].get(timeout=max(0.0, min(until - time.monotonic(), 0.5)))
            except queue.Empty:
                if time.monotonic() > until:
                    break
                continue
            told.answers += 1
            told.first_answer_after = told.first_answer_after or time.monotonic() - began
            self.door.post(_raw("receipt", message=letter["id"], outcome="delivered"))
            self.over.wait(chance.uniform(1, 4))
            said = self._write(phone, chance.choice(_REPLIES).format(n=chance.randrange(1, 99)), told, chance)
            until = time.monotonic() + self.patience
        told.state = self.door.post(said)["state"]  # a retry changes nothing and is answered with the state
        return told

    def _write(self, phone, words, told, chance):
        raw = _raw("text", id=uuid.uuid4().hex, number=phone, words=words)
        self.door.post(raw)
        told.sent += 1
        if chance.random() < TWICE:
            self.door.post(raw)
        return raw


def _raw(kind, **facts):
    return json.dumps({"kind": kind, "at": round(time.time(), 3), **facts}, ensure_ascii=False).encode()
