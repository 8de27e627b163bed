"""One laboratory through several faults: each runs with a share of its whole size, is checked, and leaves all in order."""

import os
import random
import time
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.faults.checker import check
from tests.faults.history import percentile
from tests.faults.load import UNITS, Hall, Load
from tests.faults.processes import eventually
from tests.faults.screens import Screens

WHOLE_MINUTES = 30


@dataclass
class Result:
    code: str
    title: str
    figures: dict = field(default_factory=dict)
    broken: list = field(default_factory=list)
    seconds: float = 0.0

    def __str__(self):
        mark = "FAIL" if self.broken else "pass"
        figures = " · ".join(f"{name} {_said(value)}" for name, value in self.figures.items())
        lines = [f"{self.code:<4} {mark}  {self.title}: {figures} ({self.seconds:.0f} s)"]
        return "\n".join([*lines, *(f"       {sentence}" for sentence in self.broken[:12])])


def _said(value):
    return f"{value:.2f}" if isinstance(value, float) else str(value)


class Skipped(Exception):
    """What this fault needs is not on this machine; the message says what."""


class Bench:
    """`share` 1 is the plan's whole size; the slice of CI takes the least that each fault names."""

    def __init__(self, lab, seed, share=0.0):
        self.lab, self.seed, self.share = lab, seed, share
        self.chance = random.Random(seed)
        self.hall = Hall(lab, seed)
        watching = [("dispatcher", "/board/"), ("viewer", "/board/"), ("grid", "/tasks/")]
        watching += [(unit, "/inbox/") for unit in UNITS]
        self.screens = Screens(lab, [(self.hall.seat(who), path) for who, path in watching]).ready(120)
        self.broken = []

    def close(self):
        self.screens.close()
        self.hall.close()

    def times(self, whole, least):
        """How often, or for how long: the plan's number times the share, and never less than the slice's."""
        return max(least, round(whole * self.share))

    def demand(self, holds, sentence):
        if not holds:
            self.broken.append(sentence)

    def within(self, seconds, limit, what):
        """A limit of the plan, stretched by what else this machine is doing. Returns the seconds, for the figures."""
        allowed = limit * self.stretch
        self.demand(seconds <= allowed, f"{what} took {seconds:.1f} s; allowed are {limit} s (here {allowed:.1f})")
        return round(seconds, 2)

    @property
    def stretch(self):
        """How many processes want each core."""
        return max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))

    @contextmanager
    def at_work(self, **how):
        """The hall works while the block runs."""
        with Load(self.hall, self.chance.random(), **how) as load:
            yield load

    @contextmanager
    def noted(self):
        """The acts that begin while the block runs, in a list that is whole at its end."""
        before, found = len(self.lab.history.acts), []
        yield found
        found += list(self.lab.history.acts.values())[before:]

    def run(self, fault):
        """One fault, then the checker. Returns its Result; a Skipped passes through."""
        began, self.broken = time.monotonic(), []
        result = Result(fault.CODE, fault.TITLE)
        try:
            result.figures = fault.run(self)
            result.figures |= self.settle()
        except Skipped:
            raise
        except Exception as reason:  # one fault that fails must not hide the others
            self.broken.append(f"{type(reason).__name__}: {reason}")
            self.lab.mend()
        result.broken = self.broken + check(self.lab, log=bool(self.share))  # the slice reads the log once, at its end
        self.lab.history.wrong.clear()
        result.seconds = time.monotonic() - began
        return result

    def settle(self):
        """Everything runs again, every screen shows what is true, and nothing waits in the feed."""
        self.lab.whole(90)
        equal = self.screens.equal(90)
        self.hall.clear()
        eventually(lambda: not self.lab.value("SELECT count(*) FROM dispatch_pending"), 60, what="feed empty")
        return {"boards equal after s": round(equal, 1)}

    def calls_p99(self, acts):
        """Seconds, each call by the slowest of its attempts."""
        return round(percentile([act.seconds for act in acts if act.verb == "open"], 0.99), 2)
