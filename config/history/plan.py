"""How many tickets each past day gets: busier in the working week, in summer and from year to year."""

import math
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import accumulate
from random import Random

from config.history import SEEDED
from dispatch.models import Ticket
from units import clock

LOOSE_SHARE = 1.0  # calls that open no ticket, for each ticket
NEWEST = 2  # days before today on which history ends: nobody takes numbers of that day any more
_WEEK = (1.06, 1.04, 1.03, 1.03, 1.05, 0.9, 0.89)
_GROWTH = 0.12  # a year


@dataclass(frozen=True)
class Day:
    day: date
    starts_at: datetime
    have: int
    n: int

    @property
    def calls(self):
        return round(self.n * LOOSE_SHARE)


def missing(tickets, years, seed):
    """The days that lack tickets, oldest first, and how many there are already in the database."""
    today = clock.local_day(clock.now())
    last = today - timedelta(days=NEWEST)
    first = today - timedelta(days=round(years * 365.25))
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    there = _there()
    left, found = tickets - sum(there.values()), []
    for day, n in zip(days, _spread(tickets, days, seed), strict=True):
        more = min(n - there.get(day, 0), left)
        if more > 0:
            left -= more
            found.append(Day(day, clock.day_bounds(day)[0], there.get(day, 0), more))
    return found, sum(there.values())


def pieces(days, size):
    """Runs of days of about `size` tickets; a day is never cut."""
    run, held = [], 0
    for day in days:
        if run and held + day.n > size:
            yield run
            run, held = [], 0
        run.append(day)
        held += day.n
    if run:
        yield run


def _spread(tickets, days, seed):
    """Whole numbers that add up to `tickets`."""
    rng = Random(seed)  # noqa: S311 – history to practise with, no secret
    weights = [_weight(day, days[-1]) * rng.uniform(0.85, 1.15) for day in days]
    scale = tickets / sum(weights)
    ends = [round(end * scale) for end in accumulate(weights)]
    return [end - start for start, end in zip([0, *ends], ends, strict=False)]


def _weight(day, last):
    season = 1 + 0.12 * math.sin((day.timetuple().tm_yday - 105) / 365 * 2 * math.pi)
    return _WEEK[day.weekday()] * season * (1 + _GROWTH) ** ((day - last).days / 365)


def _there():
    """{local day: seeded tickets}; a day's tickets may be closed on the next, but are opened on it."""
    found = {}
    seeded = Ticket.objects.filter(place_source=SEEDED).order_by()
    for at in seeded.values_list("entered_at", flat=True).iterator(chunk_size=10_000):
        day = clock.local_day(at)
        found[day] = found.get(day, 0) + 1
    return found
