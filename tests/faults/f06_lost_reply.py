"""F6: the answer to COMMIT is lost. Nobody can know what happened, everybody sends again, and it has happened once."""

import random
import uuid
from concurrent.futures import ThreadPoolExecutor

from tests.faults.proxy import LostReplies

CODE, TITLE = "F6", "replies lost after COMMIT"
RETRIES = 5
LOSSES = (1, 1, 2, RETRIES)  # how many answers in a row a call may lose
AT_ONCE = 6


def run(bench):
    lab, hall = bench.lab, bench.hall
    keys = [str(uuid.UUID(int=bench.chance.getrandbits(128), version=4)) for _ in range(bench.times(1000, 30))]
    lost = LostReplies(lambda key: LOSSES[int(key[0], 16) % len(LOSSES)] if key in wanted else 0)
    wanted = set(keys)

    def take(number):
        """One call taker at one browser types his share of the calls."""
        chance = random.Random(keys[number])
        for key in keys[number::AT_ONCE]:
            hall.take_call(
                f"calltaker{number % 4 + 1 if number % 4 else ''}", chance, number=number, key=key,
                tries=RETRIES + 1, waits=(0.05, 0.1),
            )  # fmt: skip

    with lab.history.window(), lab.postgres_proxy.being("pass", lost_replies=lost), ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(take, range(AT_ONCE)))
    acts = [lab.history.acts[key] for key in keys]
    stored = lab.value(
        "SELECT count(*) FROM dispatch_ticket WHERE substring(words FROM '编号 (.{36})') = ANY(%s)", keys
    )
    bench.demand(stored == len(keys), f"{len(keys)} calls left {stored} tickets")
    bench.demand(all(act.outcome == "ok" for act in acts), "a call was never acknowledged")
    bench.demand(sum(lost.lost.values()) >= len(keys), "the proxy lost fewer answers than there were calls")
    return {
        "calls": len(keys), "replies lost": sum(lost.lost.values()), "tickets": stored,
        "sent again at most": max(act.tries for act in acts) - 1,
    }  # fmt: skip
