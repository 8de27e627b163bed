"""For every verb and every audience: the old screen with the deltas applied is the fresh screen. This finds leaks as well."""

from datetime import timedelta

import pytest
from django.core.cache import cache

from dispatch import services
from dispatch.live import sequencer, snapshot
from dispatch.live.audiences import audiences_of
from dispatch.live.deltas import Changes
from dispatch.models import Clock, Feed, Verification
from dispatch.workflow import BIRTH, MOVES, Stage
from tests.cast import make_person
from tests.dispatch import structure
from units import clock
from units.models import Cell, Unit

LANGUAGES = ("zh-hans", "en")
NOT_SOLVED = services.Reply(solved="not_solved", text="还是没有水")
SOLVED = services.Reply(solved="solved")


def _hand_back(world, part):
    by = getattr(world, f"{part.unit.code}_handler")
    services.hand_back(part, reason="R2", text="不归我们管", legal_basis="条例", suggested_unit=world.police, by=by)


def _supervise(world, ticket):
    services.supervise(ticket, part=world.part(ticket, world.roads), text="为何未到", minutes=60, by=world.shift_leader)


def _hand_to(w, t):
    lead, other = make_person("unit_lead", w.roads), make_person("unit_handler", w.roads)
    services.hand_to(w.part(t, w.roads), to=other, by=lead)


def _helpless(world):
    ticket = world.ticket_at(Stage.HANDLING)
    return services.ask_help(world.part(ticket, world.roads), text="缺吊车", by=world.roads_handler)


def _tick(world, ticket, field):
    with clock.at(getattr(ticket.clocks.running().exclude(**{field: None}).latest(field), field)):
        assert services.keep_time()


def _granted(w, t, verb):
    verb(t, extension=t.extensions.get(), text="好", by=w.shift_leader)


def _ask_suspension(w, t):
    until = clock.now() + timedelta(days=9)
    services.ask_suspension(w.part(t, w.roads), until=until, text="等", by=w.roads_handler)


def _suspended(w, t, verb):
    verb(t, suspension=t.suspensions.get(), text="好", by=w.shift_leader)


def _appeal(w, t):
    part = w.part(t, w.roads)
    services.appeal(part, limit=part.clocks.get(kind="resolve"), text="断路", by=w.roads_handler)


def _review(w, t):
    services.review_appeal(t, appeal=t.appeals.get(), upholds=True, text="属实", by=w.shift_leader)


def _gather(world, ticket):
    part = structure.split(world, ticket, rest=False)
    services.settle(part, disposition="explained", text="已修", by=world.shift_leader)
    assert services.gather() == 1


# {verb: [(stage to start from, the move)]}: several where the verb has several outcomes
PLAYS = {
    BIRTH: [(None, lambda w, t: w.ticket(words="新的"))],
    "assign": [(Stage.ASSIGNMENT, lambda w, t: services.assign(t, lead=w.roads, assists=[w.water], by=w.dispatcher))],
    "settle": [
        (Stage.ASSIGNMENT, lambda w, t: services.settle(t, disposition="explained", text="答复", by=w.dispatcher))
    ],
    "void": [(Stage.ASSIGNMENT, lambda w, t: services.void(t, text="误报", by=w.dispatcher))],
    "accept": [(Stage.HANDLING, lambda w, t: services.accept(w.part(t, w.roads), by=w.roads_handler))],
    "depart": [("accepted", lambda w, t: services.depart(w.part(t, w.roads), by=w.roads_handler))],
    "arrive": [("accepted", lambda w, t: services.arrive(w.part(t, w.roads), by=w.roads_handler))],
    "give_feedback": [
        (Stage.HANDLING, lambda w, t: w.finish(t, w.roads)),
        (Stage.HANDLING, lambda w, t: [w.finish(t, w.roads), w.finish(t, w.water)]),
    ],
    "hand_back": [
        (Stage.HANDLING, lambda w, t: _hand_back(w, w.part(t, w.roads))),
        (Stage.HANDLING, lambda w, t: _hand_back(w, w.part(t, w.water))),
    ],
    "rule": [(Stage.ARBITRATION, lambda w, t: services.rule(t, lead=w.roads, text="由城管牵头", by=w.arbiter))],
    "correct": [
        (
            Stage.ASSIGNMENT,
            lambda w, t: services.correct(t, words="路口的井盖", place=w.EAST, text="问过", by=w.call_taker),
        )
    ],
    "classify": [(Stage.HANDLING, lambda w, t: services.classify(t, item=w.lamp, text="是路灯", by=w.dispatcher))],
    "verify": [(Stage.VERIFICATION, lambda w, t: services.verify(t, by=w.collector))],
    "reject": [(Stage.VERIFICATION, lambda w, t: services.reject(t, text="没修好", by=w.verifier))],
    "attempt": [
        (Stage.CALLBACK, lambda w, t: services.attempt(t, outcome="no_answer", by=w.callback)),
        (Stage.CALLBACK, lambda w, t: services.attempt(t, outcome="wrong_number", by=w.callback)),
    ],
    "close": [(Stage.CALLBACK, lambda w, t: services.close(t, reply=SOLVED, disposition="later", by=w.callback))],
    "dissatisfied": [
        (Stage.CALLBACK, lambda w, t: services.dissatisfied(t, reply=NOT_SOLVED, by=w.callback)),
    ],
    "redo": [("not_solved", lambda w, t: services.redo(t, text="重做", by=w.dispatcher))],
    "ask_check": [(Stage.ASSIGNMENT, lambda w, t: services.ask_check(t, by=w.dispatcher))],
    "check": [("asked", lambda w, t: services.check(t, found=True, text="在", by=w.collector))],
    "find_unreasonable": [
        ("not_solved", lambda w, t: services.find_unreasonable(t, text="已多次答复", by=w.dispatcher))
    ],
    "sign_unreasonable": [("unreasonable", lambda w, t: services.sign_unreasonable(t, by=w.shift_leader))],
    "refuse_unreasonable": [
        ("unreasonable", lambda w, t: services.refuse_unreasonable(t, text="诉求合理", by=w.shift_leader))
    ],
    "conclude": [("unreached", lambda w, t: services.conclude(t, disposition="later", text="已核", by=w.shift_leader))],
    "appraise": [(Stage.CLOSED, lambda w, t: services.appraise(t, counts=False, text="不可抗力", by=w.shift_leader))],
    "reopen": [(Stage.CLOSED, lambda w, t: services.reopen(t, text="又坏了", by=w.dispatcher))],
    "add_assist": [
        (at, lambda w, t: services.add_assist(t, assists=[w.fire], by=w.dispatcher))
        for at in (Stage.HANDLING, "helpless")
    ],
    "release": [
        (Stage.HANDLING, lambda w, t: structure.release(w, t)),
        (Stage.HANDLING, lambda w, t: [w.finish(t, w.roads), structure.release(w, t)]),
    ],
    "link": [(Stage.HANDLING, lambda w, t: structure.link(w, t))],
    "merge": [
        (stage, lambda w, t: structure.merge(w, t))
        for stage in (Stage.ASSIGNMENT, Stage.HANDLING, Stage.VERIFICATION, Stage.CALLBACK)
    ],
    "take_in": [(Stage.HANDLING, lambda w, t: structure.merge(w, structure.beside(w, t), other=t))],
    "unmerge": [
        (stage, lambda w, t: [structure.merge(w, t), services.unmerge(t, text="不是一回事", by=w.shift_leader)])
        for stage in (Stage.ASSIGNMENT, Stage.HANDLING, Stage.VERIFICATION, Stage.CALLBACK)
    ],
    "let_go": [("merged", lambda w, t: services.unmerge(t, text="不是一回事", by=w.shift_leader))],
    "split": [
        (Stage.ASSIGNMENT, lambda w, t: structure.split(w, t, rest=False)),
        (Stage.HANDLING, lambda w, t: structure.split(w, t, lead=w.fire)),
    ],
    "gather": [(Stage.ASSIGNMENT, lambda w, t: _gather(w, t))],
    "review_repeat": [(Stage.HANDLING, lambda w, t: services.review_repeat(t, text="约谈", by=w.shift_leader))],
    "unlink": [(Stage.HANDLING, lambda w, t: services.unlink(t, link=structure.link(w, t), by=w.dispatcher))],
    "note": [
        ("helpless", lambda w, t: services.note(t, text="吊车已派", by=w.dispatcher)),
        (Stage.HANDLING, lambda w, t: services.note(t, text="补充", by=w.dispatcher)),
        (
            Stage.HANDLING,
            lambda w, t: services.note(t, text="在路上", by=w.roads_handler, assignment=w.part(t, w.roads)),
        ),
    ],
    "join": [(Stage.HANDLING, lambda w, t: services.join(t, caller=w.CALLER, source="phone", by=w.call_taker))],
    "reveal": [
        (Stage.HANDLING, lambda w, t: services.reveal(t, party_id=t.parties.get().pk, text="回电", by=w.dispatcher))
    ],
    "urge": [(Stage.HANDLING, lambda w, t: services.urge(t, part=w.part(t, w.roads), by=w.dispatcher))],
    "supervise": [(Stage.HANDLING, lambda w, t: _supervise(w, t))],
    "answer_supervision": [
        (
            "supervised",
            lambda w, t: services.answer_supervision(w.part(t, w.roads), text="人手不足", by=w.roads_handler),
        )
    ],
    "hand_to": [("accepted", lambda w, t: _hand_to(w, t))],
    "ask_help": [
        (Stage.HANDLING, lambda w, t: services.ask_help(w.part(t, w.roads), text="缺吊车", by=w.roads_handler)),
    ],
    "ask_extension": [
        ("accepted", lambda w, t: services.ask_extension(w.part(t, w.roads), text="等", by=w.roads_handler))
    ],
    "grant_extension": [("extension", lambda w, t: _granted(w, t, services.grant_extension))],
    "decline_extension": [("extension", lambda w, t: _granted(w, t, services.decline_extension))],
    "ask_suspension": [("accepted", lambda w, t: _ask_suspension(w, t))],
    "suspend": [("suspension", lambda w, t: _suspended(w, t, services.suspend))],
    "decline_suspension": [("suspension", lambda w, t: _suspended(w, t, services.decline_suspension))],
    "resume": [(Stage.SUSPENDED, lambda w, t: services.resume(t, text="材料到了", by=w.shift_leader))],
    "appeal": [("overdue", lambda w, t: _appeal(w, t))],
    "review_appeal": [("appealed", lambda w, t: _review(w, t))],
    "halve": [(Stage.HANDLING, lambda w, t: _tick(w, t, "half_at"))],
    "climb": [(Stage.HANDLING, lambda w, t: [_tick(w, t, "due_at"), _tick(w, t, "rung_at")])],
    "raise_danger": [
        (Stage.ASSIGNMENT, lambda w, t: services.raise_danger(t, by=w.call_taker)),
        (Stage.HANDLING, lambda w, t: services.raise_danger(t, to=w.fire, by=w.shift_leader)),
    ],
    "tell_emergency": [
        (Stage.HANDLING, lambda w, t: services.tell_emergency(t, facts=services.Facts(trapped=2), by=w.call_taker)),
        (Stage.VERIFICATION, lambda w, t: services.tell_emergency(t, facts=services.Facts(dead=1), by=w.call_taker)),
    ],
    "worsen": [
        (stage, lambda w, t: services.worsen(t, codes=["injured"], priority=1, by=w.call_taker))
        for stage in (Stage.HANDLING, Stage.VERIFICATION)
    ],
    "seal": [
        (Stage.HANDLING, lambda w, t: services.seal(t, text="保密", by=w.shift_leader)),
        (Stage.VERIFICATION, lambda w, t: services.seal(t, text="保密", by=w.shift_leader)),
    ],
    "unseal": [
        (Stage.HANDLING, lambda w, t: services.unseal(t, text="公开", by=w.shift_leader)),
        (Stage.VERIFICATION, lambda w, t: services.unseal(t, text="公开", by=w.shift_leader)),
    ],
    "warn": [(Stage.HANDLING, lambda w, t: _tick(w, t, "warn_at"))],
    "miss": [(Stage.HANDLING, lambda w, t: _tick(w, t, "due_at"))],
}
# how the ticket stands before, where the verb needs it so (a collector is not asked about a confidential one); the others
# take turns
CONFIDENTIAL = {"seal": False, "unseal": True, "verify": False, "ask_check": False, "check": False}
CASES = [(verb, at, play) for verb, plays in PLAYS.items() for at, play in plays]


def _accepted(world):
    ticket = world.ticket_at(Stage.HANDLING)
    services.accept(world.part(ticket, world.roads), by=world.roads_handler)
    return ticket


def _supervised(world):
    ticket = world.ticket_at(Stage.HANDLING)
    _supervise(world, ticket)
    return ticket


# what a stage alone does not say
SETTINGS = {
    "accepted": _accepted,
    "supervised": _supervised,
    "helpless": _helpless,
    "asked": lambda w: services.ask_check(w.ticket(), by=w.dispatcher),
    "not_solved": lambda w: w.not_solved(),
    "unreasonable": lambda w: services.find_unreasonable(w.not_solved(), text="已多次答复", by=w.dispatcher),
    "unreached": lambda w: w.unreached(),
    "extension": lambda w: w.extension_asked(),
    "suspension": lambda w: w.suspension_asked(),
    "overdue": lambda w: w.overdue_and_closed(),
    "appealed": lambda w: w.appealed(),
    "merged": lambda w: structure.merged(w),
}


def everybody():
    units = [f"unit:{pk}" for pk in Unit.objects.values_list("pk", flat=True)]
    return ["centre", "cleared", *units, *(f"cell:{pk}" for pk in Cell.objects.values_list("pk", flat=True))]


def fresh(audiences):
    """Fetched, and rendered anew: what the cache holds proves nothing."""
    cache.clear()
    return {(a, language): snapshot.open_set(a, language) for a in audiences for language in LANGUAGES}


def feed_after(number):
    sequencer.sequence_all()
    return list(Feed.objects.filter(number__gt=number).select_related("event").order_by("number"))


def brought_to(world, at, confidential):
    """A ticket that is about to move, beside one that is not."""
    world.ticket_at(Stage.HANDLING)
    if at is None:
        return None
    ticket = SETTINGS[at](world) if at in SETTINGS else world.ticket_at(at)
    if confidential:
        type(ticket).objects.filter(pk=ticket.pk).update(confidential=True)
    ticket.refresh_from_db()
    return ticket


def test_every_verb_of_the_table_is_played():
    assert set(PLAYS) == {*MOVES, BIRTH}


@pytest.mark.parametrize("case", range(len(CASES)), ids=[f"{verb}-{at}" for verb, at, _play in CASES])
def test_the_old_screen_with_the_deltas_is_the_fresh_screen(world, case):
    """For everybody, in both languages; and who has no part in it hears nothing, not even that something moved."""
    verb, at, play = CASES[case]
    ticket = brought_to(world, at, confidential=CONFIDENTIAL.get(verb, case % 2))
    number = feed_after(0)[-1].number
    before = fresh(everybody())
    play(world, ticket)
    feed = feed_after(number)
    assert verb in {entry.event.kind for entry in feed}
    changes = Changes(feed)
    messages = {key: changes.message(*key) for key in before}
    after = fresh(everybody())
    for key, message in messages.items():
        assert snapshot.apply(before[key], [message] if message else []) == after[key], key
    strangers = {f"unit:{world.police.pk}", f"unit:{world.east.pk}", f"cell:{world.west_cell.pk}"}
    assert not strangers & changes.touched
    if ticket is not None:
        sealed = (
            ticket.confidential and verb != "unseal"
        )  # what it sees no more it is told once, what it sees again too
        assert (ticket.pk in (messages["centre", "en"] or {"tickets": []})["tickets"]) != sealed
    assert not [key for key, message in messages.items() if message and key[0] not in changes.touched]


def test_a_confidential_ticket_is_not_even_counted_for_the_centre(world):
    ticket = world.ticket()
    type(ticket).objects.filter(pk=ticket.pk).update(confidential=True)
    changes = Changes(feed_after(0))
    assert "centre" not in changes.touched
    assert [row["ticket"] for row in changes.message("cleared", "en")["rows"]] == [ticket.pk]


def test_a_revealed_number_is_the_centres_affair(world):
    ticket = world.ticket_at(Stage.HANDLING)
    number = feed_after(0)[-1].number
    services.reveal(ticket, party_id=ticket.parties.get().pk, text="回电", by=world.dispatcher)
    assert Changes(feed_after(number)).touched == {"centre", "cleared"}


def test_deltas_carry_no_personal_data(world):
    ticket = world.ticket_at(Stage.HANDLING)
    services.join(
        ticket, caller=services.Caller(name="李小红", phone="19900005678"), source="phone", by=world.call_taker
    )
    changes = Changes(feed_after(0))
    for audience in changes.touched:
        said = str(changes.message(audience, "zh-hans"))
        assert not any(secret in said for secret in ("王小明", "19900001234", "李小红", "19900005678"))


def test_who_belongs_to_which_audience(world):
    world.roads_handler.memberships.create(unit=world.water, role="unit_handler")
    assert audiences_of(world.dispatcher) == audiences_of(world.supervisor) == ("centre",)
    assert audiences_of(world.shift_leader) == ("cleared",)
    assert set(audiences_of(world.roads_handler)) == {f"unit:{world.roads.pk}", f"unit:{world.water.pk}"}
    assert audiences_of(world.collector) == (f"cell:{world.east_cell.pk}",)
    assert audiences_of(world.sysadmin) == audiences_of(world.auditor) == ()


def test_what_calls_a_hand_is_heard_by_the_hand_it_calls(world):
    def heard(audience):
        sounds = {}
        for row in Changes(feed_after(number)).message(audience, "en")["rows"]:
            sounds[row["id"].partition("-")[0]] = row.get("sound")
        return set(sounds.values())

    roads, cell, number = f"unit:{world.roads.pk}", f"cell:{world.east_cell.pk}", 0
    ticket = world.ticket(item=world.fight)
    assert heard("centre") == {"new_p1"}
    number = feed_after(0)[-1].number
    services.assign(ticket, lead=world.roads, by=world.dispatcher)
    assert (heard("centre"), heard(roads)) == ({None}, {"new_p1"})
    number = feed_after(0)[-1].number
    _tick(world, ticket, "due_at")
    assert "overdue" in heard("centre") | heard(roads)
    number = feed_after(0)[-1].number
    ticket.refresh_from_db()
    world.finish(ticket, world.roads)
    assert heard(cell) == {"new_ticket"}
    assert Verification.objects.waiting().count() == Clock.objects.running().filter(kind="verification").count() == 1
