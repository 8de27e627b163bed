"""merge: one matter on two tickets goes on under one of them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dispatch import services
from dispatch.models import Link, Party
from dispatch.services import cautions
from dispatch.workflow import Stage, Status
from tests.dispatch import structure
from tests.dispatch.verbs import WORDS, address, events, filled, rules
from units import scope


class TestRules(
    rules(
        "merge", stage=Stage.HANDLING, who="dispatcher", others=["call_taker", "verifier", "callback", "viewer"],
        reaches=Stage.CLOSED,
    )
):  # fmt: skip
    pass


def test_it_closes_as_a_duplicate_and_its_callers_are_called_back_on_the_target(world, as_):
    ticket, other = world.ticket_at(Stage.HANDLING), world.ticket_at(Stage.VERIFICATION, caller=None)
    as_("dispatcher").send(address("merge", ticket), {**filled("merge", world, ticket), "number": other.number})
    ticket.refresh_from_db()
    assert (ticket.stage, ticket.disposition, ticket.due_at) == (Stage.CLOSED, "duplicate", None)
    assert not ticket.clocks.running().exists() and not ticket.assignments.open().exists()
    other.refresh_from_db()
    assert other.wants_callback and other.parties.get().phone == world.CALLER.phone
    services.verify(other, by=world.verifier)
    services.attempt(other, outcome="no_answer", by=world.callback)
    assert other.callbacks.get().party == other.parties.get()


def test_whoever_called_about_both_stays_one_party(world):
    ticket, other = world.ticket(), world.ticket(caller=services.Caller(name="王小明", phone="19900001234"))
    structure.merge(world, ticket, other=other)
    party = other.parties.get()
    other.refresh_from_db()
    assert party.wants_callback and other.wants_callback


def test_who_is_reached_by_text_only_stays_so_on_the_target(world):
    deaf = services.Caller(name="王小明", phone="19900001234", text_only=True, language="手语")
    known, new = world.ticket(caller=services.Caller(phone="19900001234")), world.ticket(caller=None)
    structure.merge(world, world.ticket(caller=deaf), other=known)
    structure.merge(world, world.ticket(caller=deaf), other=new)
    for other in (known, new):
        party = other.parties.get()
        assert (party.text_only, party.language) == (True, "手语")


def test_its_needs_come_along_and_leave_again_and_sixty_callers_cost_no_more_than_one(world):
    crowd, other = world.ticket(needs=[("oxygen", 12), ("deaf", None)]), world.ticket(needs=[("deaf", None)])
    small, target = world.ticket(), world.ticket()
    for n in range(59):
        caller = services.Caller(phone=f"138000000{n:02}", wants_callback=True)
        services.join(crowd, caller=caller, source="phone", by=world.call_taker)
    with CaptureQueriesContext(connection) as one:
        structure.merge(world, small, other=target)
    with CaptureQueriesContext(connection) as sixty:
        link = structure.merge(world, crowd, other=other)
    assert len(sixty) <= len(one) + 2 and other.parties.count() == 60
    assert {each.need for each in cautions.standing(other)} == {"oxygen", "deaf"}
    crowd.refresh_from_db()
    services.unmerge(crowd, text="不是一件", by=world.shift_leader)
    assert [each.need for each in cautions.standing(link.other)] == ["deaf"]


def test_its_units_are_released_and_read_why_and_the_targets_units_read_the_callers_words(world, as_):
    ticket, other = world.ticket_at(Stage.HANDLING), world.ticket(words="另一件")
    services.assign(other, lead=world.fire, by=world.dispatcher)
    data = {**filled("merge", world, ticket), "number": other.number}
    as_("dispatcher").send(address("merge", ticket), data)
    part = world.part(ticket, world.roads)
    assert part.status == Status.RELEASED
    html = as_("roads_handler").get(f"/inbox/{part.pk}/").content.decode()
    assert WORDS in html and other.number not in html
    html = as_("fire_handler").get(f"/inbox/{world.part(other, world.fire).pk}/").content.decode()
    assert ticket.words in html and ticket.number not in html
    merged, taken = events(ticket, "merge").get(), events(other, "take_in").get()
    assert (merged.data["other"], taken.data["other"], merged.at) == (other.pk, ticket.pk, taken.at)
    assert merged.units_before and not merged.units_after


def test_the_dispatcher_of_the_second_sees_likely_ones_and_picks_by_key(world, as_):
    ticket, other = world.ticket_at(Stage.HANDLING), world.ticket()
    html = as_("dispatcher").get(address("merge", ticket)).content.decode()
    assert f"?number={other.number}" in html
    html = as_("dispatcher").get(f"{address('merge', ticket)}?number={other.number}").content.decode()
    assert f'value="{other.number}"' in html


def test_what_cannot_be_merged_says_why(world, as_):
    ticket, closed = world.ticket(), world.ticket_at(Stage.CLOSED)
    browser = as_("dispatcher")
    for number in (ticket.number, "T20200101-0001", "", "\x00"):
        assert browser.send(address("merge", ticket), {"version": 1, "number": number, "text": "x"}).status_code == 422
    answer = browser.send(address("merge", ticket), {"version": 1, "number": closed.number, "text": "x"})
    assert answer.status_code == 409, "the target is closed"
    assert world.callback.name in answer.content.decode() and closed.number in answer.content.decode()
    whole = world.ticket()
    part = structure.split(world, whole)
    for tied in (whole, part):
        tied.refresh_from_db()
        data = {"version": tied.version, "number": ticket.number, "text": "x"}
        assert browser.send(address("merge", tied), data).status_code == 422
    assert not Link.objects.filter(kind="merged").exists()


@pytest.mark.parametrize("stage", [Stage.ASSIGNMENT, Stage.VERIFICATION])
def test_a_merged_ticket_is_not_reopened_past_the_merge(world, as_, stage):
    ticket = world.ticket_at(stage)
    other = structure.merge(world, ticket).other
    ticket.refresh_from_db()
    answer = as_("dispatcher").send(address("reopen", ticket), {"version": ticket.version, "text": "x"})
    assert answer.status_code == 422 and other.number in answer.content.decode()


def test_it_happens_whole_within_the_dispatchers_own_scope(world):
    ticket = world.ticket_at(Stage.HANDLING)
    other = structure.beside(world, ticket)
    with scope.of(world.dispatcher):
        structure.merge(world, ticket, other=other, by=world.dispatcher)
        assert Link.objects.get().before["stage"] == Stage.HANDLING
    with scope.of(world.roads_handler):
        assert not Link.objects.exists() and not Party.objects.filter(ticket=other).exists()
