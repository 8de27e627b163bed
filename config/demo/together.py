"""Tickets that belong together, as a visitor finds them: the same matter twice, two matters in one, one that comes again."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

from config.demo import people
from config.demo.geography import District
from config.demo.matters import Matter, of_item
from config.demo.queues import DAY, waiting
from config.demo.story import Step, plan

LAMP, COVER = "1701", "1601"


def together(made: District, rng: Random, now: datetime) -> list[Matter]:
    return [
        *_twice(made, rng, now),
        _two_in_one(made, rng, now),
        *_again(made, rng, now),
        _helped(made, rng, now),
        *_beside(made, rng, now),
    ]


def _twice(made: District, rng: Random, now: datetime) -> list[Matter]:
    """Two callers, two tickets, one place: the dispatcher finds out and merges the second into the first."""
    first = _told_by_phone(made, rng, now, "first_word", 45, 110)
    second = replace(
        first, start=first.start + timedelta(seconds=first.steps[-1].after + 5 * 60), words=f"{first.words}到现在还没处理好。",
        name=people.person_name(rng), phone=people.mobile(rng.randint(1000, 9999)),
        steps=(Step(52, "open"), Step(131, "merge", 0, {"text": "同一地点同一事项，并入先报的工单，来电人一并回访。"})),
    )  # fmt: skip
    return [first, second]


def _two_in_one(made: District, rng: Random, now: datetime) -> Matter:
    whole = _told_by_phone(made, rng, now, "first_word", 40, 100)
    about = {"code": LAMP, "text": "来电人同时反映旁边一盏路灯不亮，夜间看不清，请一并派修。"}
    return _with(whole, Step(whole.steps[-1].after + 4 * 60, "split", 0, about))


def _again(made: District, rng: Random, now: datetime) -> Iterator[Matter]:
    """The same caller with the same matter for the third time in three weeks."""
    last = _told_by_phone(made, rng, now, "first_word", 35, 100)
    for days in (19, 8):
        steps: list[Step] = []
        while not steps or steps[-1].verb != "close" or steps[-1].after > 6 * DAY:
            steps = plan(last.item, rng, hour=10, callback=True, parts=last.parts)
        yield replace(last, start=last.start - timedelta(days=days), steps=tuple(steps))
    yield replace(last, words=f"{last.words}上次说处理好了，现在又这样。")


def _helped(made: District, rng: Random, now: datetime) -> Matter:
    """The street office is asked to help, and let go again when it turns out not to be needed."""
    while (found := _told_by_phone(made, rng, now, "first_word", 60, 110)).parts > 1:
        pass
    after = found.steps[-1].after
    add = Step(after + 6 * 60, "add_assist", 0, {"text": "请街道派人到场协助维持秩序。"})
    release = Step(after + 31 * 60, "release", 0, {"text": "现场已疏通，不再需要协助。"})
    return _with(found, add, release)


def _beside(made: District, rng: Random, now: datetime) -> list[Matter]:
    """Two matters at one corner that have to do with each other, though each has its own unit: linked as related."""
    while (first := _told_by_phone(made, rng, now, "first_word", 55, 100)).item.code in (LAMP, COVER):
        pass
    said = "{place}窨井盖被压裂了一角，跟先前报的那件事是同一伙施工的。"
    after = first.start + timedelta(seconds=first.steps[-1].after + 6 * 60)
    steps = [
        Step(48, "open"), Step(96, "assign"), Step(108, "accept"), Step(110, "depart"),
        Step(200, "link", 0, {"text": "同一处施工引起，请两家单位一并查看。"}), Step(17 * 60, "arrive"),
    ]  # fmt: skip
    second = of_item(made, rng, after, COVER, said, steps)
    return [first, replace(second, spot=first.spot, words=said.format(place=first.spot.spoken))]


def _told_by_phone(made: District, rng: Random, now: datetime, marker: str, low: float, high: float) -> Matter:
    while True:
        found = waiting(made, rng, now, marker, low, high, grid=False)
        if found.callback and found.has_point and found.item.priority > 1:
            return replace(found, channel="phone")


def _with(found: Matter, *steps: Step) -> Matter:
    return replace(found, steps=(*found.steps, *steps))
