"""F3: Redis dies, is away, hangs, forgets everything, or wants another password. It costs latency, and nothing else."""

import time
from contextlib import contextmanager

import redis

from tests.faults.processes import eventually

CODE, TITLE = "F3", "without Redis"
P99_SECONDS = 2


def run(bench):
    lab, figures = bench.lab, {}
    ways = {
        "killed": (killed, bench.times(10, 1), 3),
        "frozen": (frozen, 1, bench.times(60, 10)),
        "away": (away, 1, bench.times(60, 3)),
        "emptied": (emptied, bench.times(5, 1), 2),
        "other password": (other_password, 1, 3),
    }
    for name, (way, times, seconds) in ways.items():
        with bench.noted() as acts:
            for _time in range(times):
                with way(lab):
                    with bench.at_work():
                        time.sleep(seconds)
                    equal = bench.within(bench.screens.equal(60), 10, f"boards, Redis {name},")
        p99 = bench.within(bench.calls_p99(acts), P99_SECONDS, f"a call at p99, Redis {name},")
        figures[f"{name} p99 s"], figures[f"{name} boards s"] = p99, equal
    before = lab.value("SELECT clock_timestamp()")
    woken = eventually(lambda: worker_heard_after(lab, before), 60, what="the worker consumes again")[1]
    return {**figures, "worker consumes after s": bench.within(woken, 15, "the worker")}


@contextmanager
def killed(lab):
    lab.redis.kill()
    yield
    lab.redis.start()


@contextmanager
def away(lab):
    lab.redis.stop()
    yield
    lab.redis.start()


@contextmanager
def frozen(lab):
    lab.redis.freeze()
    yield
    lab.redis.thaw()


@contextmanager
def emptied(lab):
    with connected(lab) as client:
        client.flushall()
    yield


@contextmanager
def other_password(lab):
    """Nobody who comes anew is let in, and who is in is thrown out."""
    with connected(lab) as client:
        client.config_set("requirepass", "changed-by-somebody")
        client.execute_command("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes")
        client.execute_command("CLIENT", "KILL", "TYPE", "pubsub")
        yield
        client.config_set("requirepass", "")


@contextmanager
def connected(lab):
    with redis.Redis(unix_socket_path=str(lab.places.address.redis_socket), socket_timeout=10) as client:
        yield client


def worker_heard_after(lab, moment):
    return lab.value("SELECT EXISTS (SELECT 1 FROM dispatch_heartbeat WHERE name = 'worker' AND at > %s)", moment)
