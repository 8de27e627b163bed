"""unmerge: the two were different matters after all, and everything stands again as it stood."""

import random
from contextlib import suppress

import pytest

from dispatch import services
from dispatch.models import Clock, Link, Verification
from dispatch.workflow import Stage
from tests.cast import minutes
from tests.dispatch import structure
from tests.dispatch.verbs import address, events
from units import clock
from units.refusals import BadInput, Refusal

EN = {"Accept-Language": "en"}
LATER = services.Answer(True, True, False, public_answer="等配件", why_not="needs_time")


def state(ticket):
    """Everything that a person could tell of the ticket, but for versions, changes and the chain: these never go back."""
    ticket.refresh_from_db()
    skipped = {"version", "changed_at", "changed_by_id", "chain_position", "chain_hash"}

    def rows(queryset):
        return [{n: v for n, v in row.items() if n not in skipped} for row in queryset.order_by("pk").values()]

    return {
        "ticket": rows(type(ticket).objects.filter(pk=ticket.pk))[0],
        "parts": rows(ticket.assignments.all()),
        "clocks": rows(ticket.clocks.all()),
        "checks": rows(ticket.verifications.all()),
        "parties": rows(ticket.parties.standing()),
        "feedbacks": rows(ticket.feedbacks.all()),
        "returns": rows(ticket.hand_backs.all()),
        "callbacks": rows(ticket.callbacks.all()),
        "findings": rows(ticket.unreasonables.all()),
        "not solved": services.not_solved(ticket),
    }


def wandered(world, chance):
    """A ticket that real people moved about at random for some hours."""
    ticket = world.ticket(words="随便走走")
    now = clock.now()
    for _step in range(chance.randint(0, 20)):
        now += minutes(chance.randint(1, 90))
        with clock.at(now):
            ticket.refresh_from_db()
            with suppress(Refusal):  # what its rules refuse at this moment did not happen
                chance.choice(_moves(world, ticket, chance) or [lambda: None])()
            if chance.random() < 0.3:
                services.keep_time()
    ticket.refresh_from_db()
    return ticket, now


def _moves(world, ticket, chance):
    """What somebody could do to it now, and does not end it."""
    possible = []
    for part in ticket.assignments.open():
        by = getattr(world, f"{part.unit.code}_handler")
        verbs = services.assignment_verbs(by, ticket, part)
        possible += [lambda v=verb, p=part, b=by: getattr(services, v)(p, by=b) for verb in verbs if verb in _STEPS]
        if "give_feedback" in verbs:
            answer = chance.choice([world.DONE, LATER])
            possible.append(lambda p=part, b=by, a=answer: services.give_feedback(p, answer=a, by=b))
        if "hand_back" in verbs and not ticket.returns:
            back = {"reason": "R5", "text": "地点不清"}
            possible.append(lambda p=part, b=by, f=back: services.hand_back(p, by=b, **f))
        if not part.is_lead:
            possible.append(lambda p=part: services.release(ticket, part=p, text="不需要", by=world.dispatcher))
    by, fields = world.shift_leader, _facts(world, ticket)
    for verb in services.ticket_verbs(by, ticket):
        if verb in fields:
            possible.append(lambda v=verb: getattr(services, v)(ticket, by=by, **fields[v]))
    return possible


_STEPS = ("accept", "depart", "arrive")


def _facts(world, ticket):
    return {
        "assign": {"lead": world.roads, "assists": [world.water]},
        "reject": {"text": "没修好"},
        "note": {"text": "记一笔"},
        "join": {"caller": services.Caller(phone="19900007777", wants_callback=True), "source": "phone"},
        "verify": {},
        "ask_check": {},
        "attempt": {"outcome": "no_answer"},
        "dissatisfied": {"reply": services.Reply(solved="not_solved", text="还是老样子")},
        "redo": {"text": "重做"},
        "find_unreasonable": {"text": "要求过高"},
    }


@pytest.mark.parametrize("seed", range(24))
def test_whatever_had_happened_before_merge_and_undo_bring_back_exactly_what_was(world, seed):
    chance = random.Random(seed)
    ticket, now = wandered(world, chance)
    target, later = wandered(world, chance)
    now = max(now, later)
    if not (ticket.is_open and target.is_open):
        pytest.skip("it closed on the way")
    before, theirs = state(ticket), state(target)
    with clock.at(now + minutes(chance.randint(0, 600))):
        structure.merge(world, ticket, other=target)
    with clock.at(now + minutes(1000)):
        services.unmerge(ticket, text="不是一回事", by=world.shift_leader)
    assert state(ticket) == before
    assert state(target) == theirs
    assert not Link.objects.standing().exists()


@pytest.mark.parametrize("stage", [Stage.ASSIGNMENT, Stage.HANDLING, Stage.VERIFICATION, Stage.CALLBACK])
def test_from_each_stage_by_the_page(world, as_, stage):
    ticket = world.ticket_at(stage)
    if stage == Stage.HANDLING:
        services.accept(world.part(ticket, world.roads), by=world.roads_handler)
    before = state(ticket)
    structure.merge(world, ticket)
    ticket.refresh_from_db()
    browser, data = as_("dispatcher"), {"version": ticket.version, "text": "不是一回事"}
    assert 'data-verb="unmerge"' in browser.get(ticket.get_absolute_url()).content.decode()
    assert as_("call_taker").send(address("unmerge", ticket), data).status_code == 403
    assert as_("police_handler").send(address("unmerge", ticket), data).status_code == 404
    assert browser.send(address("unmerge", ticket), {**data, "version": 1}).status_code == 409
    assert browser.send(address("unmerge", ticket), data).status_code == 302
    assert state(ticket) == before
    assert browser.send(address("unmerge", ticket), data).status_code == 409
    html = browser.get(ticket.get_absolute_url(), headers=EN).content.decode()
    assert "Merge undone" in html and "Merged into another ticket" in html


def test_the_units_go_on_where_they_were_and_the_clock_that_ran_out_meanwhile_is_struck(world):
    ticket = world.ticket_at(Stage.HANDLING)
    part = world.part(ticket, world.roads)
    services.accept(part, by=world.roads_handler)
    structure.merge(world, ticket)
    with clock.at(clock.now() + minutes(30 * 60)):
        services.unmerge(ticket, text="不是一回事", by=world.dispatcher)
        services.keep_time()
        assert ticket.clocks.running().get(kind=Clock.Kind.HANDLING).missed_at
        part.refresh_from_db()
        services.give_feedback(part, answer=world.DONE, by=world.roads_handler)
    assert events(ticket, "give_feedback").count() == 1


def test_who_called_about_the_target_himself_meanwhile_stays(world):
    ticket = world.ticket(caller=services.Caller(name="李", phone="19900001111", wants_callback=True))
    second = world.ticket(caller=services.Caller(name="周", phone="19900002222", wants_callback=True))
    target = world.ticket(caller=services.Caller(name="周", phone="19900002222"))
    for each in (ticket, second):
        structure.merge(world, each, other=target)
    services.join(
        target, caller=services.Caller(phone="19900002222", wants_callback=True), source="phone", by=world.call_taker
    )
    for each in (ticket, second):
        services.unmerge(each, text="不是一回事", by=world.dispatcher)
    target.refresh_from_db()
    assert [party.phone for party in target.parties.standing()] == ["19900002222"]
    assert target.wants_callback


def test_callers_who_left_are_on_no_page_in_no_search_and_are_not_called_back(world, as_):
    ticket, target = world.ticket(), world.ticket(caller=services.Caller(name="周", phone="19900002222"))
    structure.merge(world, ticket, other=target)
    copy = target.parties.get(phone=world.CALLER.phone)
    services.unmerge(ticket, text="不是一回事", by=world.dispatcher)
    copy.refresh_from_db()
    assert copy.left_at == events(target, "let_go").get().at
    browser = as_("dispatcher")
    assert "199****1234" not in browser.get(target.get_absolute_url()).content.decode()
    data = {"party_id": copy.pk, "text": "回电"}
    assert browser.send(f"{target.get_absolute_url()}reveal/", data).status_code == 422
    html = browser.post("/find/", {"phone": world.CALLER.phone}).content.decode()
    assert ticket.number in html and target.number not in html
    target.refresh_from_db()
    assert not target.wants_callback


def test_a_target_that_was_itself_merged_is_let_go_first(world):
    first, second, third = world.ticket(), world.ticket(), world.ticket()
    structure.merge(world, first, other=second)
    structure.merge(world, second, other=third)
    with pytest.raises(BadInput, match=third.number):
        services.unmerge(first, text="x", by=world.dispatcher)
    services.unmerge(second, text="x", by=world.dispatcher)
    services.unmerge(first, text="x", by=world.dispatcher)
    assert {t.stage for t in type(first).objects.all()} == {Stage.ASSIGNMENT}
    with pytest.raises(BadInput):
        services.unmerge(world.ticket_at(Stage.CLOSED), text="x", by=world.dispatcher)


def test_the_check_that_was_asked_for_is_asked_again(world, as_):
    ticket = world.ticket_at(Stage.VERIFICATION)
    check = Verification.objects.get(ticket=ticket)
    tasks = as_("collector")
    structure.merge(world, ticket)
    assert ticket.number not in tasks.get("/tasks/").content.decode()
    services.unmerge(ticket, text="不是一回事", by=world.dispatcher)
    assert ticket.number in tasks.get("/tasks/").content.decode()
    check.refresh_from_db()
    assert (check.answer, check.answered_at) == ("", None)


def test_a_call_for_help_and_the_time_that_was_asked_for_come_back(world):
    ticket = world.suspension_asked()
    part = world.part(ticket, world.roads)
    services.ask_extension(part, text="等待配件", by=world.roads_handler)
    services.ask_help(part, text="需要吊车", by=world.roads_handler)
    asked = world.part(ticket, world.roads).help_at
    structure.merge(world, ticket)
    assert ticket.suspensions.get().state == ticket.extensions.get().state == "declined"
    services.unmerge(ticket, text="不是一回事", by=world.shift_leader)
    assert world.part(ticket, world.roads).help_at == asked
    assert ticket.suspensions.get().state == ticket.extensions.get().state == "asked"
    services.suspend(ticket, suspension=ticket.suspensions.get(), text="同意", by=world.shift_leader)


def test_a_target_whose_only_caller_leaves_again_is_concluded_by_the_page(world, as_):
    silent = services.Caller(name="李", phone="19900003333")
    target = world.ticket_at(Stage.VERIFICATION, caller=silent)
    ticket = world.ticket()
    structure.merge(world, ticket, other=target)
    target.refresh_from_db()
    target = services.verify(target, by=world.verifier)
    assert target.stage == Stage.CALLBACK
    services.unmerge(ticket, text="不是一回事", by=world.shift_leader)
    html = as_("shift_leader").get(target.get_absolute_url()).content.decode()
    assert 'data-verb="conclude"' in html and 'data-verb="attempt"' not in html
