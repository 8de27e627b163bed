"""F8: several hands on one thing at the same moment. One wins; the others are told who was quicker, and when."""

import html
import re
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from tests.faults.load import ANSWER

CODE, TITLE = "F8", "races on one ticket and on two"
RACERS = [(who, number) for who in ("dispatcher", "dispatcher2", "dispatcher3", "leader") for number in (1, 2)]
UNIT = "city"
_TIME = re.compile(r"\b\d{1,2}:\d{2}")


def run(bench):
    hall = bench.hall
    names = dict(bench.lab.rows("SELECT username, coalesce(nullif(name_en, ''), name) FROM units_user"))
    for who, number in (*RACERS, (UNIT, 1), (UNIT, 2)):
        hall.seat(who, number)
    rounds, tally = bench.times(500, 25), Counter()
    with ThreadPoolExecutor(len(RACERS)) as pool:
        for number in range(rounds):
            race = RACES[number % len(RACES)]
            acts = race(bench, pool)
            _judge(bench, acts, names, tally)
    return {"rounds": rounds, "winners": tally["won"], "told who and when": tally["told"], "deadlocks": 0}


def _assign(bench, pool):
    """Two to eight dispatchers send the same ticket to different units."""
    number, path = _ticket(bench)
    racers = bench.chance.sample(RACERS, bench.chance.randint(2, len(RACERS)))
    leads = [bench.chance.choice(list(bench.hall.unit_ids.values())) for _racer in racers]
    forms = [{"version": 1, "lead": lead} for lead in leads]
    return _at_once(
        bench, pool, [(seat, f"{path}assign/", "assign", number, f) for seat, f in zip(racers, forms, strict=True)]
    )


def _end(bench, pool):
    """Assign against settle against void."""
    number, path = _ticket(bench)
    forms = {
        "assign": {"lead": bench.hall.unit_ids[UNIT]},
        "settle": {"disposition": "explained", "text": "已答复。"},
        "void": {"text": "误报。"},
    }
    racers = bench.chance.sample(RACERS[::2], len(forms))
    return _at_once(
        bench, pool,
        [(s, f"{path}{verb}/", verb, number, {"version": 1, **f}) for s, (verb, f) in zip(racers, forms.items(), strict=True)],
    )  # fmt: skip


def _answer(bench, pool):
    """Two people of one unit: one accepts, the other hands back."""
    number, _path = _ticket(bench)
    bench.hall.assign(number, UNIT)
    part = bench.hall.part(number, UNIT)
    about = {"version": 1, "reason": "R5", "text": "缺少位置。"}
    return _at_once(
        bench, pool,
        [((UNIT, n + 1), f"/parts/{part}/{verb}/", verb, number, about) for n, verb in enumerate(("accept", "hand_back"))],
    )  # fmt: skip


def _merge(bench, pool):
    """Merge against close: the ticket waits for its check, one finds that it is a duplicate, the other that it is done."""
    number, path = _ticket(bench)
    target, _path = _ticket(bench)
    bench.hall.assign(number, UNIT)
    part = bench.hall.part(number, UNIT)
    for verb, fields in (("accept", {}), ("give_feedback", ANSWER)):
        bench.hall.work(number, UNIT, verb, part, **fields)
    version = bench.lab.value("SELECT version FROM dispatch_ticket WHERE number = %s", number)
    merge = {"version": version, "number": target, "text": "同一事项。"}
    verify = {"version": version, "text": "已恢复。", "disposition": "later"}
    moves = [("dispatcher", "merge", merge), ("leader", "verify", verify)]
    return _at_once(bench, pool, [((who, 1), f"{path}{verb}/", verb, number, form) for who, verb, form in moves])


def _each_other(bench, pool):
    """Two tickets are merged into each other: one of the two has nothing to be merged into any more."""
    (one, path), (two, other) = _ticket(bench), _ticket(bench)
    moves = [(("dispatcher", 1), path, one, two), (("dispatcher2", 1), other, two, one)]
    return _at_once(
        bench, pool,
        [(seat, f"{p}merge/", "merge", n, {"version": 1, "number": into, "text": "同一事项。"}) for seat, p, n, into in moves],
    )  # fmt: skip


def _split(bench, pool):
    """Split against assign."""
    number, path = _ticket(bench)
    split = {"version": 1, "item": bench.chance.choice(bench.hall.items), "words": "另一件事。", "rest": "on"}
    assign = {"version": 1, "lead": bench.hall.unit_ids[UNIT]}
    moves = [("dispatcher", "split", split), ("leader", "assign", assign)]
    return _at_once(bench, pool, [((who, 1), f"{path}{verb}/", verb, number, form) for who, verb, form in moves])


def _transfer(bench, pool):
    """Two people of one unit: one answers for the work, the other hands it back, to be sent elsewhere."""
    number, _path = _ticket(bench)
    bench.hall.assign(number, UNIT)
    part = bench.hall.part(number, UNIT)
    bench.hall.work(number, UNIT, "accept", part)
    about = {"version": 2, "reason": "R5", "text": "缺少位置。", **ANSWER}
    moves = enumerate(("give_feedback", "hand_back"), 1)
    return _at_once(bench, pool, [((UNIT, n), f"/parts/{part}/{verb}/", verb, number, about) for n, verb in moves])


def _cancel(bench, pool):
    """The centre lets an assist go at the moment in which its unit accepts."""
    number, path = _ticket(bench)
    lead = next(unit for unit in bench.hall.unit_ids if unit != UNIT)
    units = {"lead": [bench.hall.unit_ids[lead]], "assists": [bench.hall.unit_ids[UNIT]]}
    bench.hall.seat("dispatcher").move(f"{path}assign/", verb="assign", about={"number": number}, **units)
    part = bench.hall.part(number, UNIT)
    version = bench.lab.value("SELECT version FROM dispatch_ticket WHERE number = %s", number)
    release = {"version": version, "part": part, "text": "不再需要。"}
    return _at_once(
        bench, pool,
        [
            (("dispatcher", 1), f"{path}release/", "release", number, release),
            ((UNIT, 1), f"/parts/{part}/accept/", "accept", number, {"version": 1}),
        ],
    )  # fmt: skip


RACES = (_assign, _end, _answer, _merge, _each_other, _split, _transfer, _cancel)


def _ticket(bench):
    _unit, number, _act = bench.hall.take_call("calltaker", bench.chance, unit="")  # no unit knows who will get it
    return number, f"/tickets/{number}/"


def _at_once(bench, pool, moves):
    barrier = threading.Barrier(len(moves))

    def go(move):
        (who, browser), path, verb, number, fields = move
        seat = bench.hall.seat(who, browser)
        barrier.wait(30)
        return seat.send(path, fields, verb=verb, about={"number": number})

    return list(pool.map(go, moves))


def _judge(bench, acts, names, tally):
    won = [act for act in acts if act.outcome == "ok"]
    what = f"{acts[0].about['number']} ({', '.join(act.verb for act in acts)})"
    bench.demand(len(won) == 1, f"{what} has {len(won)} winners")
    for act in acts:
        if act in won:
            tally["won"] += 1
            continue
        words = html.unescape(act.text)
        told = act.status == 409 and any(names[winner.who] in words for winner in won) and _TIME.search(words)
        tally["told"] += bool(told)
        bench.demand(told, f"{what}: {act.who} got {act.status} without who and when")
