"""F4: PostgreSQL dies, restarts, or falls silent. Nothing acknowledged is lost, no request hangs, and it heals alone."""

import time

from tests.faults.processes import eventually

CODE, TITLE = "F4", "PostgreSQL killed, restarted, silent"
LONGEST_SECONDS = 5


def run(bench):
    lab, serving = bench.lab, []
    kills, restarts, silence = bench.times(10, 1), bench.times(5, 1), bench.times(30, 8)
    with lab.history.window(), bench.noted() as acts, bench.at_work():
        for end in [lab.postgres.kill] * kills + [lab.postgres.stop] * restarts:
            time.sleep(1.5)
            end()
            time.sleep(0.5)
            lab.postgres.start()
            serving.append(eventually(lab.health, 60, what="/healthz after PostgreSQL came back")[1])
        with lab.postgres_proxy.being("silent"):
            time.sleep(silence)
        serving.append(eventually(lab.health, 60, what="/healthz after the silence")[1])
    longest = max(act.seconds for act in acts)
    return {
        "kills": kills, "restarts": restarts, "silent s": silence,
        "serving again after s at most": bench.within(max(serving), 5, "serving after PostgreSQL"),
        "longest request s": bench.within(longest, LONGEST_SECONDS, "a request"),
        "calls": len([act for act in acts if act.verb == "open"]),
    }  # fmt: skip
