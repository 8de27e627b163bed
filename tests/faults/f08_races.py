"""F8: several hands on one thing at the same moment. One wins; the others are told who was quicker, and when."""

import html
import re
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

CODE, TITLE = "F8", "races on one ticket"
RACERS = [(who, number) for who in ("dispatcher", "dispatcher2", "dispatcher3", "leader") for number in (1, 2)]
UNIT = "city"
_TIME = re.compile(r"\b\d{1,2}:\d{2}")


def run(bench):
    hall = bench.hall
    names = dict(bench.lab.rows("SELECT username, coalesce(nullif(name_en, ''), name) FROM units_user"))
    for who, number in (*RACERS, (UNIT, 1), (UNIT, 2)):
        hall.seat(who, number)
    rounds, tally = bench.times(500, 50), Counter()
    with ThreadPoolExecutor(len(RACERS)) as pool:
        for number in range(rounds):
            race = (_assign, _assign, _assign, _end, _answer)[number % 5]
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
