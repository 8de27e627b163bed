"""Who asked for what and what became of it. Every attempt is a line; `ok` and `fail` are certain, `info` is not."""

import contextlib
import json
import threading
import time
from collections import Counter
from dataclasses import dataclass, field


@dataclass
class Act:
    """One thing that a person wanted, with one key, in as many attempts as it took."""

    key: str
    who: str
    verb: str
    about: dict
    outcome: str = "info"  # ok: acknowledged · fail: refused · info: nobody knows
    status: int | None = None
    answer: str = ""
    tries: int = 0
    began: float = field(default_factory=time.monotonic)
    took: float = 0.0  # from the first attempt to the last answer
    seconds: float = 0.0
    places: list = field(default_factory=list)  # where each acknowledged attempt led


class History:
    def __init__(self, path):
        self.acts, self.statuses, self.wrong = {}, Counter(), []
        self.began = time.monotonic()
        self._windows, self._lock = [], threading.Lock()
        self._file = open(path, "a", encoding="utf-8", buffering=1)  # noqa: SIM115 – closed with the laboratory

    def close(self):
        self._file.close()

    @contextlib.contextmanager
    def window(self, grace=10):
        """While the database is known to be away a 503 with Retry-After is an honest answer, and no other 5xx ever is."""
        window = [time.monotonic(), float("inf")]
        self._windows.append(window)
        try:
            yield
        finally:
            window[1] = time.monotonic() + grace

    def excused(self, began, ended):
        return any(start <= ended and began <= end for start, end in self._windows)

    def act(self, key, who, verb, about):
        with self._lock:
            act = self.acts[key] = Act(key, who, verb, about)
        self._write("invoke", key=key, who=who, verb=verb, **about)
        return act

    def attempt(self, act, began, status, *, answer="", retry_after=None, error=""):
        """One answer, or none (`status` None)."""
        ended = time.monotonic()
        act.tries += 1
        act.seconds, act.took = max(act.seconds, ended - began), ended - act.began
        self.saw(act.who, act.verb, began, status, retry_after)
        if status is None or status >= 500:
            kind = "info"
        elif status < 400:
            kind, act.answer = "ok", answer
            act.places.append(answer)
        else:
            kind = "fail"
        act.outcome, act.status = kind, status
        self._write(kind, key=act.key, status=status, seconds=round(ended - began, 4), answer=answer, error=error)

    def saw(self, who, what, began, status, retry_after=None):
        """Every answer to anybody passes here: no 5xx but 503 with Retry-After while the database is away."""
        ended = time.monotonic()
        with self._lock:
            self.statuses[status] += 1
        if status and status >= 500 and not (status == 503 and retry_after and self.excused(began, ended)):
            self.wrong.append(f"I7: {who} got {status} for {what} at {began - self.began:.1f} s")

    def of(self, *verbs, outcome=None):
        return [act for act in list(self.acts.values()) if act.verb in verbs and outcome in (None, act.outcome)]

    def _write(self, kind, **facts):
        line = json.dumps({"at": round(time.monotonic() - self.began, 4), "type": kind, **facts}, ensure_ascii=False)
        with self._lock:
            self._file.write(line + "\n")


def percentile(values, share):
    """The value below which `share` of them lie; 0 for none."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0
