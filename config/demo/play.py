"""Lets the planned month happen: every step through the real services, in order of time, told to the one clock.

Between two steps the clocks that run out strike, as tick would have let them, so warned and missed are true events.
"""

import gc
import heapq
from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random

from django.db import connection

from config.demo import shifts
from config.demo.camera import Camera
from config.demo.cast import Cast
from config.demo.history import LooseCall
from config.demo.matters import Matter
from config.demo.turns import Turns
from dispatch import services as dispatch
from units import clock

_NEXT_STRIKE = """
    SELECT LEAST(
        (SELECT min(half_at) FROM dispatch_clock WHERE stopped_at IS NULL AND halved_at IS NULL),
        (SELECT min(warn_at) FROM dispatch_clock WHERE stopped_at IS NULL AND warned_at IS NULL),
        (SELECT min(due_at) FROM dispatch_clock WHERE stopped_at IS NULL AND missed_at IS NULL),
        (SELECT min(rung_at) FROM dispatch_clock WHERE stopped_at IS NULL)
    )
"""


def play(
    matters: list[Matter], calls: list[LooseCall], *, until: datetime, cast: Cast, rng: Random, seen: Callable[[], None]
) -> None:
    """`seen` is told of each step, for a progress bar."""
    turns = Turns(cast, rng, Camera(since=until - timedelta(days=2)))
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 1000)  # tens of thousands of short-lived rows: a tenth of the time went into looking
    queue: list[tuple[datetime, int, int]] = []
    for number, matter in enumerate(matters):
        queue += [
            (matter.start + timedelta(seconds=step.after), number, position)
            for position, step in enumerate(matter.steps)
        ]
    queue += [(call.at, len(matters) + number, 0) for number, call in enumerate(calls)]
    changes = {at: number for number, at in enumerate(reversed(shifts.changes(until)))}
    queue += [(at, -1, 0) for at in changes]
    heapq.heapify(queue)
    while queue:
        at, number, position = heapq.heappop(queue)
        if number < 0:
            _strike_until(at)
            shifts.change(changes[at], cast, at)
            continue
        if at <= until:
            _strike_until(at)
            with clock.at(at):
                if number < len(matters):
                    turns.step(number, matters[number], matters[number].steps[position])
                else:
                    turns.loose_call(calls[number - len(matters)], until)
        seen()
    _strike_until(until)


def _strike_until(at: datetime) -> None:
    while True:
        with connection.cursor() as cursor:
            cursor.execute(_NEXT_STRIKE)
            (strike,) = cursor.fetchone()
        if strike is None or strike > at:
            return
        with clock.at(strike):
            if not dispatch.keep_time():
                raise RuntimeError("a clock that should strike did not")
