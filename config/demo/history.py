"""Thirty days of the demo district: every call and every matter with its time, planned before anything is stored."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from config.demo import people, words
from config.demo.duty import duty_list
from config.demo.geography import SEED, District
from config.demo.places import Spot, spot
from config.demo.story import Item, Step, plan
from config.demo.words import units as sayings

ZONE = ZoneInfo("Asia/Shanghai")
DAYS = 30
TICKETS = 335  # that ran their course; the queues of today come on top
# Weight of each hour of the day: quiet before dawn, a peak in the morning and one after work.
HOURS = [3, 2, 2, 1, 1, 2, 4, 8, 12, 13, 12, 10, 8, 8, 10, 11, 11, 10, 10, 11, 10, 8, 6, 4]
# Majors by how often they are rung up about; what is not here has weight 1.
OFTEN = {"03": 9, "05": 9, "13": 8, "14": 7, "16": 5, "17": 6, "20": 5, "21": 7, "22": 4, "27": 6, "32": 7, "34": 4}
OFTEN |= {"11": 4, "02": 3, "08": 3, "15": 2, "18": 3, "19": 3, "24": 3, "30": 2, "33": 3, "31": 3, "29": 2}
TODAYS_SHARE = 0.07  # of the calls without a ticket, beside the queues of today
OF_PATROLS = {"13", "14", "15", "16", "17", "18", "22", "08", "19"}
# Queues as a visitor finds them: the last verb that has happened, how many, and how long ago (minutes from, to).
TODAY = [
    ("open", 4, 0.2, 2.2),
    ("open", 1, 4, 7),
    ("hand_back", 1, 3, 13),
    ("assign", 3, 0.05, 0.6),
    ("assign", 2, 8, 20),
    ("accept", 6, 2, 26),
    ("first_word", 8, 5, 110),
    ("long", 10, 360, 3300),
    ("partly", 5, 5, 240),
    ("reject", 2, 10, 240),
    ("last_feedback", 7, 5, 210),
    ("last_feedback", 1, 260, 400),
    ("verify", 6, 10, 420),
    ("attempt", 2, 20, 200),
]


@dataclass(frozen=True)
class Matter:
    """One ticket to be: who says what about where, and its plan. `start` is the call's entry."""

    start: datetime
    item: Item
    spot: Spot
    words: str
    name: str
    phone: str
    channel: str  # phone | sms | web | grid
    callback: bool
    has_point: bool
    parts: int
    steps: tuple[Step, ...]


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
    matters = [_matter(made, rng, moment(rng, now)) for _ in range(tickets)]
    matters = [matter for matter in matters if matter.start < now - timedelta(minutes=15)]
    for marker, count, low, high in TODAY:
        found = 0
        while found < count:
            matter = _matter(made, rng, now)
            cut = _cut(matter.steps, marker)
            if cut is None or (marker == "hand_back" and matter.item.resolve < 24 * 3600):
                continue
            ago = rng.uniform(low, high) * 60 + matter.steps[cut].after
            if ago > 70 * 3600 or (marker == "long" and matter.item.resolve < 96 * 3600):
                continue
            start = now - timedelta(seconds=ago)
            matters.append(Matter(**{**vars(matter), "start": start, "steps": matter.steps[: cut + 1]}))
            found += 1
    return sorted(matters, key=lambda m: m.start), _loose_calls(rng, now)


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


def _matter(made: District, rng: Random, start: datetime) -> Matter:
    grid = rng.random() < 0.14
    rows = [row for row in duty_list() if not grid or row["code"] in OF_PATROLS]
    row = rng.choices(rows, [_weight(row) for row in rows])[0]
    item = Item.of(row)
    rural = item.major in {"25", "26", "35", "09"} or item.code in {"2301", "2304", "1903"}
    where = spot(made, rng, town=False if rural else None)
    n = rng.randint(2, 6)
    said = rng.choice(words.CALLERS[item.code]).format(place=where.spoken, when=rng.choice(_WHEN), n=n)
    channel = "grid" if grid else rng.choices(["phone", "sms", "web"], [90, 3, 7])[0]
    callback = not grid and rng.random() < 0.85
    known = min(len(row["assist_agencies"].split(";")), 3)
    parts = 1 + rng.choices(range(known + 1), [56, 32, 9, 3][: known + 1])[0]
    local = start.astimezone(ZONE)
    hour = local.hour + local.minute / 60
    steps = plan(item, rng, hour=hour, callback=callback, grid=grid, parts=parts)
    name, phone = people.person_name(rng), people.mobile(rng.randint(1000, 9999))
    has_point = grid or rng.random() < 0.92
    return Matter(start, item, where, said, name, phone, channel, callback, has_point, parts, tuple(steps))


_WHEN = ["昨晚十点多", "今天一早", "从上午开始", "凌晨两点", "中午", "这两天", "下班时候", "从上周起"]


def _weight(row: dict[str, str]) -> float:
    """Often by major; what endangers life is rare."""
    return OFTEN.get(row["code"], 1) * (0.3 if row["priority(1-4)"] == "1" else 1)


def _cut(steps: tuple[Step, ...], marker: str) -> int | None:
    """Index of the step after which the matter stands where `marker` says, or None if it never does."""
    verbs = [step.verb for step in steps]
    if marker in ("hand_back", "reject", "attempt"):
        return verbs.index(marker) if marker in verbs and verbs.count("reopen") == 0 else None
    if "hand_back" in verbs or "reject" in verbs or "reopen" in verbs:
        return None
    if marker == "open":
        return 0
    if "assign" not in verbs:
        return None
    if marker == "assign":
        return verbs.index("assign")
    feedbacks = [i for i, verb in enumerate(verbs) if verb == "give_feedback"]
    words_ = [i for i, verb in enumerate(verbs) if verb in ("arrive", "unit_note", "depart")]
    if marker == "last_feedback":
        return verbs.index("verify") - 1 if "verify" in verbs and "dissatisfied" not in verbs else None
    if marker == "verify":
        return verbs.index("verify") if "close" in verbs and "dissatisfied" not in verbs else None
    if marker == "accept":
        lead = next(i for i, step in enumerate(steps) if step.verb == "accept" and step.part == 0)
        return lead if not words_ or lead < words_[0] else None
    if marker in ("first_word", "long"):
        return words_[0] if words_ and words_[0] < feedbacks[0] else None
    if marker == "partly":
        return feedbacks[0] if steps[feedbacks[0]].part and feedbacks[1:] else None
    raise ValueError(marker)


def _loose_calls(rng: Random, now: datetime) -> list[LooseCall]:
    """So many that about six calls in ten are valid, as in a district whose number has become known."""
    found = []
    for validity, count in _LOOSE.items():
        for _ in range(count):
            said = rng.choice(sayings.ADVICE) if validity == "advice" else ""
            caller = (
                ("", "") if validity == "silent" else (people.person_name(rng), people.mobile(rng.randint(1000, 9999)))
            )
            at = moment(rng, now)
            if rng.random() < TODAYS_SHARE:
                at = now - timedelta(hours=7 * rng.random() ** 1.5)
            found.append(LooseCall(at, validity, said, *caller))
    return sorted(found, key=lambda call: call.at)


_LOOSE = {
    "advice": 95, "repeat": 24, "silent": 66, "dropped": 58, "misdial": 71, "harassment": 22, "drunk_or_ill": 11,
    "withdrawn": 9, "internal": 14, "test": 3,
}  # fmt: skip
