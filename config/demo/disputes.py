"""Matters that nobody wants: handed back twice and ruled, waiting for the arbiter now, without an item, without facts."""

from datetime import datetime, timedelta
from random import Random

from config.demo.geography import District
from config.demo.matters import Matter, item_of, of_item
from config.demo.story import ACCEPTANCE, HOUR, MINUTE, Step
from config.demo.words import answers
from config.demo.words.disputes import (
    COVER,
    DANCING,
    FACTS_WANTED,
    FUMES,
    PAIRS,
    PILING,
    UNFITTING,
    UNPERMITTED,
    NotOurs,
    Pair,
)

RULED_DAYS_AGO = [29, 26, 24, 21, 19, 17, 14, 12, 10, 8, 5, 3]  # one ruling each, the pairs in turn
# minutes since the second return
WAITING_MINUTES = [(PILING, 6), (UNPERMITTED, 10), (COVER, 14), (FUMES, 19), (DANCING, 24)]


def disputes(made: District, rng: Random, now: datetime) -> list[Matter]:
    found = []
    for n, days in enumerate(RULED_DAYS_AGO):
        pair = PAIRS[n % len(PAIRS)]
        start = (now - timedelta(days=days)).replace(hour=1, minute=rng.randint(5, 50))  # in the morning, of UTC's day
        found.append(of_item(made, rng, start, pair.item, pair.words, _ruled(pair, rng)))
    for pair, minutes in WAITING_MINUTES:
        steps = _returned_twice(pair, rng)
        start = now - timedelta(minutes=minutes, seconds=steps[-1].after)
        found.append(of_item(made, rng, start, pair.item, pair.words, steps))
    for n, (words, item, why) in enumerate(UNFITTING):
        start = now - timedelta(hours=20 * n + 3)
        found.append(of_item(made, rng, start, "9901", words, _withoutitem_of(item, why)))
    for n, (text, item) in enumerate(FACTS_WANTED):
        steps = _facts_wanted(item, text)
        start = now - timedelta(minutes=4 + 5 * n, seconds=steps[-1].after)
        found.append(of_item(made, rng, start, item, "{place}那一片，" + _told(item), steps))
    return found


def _returned_twice(pair: Pair, rng: Random) -> list[Step]:
    """Sent by the list, "not ours"; sent to whom it names, "not ours" again."""
    steps, at = [Step(40, "open")], 40.0
    for side, lead in ((pair.first, pair.first.unit), (pair.second, pair.second.unit)):
        at += rng.uniform(40, 90)
        steps.append(Step(at, "assign", 0, {"lead": lead}))
        accepted = at + 0.6 * ACCEPTANCE[item_of(pair.item).priority]
        at = accepted + rng.uniform(4, 11) * MINUTE
        steps += [Step(accepted, "accept"), Step(at, "hand_back", 0, _said(side))]
    return steps


def _ruled(pair: Pair, rng: Random) -> list[Step]:
    """The ruling, and how the matter ended under it."""
    steps, item = _returned_twice(pair, rng), item_of(pair.item)
    lead, assists, basis, text = pair.ruling
    at = steps[-1].after + rng.uniform(6, 24) * MINUTE
    facts = {"lead": lead, "assists": assists, "legal_basis": basis, "text": text, "change": pair.change}
    steps.append(Step(at, "rule", 0, facts))
    for part in range(1 + len(assists)):
        steps.append(Step(at + 0.5 * ACCEPTANCE[item.priority] + part, "accept", part))
    word = at + 0.5 * item.feedback
    steps += [Step(word + part, "arrive", part) for part in range(1 + len(assists))]
    done = word + min(0.3 * item.resolve, 2 * HOUR)
    said = {"why_not": "", "details": "", "contacted": True}
    for part in reversed(range(1 + len(assists))):
        done += 3 * MINUTE
        steps.append(Step(done, "give_feedback", part, {"public_answer": rng.choice(answers(pair.item)), **said}))
    steps.append(Step(done + 25 * MINUTE, "verify", 0, {"text": "现场已恢复，与反馈一致。", "desk": True}))
    reply = {"solved": "solved", "satisfied_result": 3, "satisfied_process": 2, "text": "能有人管就好。"}
    steps.append(Step(done + HOUR, "close", 0, {"disposition": "later", **reply}))
    return steps


def _withoutitem_of(item: str, why: str) -> list[Step]:
    steps = [Step(50, "open"), Step(110, "assign")]
    if item:
        steps.insert(1, Step(80, "classify", 0, {"item": item, "text": why}))
    return [*steps, Step(125, "accept"), Step(40 * MINUTE, "unit_note", 0, {"text": "已到场了解情况。"})]


def _facts_wanted(item: str, text: str) -> list[Step]:
    accepted = 100 + 0.5 * ACCEPTANCE[item_of(item).priority]
    said = {"reason": "R5", "legal_basis": "", "text": text}
    return [Step(40, "open"), Step(100, "assign"), Step(accepted, "accept"), Step(accepted + 540, "hand_back", 0, said)]


def _said(side: NotOurs) -> dict:
    return {"reason": side.reason, "legal_basis": side.basis, "text": side.text, "suggested": side.names}


def _told(item: str) -> str:
    return {"1602": "路面塌了一块，能看见下面是空的。", "1301": "垃圾堆了好几天没人收。"}[item]
