"""F7: every console loses its line at once, and some were asleep for a day. All come back, and all are true."""

import time

from tests.faults.load import UNITS
from tests.faults.screens import Screens

CODE, TITLE = "F7", "reconnect storm"
HALL = ("dispatcher", "dispatcher2", "dispatcher3", "verifier", "verifier2", "callback", "leader", "viewer")


def run(bench):
    watching = [(who, "/board/?stage=all") for who in HALL] + [(unit, "/inbox/") for unit in UNITS]
    consoles, asleep = bench.times(200, 20), bench.times(50, 10)
    seats = [(bench.hall.seat(who), path) for who, path in (watching[n % len(watching)] for n in range(consoles))]
    screens = Screens(bench.lab, seats)
    try:
        screens.ready(120)
        with bench.at_work():
            time.sleep(2)
            screens.drop(asleep)
            lag = screens.longest_pong(3)
        began = time.monotonic()
        screens.ready(60)
        screens.equal(60)
        equal = bench.within(time.monotonic() - began, 10, f"{consoles} consoles")
        refetched = sum(screen.refetches > 0 for screen in screens.all)
    finally:
        screens.close()
    return {
        "consoles": consoles,
        "asleep": asleep,
        "read their list again": refetched,
        "all equal after s": equal,
        "longest pong s": lag,
    }
