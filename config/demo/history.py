"""Thirty days of the demo district: every call and every matter with its time, planned before anything is stored."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from config.demo import people
from config.demo.apart import apart
from config.demo.asked import asked
from config.demo.disputes import disputes
from config.demo.geography import SEED, District
from config.demo.matters import ZONE, Matter, matter
from config.demo.people import GRID_ACCOUNT_CELL
from config.demo.queues import queues
from config.demo.together import together
from config.demo.words import units as sayings

DAYS = 30
TICKETS = 284  # that ran their course; the queues of today come on top
REPORTS_OF_THE_COLLECTOR = 4
# Weight of each hour of the day: quiet before dawn, a peak in the morning and one after work.
HOURS = [3, 2, 2, 1, 1, 2, 4, 8, 12, 13, 12, 10, 8, 8, 10, 11, 11, 10, 10, 11, 10, 8, 6, 4]
TODAYS_SHARE = 0.07  # of the calls without a ticket, beside the queues of today
LOOSE = {
    "advice": 95, "repeat": 24, "silent": 66, "dropped": 58, "misdial": 71, "harassment": 22, "drunk_or_ill": 11,
    "withdrawn": 9, "internal": 14, "test": 3,
}  # fmt: skip


@dataclass(frozen=True)
class LooseCall:
    """A call that opens no ticket: advice, or one of the invalid classes; `repeat` joins a ticket that is open."""

    at: datetime
    validity: str
    words: str
    name: str
    phone: str


def history(
    made: District, now: datetime, tickets: int = TICKETS, seed: int = SEED
) -> tuple[list[Matter], list[LooseCall]]:
    rng = Random(seed + 2)  # noqa: S311 – a demo, not a secret
    home = next(cell for cell in made.cells if cell.code == GRID_ACCOUNT_CELL)
    found = [matter(made, rng, moment(rng, now)) for _ in range(tickets)]
    found += [matter(made, rng, moment(rng, now), cell=home, grid=True) for _ in range(REPORTS_OF_THE_COLLECTOR)]
    found = [each for each in found if each.start < now - timedelta(minutes=15)]
    found += queues(made, rng, now)
    calls = _loose_calls(rng, now)
    found += together(made, Random(seed + 3), now)  # noqa: S311
    found += disputes(made, Random(seed + 4), now)  # noqa: S311 – drawn apart, so that the month stays as it was
    found += asked(made, Random(seed + 5), now)  # noqa: S311
    found += apart(made, Random(seed + 6), now)  # noqa: S311
    return sorted(found, key=lambda each: each.start), calls


def moment(rng: Random, now: datetime) -> datetime:
    """Some time in the past thirty days, by the rhythm of the day; weekends are quieter, and the last weeks busier."""
    while True:
        day = now.astimezone(ZONE).date() - timedelta(days=min(rng.randrange(DAYS), rng.randrange(2 * DAYS)))
        if day.weekday() >= 5 and rng.random() < 0.2:
            continue
        hour = rng.choices(range(24), HOURS)[0]
        at = datetime(day.year, day.month, day.day, hour, tzinfo=ZONE) + timedelta(seconds=rng.uniform(0, 3600))
        if at < now:
            return at


def _loose_calls(rng: Random, now: datetime) -> list[LooseCall]:
    """So many that about six calls in ten are valid, as in a district whose number has become known."""
    found = []
    for validity, count in LOOSE.items():
        for _ in range(count):
            said = rng.choice(sayings.ADVICE) if validity == "advice" else ""
            caller = (
                ("", "") if validity == "silent" else (people.person_name(rng), people.mobile(rng.randint(1000, 9999)))
            )
            at = moment(rng, now)
            if rng.random() < TODAYS_SHARE:
                at = now - timedelta(hours=7 * rng.random() ** 1.5)
            if validity == "silent":  # the exchange knows the number though nobody spoke
                caller = "", people.mobile(Random(at.timestamp()).randint(1000, 9999))  # noqa: S311
            found.append(LooseCall(at, validity, said, *caller))
    return sorted(found, key=lambda call: call.at)
