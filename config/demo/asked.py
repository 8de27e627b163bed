"""Time that units ask for, as a visitor finds it: asked and waiting, granted, laid aside, taken up again, appealed against."""

from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

from config.demo.geography import District
from config.demo.matters import Matter
from config.demo.queues import DAY, waiting
from config.demo.story import HOUR, MINUTE, Step
from config.demo.words import answers
from config.demo.words import asked as words

BUILT = {"16", "17", "18", "20", "23"}  # majors where parts are ordered and weather is waited for


def asked(made: District, rng: Random, now: datetime) -> list[Matter]:
    return [
        _laid_aside(made, rng, now, days_ago=6, until=24, urgent=False),
        _laid_aside(made, rng, now, days_ago=2, until=5, urgent=True),
        _with(_at_work(made, rng, now, 40, 120), 9 * MINUTE, Step(0, "ask_suspension", 0, words.SUSPENSION[2])),
        _with(_at_work(made, rng, now, 60, 150), 12 * MINUTE, Step(0, "ask_extension", 0, words.EXTENSION[0])),
        _extended(made, rng, now),
        _taken_up_again(made, rng, now),
        _appealed(made, rng, now, reviewed=True),
        _appealed(made, rng, now, reviewed=False),
    ]


def _at_work(made: District, rng: Random, now: datetime, low: float, high: float, urgent: bool = False) -> Matter:
    """One unit alone has spoken and works on; its limit is not so near that time would come too late."""
    while True:
        found = waiting(made, rng, now, "first_word", low, high, grid=False)
        item = found.item
        fits = item.major in BUILT and item.resolve >= 24 * HOUR and (item.priority == 2) == urgent
        if fits and found.parts == 1 and found.callback:
            return found


def _with(found: Matter, after: float, *steps: Step) -> Matter:
    """`steps` go on from the last one so many seconds after it; their own times count from there."""
    base = found.steps[-1].after + after
    return replace(found, steps=(*found.steps, *(replace(step, after=base + step.after) for step in steps)))


def _earlier(found: Matter, days: int) -> Matter:
    return replace(found, start=found.start - timedelta(days=days))


def _laid_aside(made: District, rng: Random, now: datetime, *, days_ago: int, until: int, urgent: bool) -> Matter:
    facts = words.SUSPENSION[int(urgent)] | {"days": until}
    steps = Step(0, "ask_suspension", 0, facts), Step(25 * MINUTE, "suspend", 0, {"text": words.GRANTED})
    return _earlier(_with(_at_work(made, rng, now, 50, 100, urgent), 20 * MINUTE, *steps), days_ago)


def _extended(made: District, rng: Random, now: datetime) -> Matter:
    steps = (
        Step(0, "ask_extension", 0, words.EXTENSION[1]),
        Step(18 * MINUTE, "grant_extension", 0, {"text": words.GRANTED}),
    )
    return _with(_at_work(made, rng, now, 90, 200), 15 * MINUTE, *steps)


def _taken_up_again(made: District, rng: Random, now: datetime) -> Matter:
    """Laid aside for two weeks, taken up again after three days when the parts came, done and closed."""
    found = _at_work(made, rng, now, 50, 100)
    back = 3 * DAY
    steps = (
        Step(0, "ask_suspension", 0, words.SUSPENSION[0] | {"days": 14}),
        Step(30 * MINUTE, "suspend", 0, {"text": words.GRANTED}),
        Step(back, "resume", 0, {"text": words.RESUMED}),
        *_done(found, rng, back + 4 * HOUR),
    )
    return _earlier(_with(found, 20 * MINUTE, *steps), 12)


def _appealed(made: District, rng: Random, now: datetime, *, reviewed: bool) -> Matter:
    """Done a day too late, and the unit says why that was not its fault; one of two reviewers has agreed, or nobody yet."""
    found = _at_work(made, rng, now, 50, 100)
    late = found.item.over + DAY
    steps = [*_done(found, rng, late), Step(late + 20 * HOUR, "appeal", 0, {"text": words.APPEAL[reviewed]})]
    if reviewed:
        steps.append(Step(late + 26 * HOUR, "review_appeal", 0, {"text": words.UPHELD}))
    ago = (found.item.over + 4 * DAY) // DAY + 1
    return _earlier(_with(found, 10 * MINUTE, *steps), ago)


def _done(found: Matter, rng: Random, after: float) -> list[Step]:
    said = {"public_answer": rng.choice(answers(found.item.code)), "why_not": "", "details": "", "contacted": True}
    reply = {"solved": "solved", "satisfied_result": 3, "satisfied_process": 2, "text": "等得久了些，好在办成了。"}
    return [
        Step(after, "give_feedback", 0, said),
        Step(after + 40 * MINUTE, "verify", 0, {"text": "现场与反馈一致。", "desk": True}),
        Step(after + 3 * HOUR, "close", 0, {"disposition": "later", **reply}),
    ]
