"""The queues as a visitor finds them now: matters cut short where somebody has to act next."""

from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

from config.demo.geography import District
from config.demo.matters import Matter, matter
from config.demo.people import GRID_ACCOUNT_CELL
from config.demo.story import Step
from config.demo.words import units as words
from config.demo.words.units import PRESSES

DAY = 24 * 3600
# The last thing that has happened, how many, and how long ago (minutes from, to).
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
    ("attempt_again", 2, 20, 200),
    ("dissatisfied", 1, 3, 11),
]
ONE_PARTYS = ("verify", 3, 15, 200)  # one caller with several tickets: a single call-back answers for them all
UNREASONABLE = ("dissatisfied", 1, 5, 13)  # found so by the dispatcher, waits for the second signature
# The same for the collector whose account is shown: something to check on site, and own findings.
OF_THE_COLLECTOR = [("last_feedback", 2, 12, 95), ("first_word", 1, 20, 80)]
# Accepted, then nothing: urged, and on some supervised, seconds after the acceptance.
PRESSED = [(3, 25, 50, ("urge",)), (3, 55, 80, ("urge", "supervise"))]
PRESSED_AFTER = {"urge": 18 * 60, "supervise": 40 * 60}
SPOKEN = ("arrive", "unit_note")


def queues(made: District, rng: Random, now: datetime) -> list[Matter]:
    home = next(cell for cell in made.cells if cell.code == GRID_ACCOUNT_CELL)
    found = []
    for marker, count, low, high in TODAY:
        found += [waiting(made, rng, now, marker, low, high) for _ in range(count)]
    for count, low, high, verbs in PRESSED:
        found += [_pressed(waiting(made, rng, now, "accept", low, high), rng, verbs) for _ in range(count)]
    for marker, count, low, high in OF_THE_COLLECTOR:
        found += [waiting(made, rng, now, marker, low, high, cell=home, grid=True) for _ in range(count)]
    marker, count, low, high = ONE_PARTYS
    same = [waiting(made, rng, now, marker, low, high) for _ in range(count)]
    found += [replace(each, name=same[0].name, phone=same[0].phone) for each in same]
    marker, _count, low, high = UNREASONABLE
    sad = waiting(made, rng, now, marker, low, high)
    found.append(_and_then(sad, "find_unreasonable", rng.choice(words.UNREASONABLE)))
    unclear = replace(waiting(made, rng, now, "open", 3, 9, cell=home, grid=False), has_point=True)
    found.append(_and_then(unclear, "ask_check", rng.choice(words.LOOKS)))
    return found


def _and_then(matter: Matter, verb: str, text: str) -> Matter:
    """One step more, a minute and a half after the last."""
    return replace(matter, steps=(*matter.steps, Step(matter.steps[-1].after + 90, verb, 0, {"text": text})))


def waiting(made: District, rng: Random, now: datetime, marker: str, low: float, high: float, **where) -> Matter:
    """Drawn until one passes through the place where it is to wait, and has not been on its way for too long."""
    while True:
        found = matter(made, rng, now, **where)
        cut = _cut(found.steps, marker)
        least = {"hand_back": DAY, "long": 4 * DAY}.get(marker, 0)
        if cut is None or found.item.resolve < least:
            continue
        ago = rng.uniform(low, high) * 60 + found.steps[cut].after
        if ago < 2.9 * DAY:
            return replace(found, start=now - timedelta(seconds=ago), steps=found.steps[: cut + 1])


def _pressed(found: Matter, rng: Random, verbs: tuple[str, ...]) -> Matter:
    last = found.steps[-1].after
    more = [Step(last + PRESSED_AFTER[verb], verb, 0, {"text": rng.choice(PRESSES[verb])}) for verb in verbs]
    return replace(found, steps=(*found.steps, *more))


def _cut(steps: tuple[Step, ...], marker: str) -> int | None:
    """Index of the step after which the matter stands where `marker` says, or None if it never does."""
    verbs = [step.verb for step in steps]
    if marker == "open":
        return 0
    if "assign" not in verbs or "reopen" in verbs:
        return None
    if marker == "attempt_again":
        tried = [i for i, verb in enumerate(verbs) if verb == "attempt"]
        return tried[1] if len(tried) > 1 and "dissatisfied" not in verbs[: tried[1]] else None
    if marker in ("hand_back", "reject", "attempt", "dissatisfied"):
        return verbs.index(marker) if marker in verbs else None
    if "hand_back" in verbs or "reject" in verbs or "dissatisfied" in verbs:
        return None
    feedbacks = [i for i, verb in enumerate(verbs) if verb == "give_feedback"]
    answered = next(i for i in feedbacks if steps[i].part == 0)
    spoken = [i for i, verb in enumerate(verbs) if verb in SPOKEN and steps[i].part == 0 and i < answered]
    if marker == "assign":
        return verbs.index("assign")
    if marker == "accept":
        accepted = next(i for i, step in enumerate(steps) if step.verb == "accept" and step.part == 0)
        return accepted if spoken and accepted < spoken[0] else None
    if marker == "first_word":
        return spoken[0] if spoken else None
    if marker == "long":  # all have spoken, the assists are done, the lead is still at work
        return answered - 1 if spoken and feedbacks[-1] == answered else None
    if marker == "partly":
        return feedbacks[0] if feedbacks[0] < answered else None
    if marker == "last_feedback":
        return verbs.index("verify") - 1 if verbs.index("verify") - 1 == feedbacks[-1] else None
    if marker == "verify":
        return verbs.index("verify") if "close" in verbs else None
    raise ValueError(marker)
