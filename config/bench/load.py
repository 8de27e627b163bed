"""Closed loops: each client sends its next request when it has the answer to the last."""

import asyncio
import time

from config.bench.browser import location
from config.bench.stats import Sample

SETTLE_SECONDS = 0.02  # what the server closed meanwhile is noticed before the clock starts


class Client:
    """A browser and what it does again and again. `next_ask()` gives an Ask, or None when its material is used up."""

    def __init__(self, browser, next_ask):
        self.browser, self.next_ask = browser, next_ask


async def drive(clients, seconds):
    """All clients at once for so long. Returns the Sample; CPU is the caller's to add."""
    await asyncio.sleep(SETTLE_SECONDS)
    sample, began, own = Sample(), time.perf_counter(), time.process_time()
    until = began + seconds
    await asyncio.gather(*(_client(client, until, sample) for client in clients))
    sample.seconds, sample.own_cpu = time.perf_counter() - began, time.process_time() - own
    return sample


async def _client(client, until, sample):
    while time.perf_counter() < until:
        ask = client.next_ask()
        if ask is None:
            return
        raw = client.browser.raw(ask)
        began = time.perf_counter_ns()
        try:
            answer = await client.browser.line.ask(raw)
        except (OSError, TimeoutError) as error:
            sample.errors += 1
            sample.said = f"{type(error).__name__} {error}"
            client.browser.line.close()
            continue
        took = time.perf_counter_ns() - began
        if good(ask, answer):
            sample.times.append(took)
        else:
            sample.errors += 1
            sample.said = f"{answer.status} from {ask.path}"


def good(ask, answer):
    """A page is there; a form was taken, and its answer leads on (not to the door)."""
    if ask.fields is None:
        return answer.status == 200
    if answer.status == 200:  # a POST that only looks, or an answer to htmx
        return True
    return answer.status in (302, 303) and not location(answer).startswith("/login/")
