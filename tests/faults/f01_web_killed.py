"""F1: kill -9 of a web process. Who was in the middle of a request sends again; nobody else notices."""

import time

CODE, TITLE = "F1", "kill -9 of a web process under load"


def run(bench):
    lab, kills, slowest = bench.lab, bench.times(30, 3), 0.0
    lost_before = lab.history.statuses[None]
    with bench.noted() as acts, bench.at_work() as load:
        for _kill in range(kills):
            time.sleep(1 + bench.chance.random())
            victim = bench.chance.choice(lab.pids("web"))
            lab.kill(victim)
            slowest = max(slowest, lab.restarted("web", [victim]))
    lost = lab.history.statuses[None] - lost_before
    in_flight = len(load.threads) + len(bench.screens.all)
    bench.demand(lost <= kills * in_flight, f"{lost} requests failed; only those in hand may: {kills} × {in_flight}")
    return {
        "kills": kills, "requests lost in hand": lost, "back after s at most": bench.within(slowest, 10, "a new process"),
        "calls": len([act for act in acts if act.verb == "open"]), "p99 s": bench.calls_p99(acts),
    }  # fmt: skip
