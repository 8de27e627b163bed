"""The works over HTTP: what each does again and again, as whom, and against which baseline it is held."""

from collections import deque
from dataclasses import dataclass

from config.bench.browser import Ask, filled
from config.bench.cast import MARK
from dispatch.workflow import Stage
from units import clock


@dataclass(frozen=True)
class Work:
    """`prepare(bench, browsers, most)` gives one `next_ask` for each browser; `most` bounds the material it may use up."""

    name: str
    role: str
    baseline: str  # empty view, or the rows that are inserted
    prepare: object
    writes: bool = False


def _create(bench, browsers, most):
    return [_filler("/calls/new/", bench.form(browser, "/calls/new/?fresh=1", "/calls/new/"), bench.material.call)
            for browser in browsers]  # fmt: skip


def _matches(bench, browsers, most):
    fields = [bench.form(browser, "/calls/new/?fresh=1", "/calls/new/") for browser in browsers]
    return [_filler("/calls/matches/", form, bench.material.call) for form in fields]


def _note(bench, browsers, most):
    """Each client on a ticket of its own, as dispatchers are."""
    fillers = []
    for browser, ticket in zip(browsers, bench.material.waiting(len(browsers)), strict=True):
        path = f"/tickets/{ticket.number}/note/"
        fillers.append(_filler(path, bench.form(browser, path), lambda: {"text": f"[{MARK}] 已联系当事人，情况属实。"}))
    return fillers


def _feedback(bench, browsers, most):
    """One form of each unit is read; its version and address are then those of each part in turn."""
    parts = bench.material.parts(most)
    users = bench.people("unit_handler")
    fillers = []
    for number, browser in enumerate(browsers):
        mine = parts[users[number].unit_id]
        pk, _version = mine[0]
        form = bench.form(browser, f"/inbox/{pk}/", f"/parts/{pk}/give_feedback/")
        fillers.append(_answering(mine, form))
    return fillers


def _answering(parts: deque, form):
    typed = {"facts_true": "1", "in_remit": "1", "solved": "1", "details": f"[{MARK}]"}
    typed["public_answer"] = "已到现场处理完毕，感谢您的反映。"

    def next_ask():
        if not parts:
            return None
        pk, version = parts.popleft()
        return Ask(f"/parts/{pk}/give_feedback/", filled(form, version=version, **typed), has_files=True)

    return next_ask


def _filler(path, form, typed):
    return lambda: Ask(path, filled(form, **typed()))


def _pages(addresses):
    """The same pages for everybody, each client beginning at another."""

    def prepare(bench, browsers, most):
        paths = addresses(bench)
        return [_turning(paths, number) for number in range(len(browsers))]

    return prepare


def _turning(paths, start):
    turn = deque(paths)
    turn.rotate(-start)

    def next_ask():
        turn.rotate(-1)
        return Ask(turn[-1])

    return next_ask


def _board(bench):
    bench.material.board()
    return [f"/board/?unit={bench.material.units[-1].pk}"]


def _tickets(bench):
    """Half are being handled, half wait for assignment and show its form."""
    handled = bench.material.board()[:20]
    return [
        f"/tickets/{ticket.number}/"
        for pair in zip(handled, bench.material.waiting(len(handled)), strict=True)
        for ticket in pair
    ]


def _finds(bench):
    """By number, by telephone, by item, by unit, by street and by day, in turn."""
    ticket, today = bench.material.board()[0], clock.local_day(clock.now())
    phone, unit = ticket.parties.get().phone, bench.material.units[-1].pk
    asked = [f"number={today:%Y%m}", f"phone={phone}", f"item={ticket.item.code}", f"unit={unit}",
             f"stage={Stage.HANDLING.value}", f"since={today}", "priority=2"]  # fmt: skip
    return [f"/find/?{query}" for query in asked]


def _find_words(bench, browsers, most):
    """Words that many tickets say, that few do, two at once, one with a day and one that nobody says, in turn."""
    today = clock.local_day(clock.now())
    said = deque(["路灯", f"{MARK} 399 号", "井盖 差点摔倒", f"路灯 {today}", "火星撞地球"])

    def typed():
        said.rotate(-1)
        return {"words": said[-1]}

    return [_filler("/find/", bench.form(browser, "/find/"), typed) for browser in browsers]


def _part(bench, browsers, most):
    """Each client the part of its own unit on a ticket that five units work on."""
    pages = dict(bench.material.board()[0].assignments.values_list("unit_id", "pk"))
    users = bench.people("unit_handler")
    return [_turning([f"/inbox/{pages[users[number].unit_id]}/"], 0) for number in range(len(browsers))]


def _at(path):
    return _pages(lambda bench: [path])


EMPTY = "empty view"
WORKS = [
    Work("board", "dispatcher", EMPTY, _pages(_board)),
    Work("whole board", "dispatcher", EMPTY, _at("/board/")),
    Work("ticket", "dispatcher", EMPTY, _pages(_tickets)),
    Work("find", "dispatcher", EMPTY, _pages(_finds)),
    Work("find by words", "dispatcher", EMPTY, _find_words),
    Work("day", "supervisor", EMPTY, _at("/day/")),
    Work("call form", "call_taker", EMPTY, _at("/calls/new/?fresh=1")),
    Work("matches", "call_taker", EMPTY, _matches),
    Work("calls", "supervisor", EMPTY, _at("/calls/")),
    Work("inbox", "unit_handler", EMPTY, _at("/inbox/")),
    Work("part", "unit_handler", EMPTY, _part),
    Work("history", "unit_handler", EMPTY, _at("/inbox/history/")),
    Work("note", "dispatcher", "note", _note, writes=True),
    Work("feedback", "unit_handler", "feedback", _feedback, writes=True),
    Work("create", "call_taker", "create", _create, writes=True),
]
