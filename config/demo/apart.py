"""Matters that are treated apart, as a visitor finds them: life in danger, a name that stays hidden, a unit's own affairs."""

from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

from config.demo.geography import District
from config.demo.matters import Matter, of_item
from config.demo.queues import DAY
from config.demo.story import ACCEPTANCE, HOUR, MINUTE, Step
from config.demo.words import answers
from config.demo.words import apart as words


def apart(made: District, rng: Random, now: datetime) -> list[Matter]:
    found = [_in_danger(made, rng, now, *said, minutes) for said, minutes in zip(words.DANGER, (3, 9), strict=True)]
    found += [_sealed(made, rng, now, *said, hours) for said, hours in zip(words.SEALED, (5, 20), strict=True)]
    return [*found, *_own(made, rng, now), _needs_help(made, rng, now)]


def _in_danger(made: District, rng: Random, now: datetime, item: str, said: str, minutes: float) -> Matter:
    """Police or rescue and the agency on the same ticket; whoever goes first is on the way or there already."""
    steps = [
        Step(24, "open"), Step(50, "assign"), Step(60, "accept", 1), Step(66, "accept"), Step(95, "depart", 1),
        Step(380, "arrive", 1), Step(430, "unit_note", 0, {"text": words.ON_THE_WAY}),
    ]  # fmt: skip
    return replace(_told(made, rng, now, item, said, steps, minutes * MINUTE), danger=True, parts=2)


def _sealed(made: District, rng: Random, now: datetime, item: str, said: str, why: str, hours: float) -> Matter:
    """Sealed by the shift leader before anybody reads it, and sent by him."""
    steps = [
        Step(70, "open"), Step(95, "seal", 0, {"text": why}), Step(140, "assign"), Step(170, "accept"),
        Step(25 * MINUTE, "unit_note", 0, {"text": "已秘密核查，进展单独报告。"}),
    ]  # fmt: skip
    return _told(made, rng, now, item, said, steps, hours * HOUR)


def _own(made: District, rng: Random, now: datetime) -> list[Matter]:
    """What came to a unit directly: just recorded, at work, and done a week ago."""
    found = []
    for end, ago in (("open", 2 * MINUTE), ("arrived", 70 * MINUTE), ("closed", 7 * DAY)):
        item, said = words.OWN[end]
        steps = [
            Step(20, "open"),
            Step(75, "assign"),
            Step(100, "accept"),
            Step(28 * MINUTE, "arrive"),
            *_done(item, rng),
        ]
        steps = steps[: {"open": 1, "arrived": 4, "closed": len(steps)}[end]]
        found.append(replace(_told(made, rng, now, item, said, steps, ago), channel="unit", callback=False))
    return found


def _done(item: str, rng: Random) -> list[Step]:
    said = {"public_answer": rng.choice(answers(item)), "why_not": "", "details": "", "contacted": False}
    checked = {"text": "现场与反馈一致。", "desk": True}
    return [Step(6 * HOUR, "give_feedback", 0, said), Step(7 * HOUR, "verify", 0, checked)]


def _needs_help(made: District, rng: Random, now: datetime) -> Matter:
    """On scene, and not able to do it alone; the hall has not answered yet."""
    found = of_item(made, rng, now, "1801", "{place}大树压在两台车上，树还在往下滑。", [])
    sent = 100.0
    steps = [
        Step(45, "open"), Step(sent, "assign"), Step(sent + 0.5 * ACCEPTANCE[found.item.priority], "accept"),
        Step(19 * MINUTE, "arrive"), Step(26 * MINUTE, "ask_help", 0, {"text": words.HELP}),
    ]  # fmt: skip
    return replace(found, steps=tuple(steps), start=now - timedelta(minutes=31))


def _told(made: District, rng: Random, now: datetime, item: str, said: str, steps: list[Step], ago: float) -> Matter:
    return of_item(made, rng, now - timedelta(seconds=ago + steps[0].after), item, said, steps)
