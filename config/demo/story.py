"""How one matter goes, planned before anything is stored: which verb after how many seconds, and in whose words.

About every fifth matter is `late`: somewhere its clocks run out, as they do in a real district. All others keep
every limit, so that the share of red is what the plan says it is.
"""

from dataclasses import dataclass, field
from random import Random

from config.demo.words import answers
from config.demo.words import units as words

LATE_SHARE = 0.18
ACCEPTANCE = {1: 30, 2: 60, 3: 120, 4: 300}
PHYSICAL = {"01", "02", "03", "04", "06", "07", "09", "10", "13", "14", "16", "17", "18", "20", "23", "28", "29", "35"}
MINUTE, HOUR = 60, 3600
# Nights and weekends lie in a limit of working time: how many times its hours have passed when it is surely over.
SURELY_OVER = {"working_hours": 6, "working_days": 1.7}


@dataclass(frozen=True)
class Item:
    """What the plan must know of a row of the duty list."""

    code: str
    priority: int
    feedback: int  # seconds
    resolve: int  # seconds; whoever needs no longer is in time, whatever they count
    over: int  # seconds after which its limit is over by any calendar

    @property
    def major(self) -> str:
        return self.code[:2]

    @classmethod
    def of(cls, row: dict[str, str]) -> "Item":
        priority, minutes = int(row["priority(1-4)"]), int(row["feedback_minutes"])
        limit = min(minutes, 30) if priority == 1 else min(minutes, 120)
        resolve = int(row["resolve_hours"]) * HOUR
        over = round(resolve * SURELY_OVER.get(row["resolve_by"], 1))
        return cls(row["item_code"], priority, limit * MINUTE, resolve, over)


@dataclass(frozen=True)
class Step:
    """`part` is the unit's place among those assigned: 0 is the lead. `after` counts seconds from the call's entry."""

    after: float
    verb: str
    part: int = 0
    facts: dict = field(default_factory=dict)


@dataclass
class Writer:
    """Keeps the time while a plan is written down."""

    item: Item
    rng: Random
    late: bool
    hour: float  # of the day when the call came in
    steps: list[Step] = field(default_factory=list)
    now: float = 0.0
    promise: float = 0.0  # when the handling clock, which runs until the end, is due

    @property
    def left(self) -> float:
        """Seconds to the promise that the rest may use; who is late has stopped counting."""
        return 8 * HOUR if self.late or self.promise <= self.now else 0.9 * (self.promise - self.now)

    def by_day(self, latest: float) -> None:
        """Nobody is rung up, and no ordinary work is finished, in the night, unless it would then come after `latest`."""
        hour = (self.hour + self.now / HOUR) % 24
        pause = (8.4 - hour) % 24 * HOUR + self.rng.uniform(0, 1.2) * HOUR
        if not 8 <= hour < 21.5 and self.item.priority > 1 and self.now + pause < latest:
            self.now += pause

    def add(self, verb: str, part: int = 0, **facts) -> None:
        self.steps.append(Step(self.now, verb, part, facts))

    def wait(self, low: float, high: float) -> None:
        self.now += self.rng.uniform(low, high)

    def late_at(self, chance: float) -> bool:
        return self.late and self.rng.random() < chance


def plan(item: Item, rng: Random, *, hour: float, callback: bool, grid: bool = False, parts: int = 1) -> list[Step]:
    """A matter from the call's entry to its end, steps in order of time."""
    writer = Writer(item, rng, rng.random() < LATE_SHARE, hour)
    writer.wait(28, 80)
    writer.add("open")
    fate = rng.random()
    if not grid and item.priority >= 3 and fate < 0.07:
        writer.wait(8, 50)
        writer.add("settle", text=rng.choice(words.SETTLED))
        return writer.steps
    if fate > 0.985:
        writer.wait(15, 50)
        writer.add("void", text=rng.choice(words.VOIDED))
        return writer.steps
    _send(writer, first=True)
    writer.promise = writer.now + item.resolve
    if not writer.late and item.resolve > 6 * HOUR and rng.random() < 0.07:
        _hand_back(writer)
    _work(writer, parts)
    _end(writer, callback)
    if rng.random() < 0.03:
        writer.wait(5 * HOUR, 40 * HOUR)
        writer.add("reopen", text=rng.choice(words.REOPENED))
        _send(writer)
        _take_up(writer)
        _end_work(writer, 0, 0.1 * item.resolve, 0.4 * item.resolve)
        _end(writer, callback, smooth=True, reopened=True)
    return sorted(writer.steps, key=lambda step: step.after)


def _send(writer: Writer, first: bool = False) -> None:
    """Entry to assignment within 2 min 30 s, or late; a ticket that came back is sent on within 15 minutes."""
    if not first:
        writer.wait(2 * MINUTE, 12 * MINUTE)
    elif writer.late_at(0.6):
        writer.now = max(writer.now + 20, writer.rng.uniform(165, 640))
    else:
        writer.now = max(writer.now + 8, writer.rng.uniform(55, 119))
    writer.add("assign")


def _accepts(writer: Writer, sent: float, part: int, late: bool = False) -> float:
    limit = ACCEPTANCE[writer.item.priority]
    took = limit * (writer.rng.uniform(1.2, 5) if late else writer.rng.uniform(0.12, 0.78))
    writer.steps.append(Step(sent + took, "accept", part))
    return took


def _hand_back(writer: Writer) -> None:
    """The lead says "not ours" after a look; the dispatcher sends it to the suggested owner."""
    writer.now += _accepts(writer, writer.now, 0)
    writer.wait(2 * MINUTE, 0.8 * min(writer.item.feedback, 40 * MINUTE))
    reason, basis, text = writer.rng.choice(words.RETURNS)
    writer.add("hand_back", reason=reason, legal_basis=basis, text=text)
    _send(writer)


def _work(writer: Writer, parts: int) -> None:
    """Lead and assists accept, speak up, arrive, and answer; the assists are done before the lead or soon after."""
    item, rng, sent = writer.item, writer.rng, writer.now
    end = sent
    for part in range(parts):
        writer.now = sent + _accepts(writer, sent, part, late=writer.late_at(0.35))
        if writer.late_at(0.95 if part == 0 else 0.5):
            word = sent + item.feedback * rng.uniform(1.1, 2.4)
        else:
            word = sent + item.feedback * rng.uniform(0.3, 0.79)
        if part and rng.random() < 0.6:  # a small part: the answer is the first word
            writer.now = max(word, writer.now + 30)
            _feedback(writer, part)
            end = max(end, writer.now)
            continue
        _first_word(writer, part, max(word, writer.now + 5))
        if part == 0 and writer.late_at(0.4):
            done = sent + item.over * rng.uniform(1.02, 1.3)
        else:
            done = sent + item.resolve * min(rng.uniform(0.06, 0.45), rng.uniform(0.06, 0.6))
        if part:
            done = min(done, max(end, writer.now + 3 * MINUTE))
        writer.now = max(done, writer.now + 2 * MINUTE)
        if not part:
            writer.by_day(writer.promise - 0.5 * writer.left)
        if part == 0 and item.resolve > 24 * HOUR and rng.random() < 0.35:
            at = sent + (writer.now - sent) * rng.uniform(0.3, 0.8)
            writer.steps.append(Step(max(at, word), "unit_note", 0, {"text": rng.choice(words.NOTES)}))
        _feedback(writer, part)
        end = max(end, writer.now)
    if rng.random() < 0.08:
        at = rng.uniform(sent, end)
        writer.steps.append(Step(at, "hall_note", 0, {"text": rng.choice(words.HALL_NOTES)}))
    writer.now = end


def _first_word(writer: Writer, part: int, at: float) -> None:
    if writer.item.major in PHYSICAL and (part == 0 or writer.rng.random() < 0.4):
        depart = writer.now + (at - writer.now) * writer.rng.uniform(0.1, 0.4)
        if writer.rng.random() < 0.4:
            writer.steps.append(Step(depart, "depart", part))
        writer.steps.append(Step(at, "arrive", part))
    else:
        writer.steps.append(Step(at, "unit_note", part, {"text": writer.rng.choice(words.NOTES)}))
    writer.now = at


def _feedback(writer: Writer, part: int) -> None:
    rng = writer.rng
    why_not, text = ("", rng.choice(answers(writer.item.code)))
    if rng.random() < 0.12 and part == 0:
        why_not, text = rng.choice(words.UNSOLVED)
    details = rng.choice(words.DETAILS).format(n=rng.randint(2, 6)) if rng.random() < 0.6 else ""
    writer.add(
        "give_feedback", part, why_not=why_not, public_answer=text, details=details, contacted=rng.random() < 0.8
    )


def _take_up(writer: Writer) -> None:
    """A second start: accepted, with a word to the centre within the limit of the first feedback."""
    writer.now += _accepts(writer, writer.now, 0)
    writer.wait(30, 0.5 * writer.item.feedback)
    writer.add("unit_note", text=writer.rng.choice(words.NOTES))


def _end_work(writer: Writer, part: int, low: float, high: float) -> None:
    writer.wait(low, high)
    _feedback(writer, part)


def _end(writer: Writer, callback: bool, smooth: bool = False, reopened: bool = False) -> None:
    """Verification, perhaps rework, call-back, close. A reopened ticket whose caller is not asked: the shift leader."""
    rng = writer.rng
    limit = 4 * HOUR
    late = writer.late_at(0.15)
    writer.now += limit * rng.uniform(1.1, 1.9) if late else min(limit, writer.left / 2) * rng.uniform(0.04, 0.85)
    if not smooth and rng.random() < 0.07:
        writer.add("reject", text=rng.choice(words.REJECTS))
        _end_work(writer, 0, 0.1 * writer.left, 0.4 * writer.left)
        writer.now += min(limit, writer.left / 2) * rng.uniform(0.04, 0.8)
    writer.add("verify", text=rng.choice(words.VERIFIED), desk=rng.random() < 0.55)
    if not callback:
        if reopened:
            _conclude(writer)
        return
    latest = min(writer.now + 23 * HOUR, writer.promise - 0.3 * writer.left)
    writer.wait(3 * MINUTE, min(5 * HOUR, 0.4 * writer.left))
    writer.by_day(latest)
    tries = rng.choices([0, 1, 2, 3], [70, 18, 8, 4])[0]
    for _ in range(tries):
        writer.add("attempt", text=rng.choice(words.UNANSWERED))
        writer.wait(MINUTE, min(4 * HOUR, 0.5 * max(latest - writer.now, 5 * MINUTE)))
        writer.by_day(latest)
    if tries == 3:
        if reopened:
            _conclude(writer)
        return
    if not smooth and rng.random() < 0.05:
        writer.add("dissatisfied", text=rng.choice(words.DISSATISFIED))
        if rng.random() < 0.33:
            _send(writer)
            _take_up(writer)
        else:
            writer.wait(2 * MINUTE, 12 * MINUTE)
            writer.add("redo", text=rng.choice(words.REDONE))
        _end_work(writer, 0, 0.1 * writer.left, 0.4 * writer.left)
        _end(writer, callback, smooth=True)
        return
    satisfied = rng.choices([3, 2, 1], [78, 16, 6])[0]
    process = min(3, max(1, satisfied + rng.choice([-1, 0, 0, 0, 1])))
    writer.add(
        "close",
        text=rng.choice(words.UNHAPPY if 1 in (satisfied, process) else words.SATISFIED),
        solved=rng.choices(["solved", "basically"], [82, 18])[0],
        satisfied_result=satisfied,
        satisfied_process=process,
        disposition=rng.choices(["on_site", "later", "explained", "policy"], [46, 38, 12, 4])[0],
    )


def _conclude(writer: Writer) -> None:
    writer.wait(5 * MINUTE, 60 * MINUTE)
    writer.add("conclude", text=writer.rng.choice(words.CONCLUDED))
