"""A process that does one thing again and again, outlives every failure of it, and stops when told."""

import logging
import os
import signal
import threading

from django.db import connections

from config import alive, patience

log = logging.getLogger("loop")


def run(name, step, pause, at_end=None):
    """Call `step()` for ever, `pause` seconds apart; at once again while it returns more than zero pieces of work."""
    patience.install()
    patience.hold_nothing()
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    failures = 0
    while not stopping.is_set():
        alive.sign()
        try:
            done = step()
            failures = 0
        except Exception:  # a database that restarts, one bad row: the next round tries again
            log.exception("%s: a round failed", name)
            connections.close_all()
            failures += 1
            done = 0
        more = failures == 0 and done is not True and bool(done)
        stopping.wait(0 if more else min(pause * 2**failures, 5))
    if at_end is not None:
        at_end()
    connections.close_all()
    logging.shutdown()
    os._exit(
        0
    )  # the interpreter's own farewell takes longer than all of the above, and the product is to stop in seconds
