"""How each verb of a walk is carried out by real services: `act(world, ticket, verb, unit, yes)`."""

from datetime import timedelta

from dispatch import services
from dispatch.models import Extension, Suspension, Ticket
from dispatch.models.assignments import Assignment
from units import clock
from units.refusals import WrongStage

REPLY = services.Reply(solved="solved", satisfied_result=3, satisfied_process=3)
SAD = services.Reply(solved="not_solved", text="还是老样子")
# Verbs that a walk of one ticket in a few seconds cannot take, and where they are held to their rules.
ELSEWHERE = {
    "join": "tests/intake/test_join.py", "reveal": "tests/dispatch/test_reveal.py",
    "halve": "tests/gate/test_ladder.py", "warn": "tests/gate/test_ladder.py", "miss": "tests/gate/test_ladder.py",
    "climb": "tests/gate/test_ladder.py", "link": "tests/dispatch/test_link.py", "unlink": "tests/dispatch/test_unlink.py",
    "appeal": "tests/dispatch/test_review_appeal.py", "review_appeal": "tests/dispatch/test_review_appeal.py",
    "appraise": "tests/dispatch/test_appraise.py", "classify": "tests/dispatch/test_classify.py",
    "tell_emergency": "tests/dispatch/test_tell_emergency.py",
    "raise_danger": "tests/dispatch/test_raise_danger.py", "seal": "tests/dispatch/test_seal.py",
    "unseal": "tests/dispatch/test_unseal.py", "merge": "tests/dispatch/test_merge.py",
    "take_in": "tests/dispatch/test_merge.py", "unmerge": "tests/dispatch/test_unmerge.py",
    "let_go": "tests/dispatch/test_unmerge.py", "split": "tests/dispatch/test_split.py",
    "hand_to": "tests/portal/test_hand_to.py", "ask_help": "tests/portal/test_ask_help.py",
    "worsen": "tests/dispatch/test_worsen.py",
    "gather": "tests/dispatch/test_split.py", "review_repeat": "tests/dispatch/test_review_repeat.py",
}  # fmt: skip


def act(world, ticket, verb, unit, yes):
    ticket = Ticket.objects.get(pk=ticket.pk)
    _ACTS[verb](world, ticket, getattr(world, unit), getattr(world, f"{unit}_handler"), yes)


def _part(ticket, unit):
    """The unit's open part, or its last one: what a page that is out of date would still hold."""
    parts = Assignment.objects.filter(ticket=ticket, unit=unit)
    part = parts.open().first() or parts.order_by("-pk").first()
    if part is None:
        raise WrongStage("no part of this unit")
    return part


def _asked(model, ticket, **more):
    row = model.objects.filter(ticket=ticket, **more).order_by("-pk").first()
    if row is None:
        raise WrongStage("nothing was asked")
    return row


def _of_part(name, **facts):
    return lambda w, t, unit, by, yes: getattr(services, name)(_part(t, unit), by=by, **facts)


def _of_ticket(name, who, **facts):
    return lambda w, t, unit, by, yes: getattr(services, name)(t, by=getattr(w, who), **facts)


def _hand_back(w, t, unit, by, yes):
    facts = (
        {"reason": "R5"} if yes else {"reason": "R2", "legal_basis": "城市管理条例第三条", "suggested_unit": w.police}
    )
    services.hand_back(_part(t, unit), text="不归我们", by=by, **facts)


def _extension(name):
    def answer(w, t, unit, by, yes):
        asked = _asked(Extension, t, assignment=_part(t, unit))
        getattr(services, name)(t, extension=asked, text="好", by=w.shift_leader)

    return answer


def _suspension(name):
    def answer(w, t, unit, by, yes):
        getattr(services, name)(t, suspension=_asked(Suspension, t), text="好", by=w.shift_leader)

    return answer


def _ask_suspension(w, t, unit, by, yes):
    services.ask_suspension(_part(t, unit), until=clock.now() + timedelta(days=9), text="等材料", by=by)


_ACTS = {
    "assign": lambda w, t, unit, by, yes: services.assign(t, lead=unit, by=w.dispatcher),
    "add_assist": lambda w, t, unit, by, yes: services.add_assist(t, assists=[unit], by=w.dispatcher),
    "release": lambda w, t, unit, by, yes: services.release(t, part=_part(t, unit), text="不必了", by=w.dispatcher),
    "settle": _of_ticket("settle", "dispatcher", disposition="explained", text="已解释"),
    "void": _of_ticket("void", "dispatcher", text="误报"),
    "redo": _of_ticket("redo", "dispatcher", text="请重做"),
    "ask_check": _of_ticket("ask_check", "dispatcher"),
    "check": lambda w, t, unit, by, yes: services.check(t, found=yes, text="看过了", by=w.collector),
    "accept": _of_part("accept"),
    "depart": _of_part("depart"),
    "arrive": _of_part("arrive"),
    "give_feedback": lambda w, t, unit, by, yes: services.give_feedback(_part(t, unit), answer=w.DONE, by=by),
    "hand_back": _hand_back,
    "rule": lambda w, t, unit, by, yes: services.rule(t, lead=unit, text="依清单", by=w.arbiter),
    "ask_extension": _of_part("ask_extension", text="等配件"),
    "grant_extension": _extension("grant_extension"),
    "decline_extension": _extension("decline_extension"),
    "ask_suspension": _ask_suspension,
    "suspend": _suspension("suspend"),
    "decline_suspension": _suspension("decline_suspension"),
    "resume": _of_ticket("resume", "shift_leader", text="材料到了"),
    "urge": lambda w, t, unit, by, yes: services.urge(t, part=_part(t, unit), by=w.dispatcher),
    "supervise": lambda w, t, unit, by, yes: services.supervise(
        t, part=_part(t, unit), text="为何", minutes=30, by=w.shift_leader
    ),
    "answer_supervision": _of_part("answer_supervision", text="在路上"),
    "verify": _of_ticket("verify", "verifier"),
    "reject": _of_ticket("reject", "verifier", text="没修好"),
    "attempt": lambda w, t, unit, by, yes: services.attempt(
        t, outcome="no_answer" if yes else "wrong_number", by=w.callback
    ),
    "close": _of_ticket("close", "callback", reply=REPLY, disposition="later"),
    "dissatisfied": _of_ticket("dissatisfied", "callback", reply=SAD),
    "find_unreasonable": _of_ticket("find_unreasonable", "dispatcher", text="已多次答复"),
    "sign_unreasonable": _of_ticket("sign_unreasonable", "shift_leader"),
    "refuse_unreasonable": _of_ticket("refuse_unreasonable", "shift_leader", text="来电人有理"),
    "conclude": _of_ticket("conclude", "shift_leader", disposition="unreachable", text="现场照片为证"),
    "reopen": _of_ticket("reopen", "dispatcher", text="又坏了"),
    "correct": lambda w, t, unit, by, yes: services.correct(
        t, words=f"{t.words}东门", place=w.EAST, text="问过来电人", by=w.call_taker
    ),
    "note": _of_ticket("note", "dispatcher", text="记一笔"),
}
