"""F19: processes that are there and do nothing. Every console says so, and the supervisor starts them again."""

import time

from tests.faults.processes import descendants, eventually, freeze

CODE, TITLE = "F19", "processes alive that do nothing"
NOTICED, RESTARTED = 15, 30


def run(bench):
    lab = bench.lab
    eventually(lambda: all(s.heard.get("beat") for s in bench.screens.all), 60, what="every console heard")
    steady(bench)
    # whoever waits for a lock that a frozen process holds is told to come again: five seconds at most
    with lab.history.window(), bench.noted() as acts, bench.at_work():
        victims = {name: lab.pids(name) for name in ("tick", "outbox", "worker")}
        victims["web"] = lab.pids("web")[:1]
        frozen = [pid for pids in victims.values() for pid in pids]
        began = time.monotonic()
        freeze(*frozen, *(child for pid in frozen for child in descendants(pid)))
        noticed = {
            "tick": eventually(lambda: says(bench, "tick_late"), 120, what="the consoles say: tick")[1],
            "outbox, worker": eventually(lambda: says(bench, "behind_late"), 120, what="the consoles say: behind")[1],
        }
        eventually(lambda: degraded(lab), 30, what="/healthz degraded")
        back = 0.0
        for name, pids in victims.items():
            eventually(lambda name=name, pids=pids: not set(pids) & set(lab.pids(name)), 200, what=f"{name} ended")
            lab.restarted(name, pids, 120)
            back = max(back, time.monotonic() - began)
    healed = steady(bench)
    return {
        "noticed after s": bench.within(max(noticed.values()), NOTICED, "to notice"),
        "started again after s at most": bench.within(back, RESTARTED, "to start again"), "quiet again after s": healed,
        "a call acknowledged after s at most": round(max(a.took for a in acts if a.verb == "open"), 1),
    }  # fmt: skip


def says(bench, word):
    """A console whose line is up has heard it; and what live.js does with it, a browser shows."""
    return any(screen.heard.get("beat", (0, {}))[1].get(word) for screen in bench.screens.all)


def degraded(lab):
    report = lab.health()
    return report and report["status"] == "degraded"


def steady(bench):
    """Seconds until nothing is said to be late."""
    quiet = lambda: not says(bench, "tick_late") and not says(bench, "behind_late")  # noqa: E731
    return round(eventually(quiet, 150, what="all consoles quiet")[1], 1)
