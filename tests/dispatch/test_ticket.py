"""The ticket's page: facts, what happened, units and clocks, and the moves of whoever reads it."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dispatch import services
from dispatch.models import Photo
from dispatch.services.gate import moving
from dispatch.views.doors import DOORS, offered
from dispatch.views.groups import OF_TICKET
from dispatch.workflow import MOVES, Stage
from tests.cast import minutes
from units import clock

EN = {"headers": {"Accept-Language": "en"}}


def page(browser, ticket, query=""):
    response = browser.get(ticket.get_absolute_url() + query, **EN)
    assert response.status_code == 200
    return response.content.decode()


def a_photo(ticket, *, by, about):
    fields = {"name": f"{about}1", "bytes": 1, "digest": "0" * 64, "state": Photo.State.READY}
    return Photo.objects.create(ticket=ticket, about=about, at=clock.now(), by=by, **fields)


def test_it_shows_facts_words_and_place(world, as_):
    ticket = world.ticket_at(Stage.HANDLING)
    html = page(as_("dispatcher"), ticket)
    for words in ("井盖不见了", "东河路 12 号", "东河街道", "0001", "1601", "199****1234", "王**", "A01"):
        assert words in html
    assert 'data-lon="112.005000"' in html
    assert "王小明" not in html


@pytest.mark.parametrize("stage", list(Stage))
def test_the_moves_are_those_of_the_reader(world, as_, stage):
    ticket = world.ticket_at(stage)
    for who in ("call_taker", "dispatcher", "shift_leader", "viewer"):
        html = page(as_(who), ticket)
        shown = set(re.findall(r'data-verb="(\w+)"', html))
        user = getattr(world, who)
        verbs = [verb for verb in services.ticket_verbs(user, ticket) if verb in DOORS]
        assert shown == {verb for verb in verbs if DOORS[verb].fits(user, ticket)}, who


@pytest.mark.parametrize("stage", list(Stage))
def test_no_two_moves_that_are_offered_together_share_a_key(world, stage):
    ticket = world.ticket_at(stage)
    keys = [(move["key"], move["verb"]) for move in offered(world.shift_leader, ticket)]
    assert len({key for key, _verb in keys}) == len(keys), sorted(keys)


def test_each_move_stands_in_one_group_and_the_next_step_comes_first(world, as_):
    assert sorted(verb for _name, verbs in OF_TICKET for verb in verbs) == sorted(DOORS)
    html = page(as_("shift_leader"), world.ticket_at(Stage.VERIFICATION))
    names = re.findall(r'class="name" id="moves-\d">([^<]+)<', html)
    assert names == ["Next step", "Ask and press", "Rearrange", "Exceptional"]
    assert re.findall(r'data-verb="(\w+)"', html)[:2] == ["verify", "reject"]
    assert 'data-main="verify"' in html


def test_every_verb_of_a_ticket_that_people_use_has_a_page():
    by_machines = {"halve", "warn", "miss", "climb", "gather"}
    of_people = {verb for verb, move in MOVES.items() if move.of == "ticket"} - by_machines
    of_people -= {
        "join",
        "worsen",
        "check",
        "take_in",
        "let_go",
    }  # their forms stand elsewhere, or another move brings them about
    assert set(DOORS) | {"reveal"} == of_people


def test_the_timeline_tells_everything_newest_first(world, as_):
    ticket = world.ticket()
    services.note(ticket, text="已通知物业", by=world.call_taker)
    services.assign(ticket, lead=world.roads, assists=[world.water], text="注意夜间照明", by=world.dispatcher)
    services.hand_back(
        world.part(ticket, world.water), reason="R2", text="不属本公司管网", legal_basis="条例第 3 条",
        suggested_unit=world.fire, by=world.water_handler,
    )  # fmt: skip
    world.finish(ticket, world.roads)
    services.verify(ticket, by=world.verifier, text="现场已恢复")
    services.attempt(ticket, outcome="no_answer", by=world.callback)
    reply = services.Reply(solved="basically", satisfied_result=2, satisfied_process=1, text="慢了一点")
    services.close(ticket, reply=reply, disposition="later", by=world.callback)
    html = page(as_("dispatcher"), ticket)
    timeline = html[html.index('id="f-timeline"') :]
    told = (
        "慢了一点", "Basically solved", "1 of 3", "现场已恢复", "已修复。", "R2 not our power", "条例第 3 条",
        "不属本公司管网", "消防救援大队", "注意夜间照明", "已通知物业", "Ticket opened",
    )  # fmt: skip
    for words in told:
        assert words in timeline
    positions = [int(n) for n in re.findall(r'id="e-(\d+)"', timeline)]
    assert positions == sorted(positions, reverse=True)
    assert "City Management" in timeline, "names of units in the reader's language"
    assert '<span class="was">To call back</span><span class="is">Closed</span>' in timeline


def test_a_late_clock_is_named_where_it_was_stopped(world, as_):
    now = clock.now()
    with clock.at(now - minutes(30)):
        ticket = world.ticket()
    services.assign(ticket, lead=world.roads, by=world.dispatcher)
    assert re.search(r"Dispatch: late by 27 min", page(as_("dispatcher"), ticket))


def test_clocks_say_their_limit_and_what_was_used(world, as_):
    ticket = world.ticket_at(Stage.HANDLING)
    html = page(as_("dispatcher"), ticket)
    assert re.search(r"limit 2 min 30 s from [\d: -]+; took", html)
    assert html.count("clockcell") == 5, "dispatch, handling, and three of the lead"


def test_whoever_opened_it_may_always_read_it(world, as_):
    """The collector who sent it in, without a task in it."""
    ticket = world.ticket(by=world.collector, source="grid", caller=None)
    html = page(as_("collector"), ticket)
    assert "井盖不见了" in html


def test_what_is_for_the_centre_alone_is_not_told_to_others(world, as_):
    ticket = world.ticket(by=world.collector, source="grid")
    services.reveal(ticket, party_id=ticket.parties.get().pk, text="核对地址", by=world.dispatcher)
    assert "核对地址" in page(as_("dispatcher"), ticket)
    html = page(as_("collector"), ticket)
    assert "核对地址" not in html
    assert "Number shown" not in html


def test_a_unit_is_led_to_its_own_part(world, as_):
    ticket = world.ticket_at(Stage.HANDLING)
    response = as_("roads_handler").get(ticket.get_absolute_url())
    assert response.status_code == 302
    assert str(world.part(ticket, world.roads).pk) in response["Location"]


@pytest.mark.parametrize("who", ["police_handler", "other_collector", "sysadmin", "secadmin", "auditor"])
def test_a_stranger_sees_no_such_ticket(world, as_, who):
    ticket = world.ticket_at(Stage.HANDLING)
    assert as_(who).get(ticket.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("number", ["T20260101-0001", "T1", "x", "T20260101-000%00", "T99999999-9999999999999"])
def test_a_number_that_is_none_is_not_found(world, as_, number):
    assert as_("dispatcher").get(f"/tickets/{number}/").status_code == 404


def test_the_parts_that_the_line_keeps_fresh_come_alone(world, as_):
    ticket = world.ticket_at(Stage.HANDLING)
    whole = page(as_("dispatcher"), ticket)
    html = page(as_("dispatcher"), ticket, "?fragments=1")
    assert "<html" not in html
    assert 'name="key"' not in html, "an open form is no fragment: what was typed is never drawn over"
    ids = re.findall(r'id="(f-\w+)" data-fragment|data-fragment id="(f-\w+)"', html)
    assert {a or b for a, b in ids} == {
        "f-head",
        "f-clocks",
        "f-words",
        "f-facts",
        "f-dangers",
        "f-timeline",
        "f-moves",
        "f-kin",
        "f-units",
    }
    assert f'data-live-ticket="{ticket.pk}"' in whole


def test_a_photo_stands_where_it_came_and_those_of_the_report_stand_with_the_words(world, as_):
    ticket = world.ticket_at(Stage.HANDLING)
    of_report = a_photo(ticket, by=world.collector, about="report")
    with_answer = a_photo(ticket, by=world.roads_handler, about="feedback")
    part = world.part(ticket, world.roads)
    services.accept(part, by=world.roads_handler)
    with moving(part, "give_feedback", by=world.roads_handler) as step:
        step.data["photos"] = [with_answer.pk]
        step.assignment.ended_at = step.now
    html = page(as_("dispatcher"), ticket)
    words, timeline = html[: html.index('id="f-timeline"')], html[html.index('id="f-timeline"') :]
    assert of_report.name in words
    assert of_report.name not in timeline
    assert with_answer.name in timeline
    assert with_answer.name not in words


def test_a_form_asked_for_by_the_page_comes_alone(world, as_):
    ticket = world.ticket_at(Stage.HANDLING)
    response = as_("dispatcher").get(ticket.get_absolute_url() + "note/", headers={"HX-Request": "true"})
    html = response.content.decode()
    assert "<html" not in html
    assert 'id="form-note"' in html
    assert "HX-Request" in response["Vary"]


def test_the_page_costs_the_same_however_much_happened(world, as_):
    browser = as_("viewer")

    def cost(ticket):
        with CaptureQueriesContext(connection) as queries:
            page(browser, ticket)
        return len(queries)

    ticket = world.ticket_at(Stage.CALLBACK)
    services.note(ticket, text="一", by=world.dispatcher)
    services.attempt(ticket, outcome="no_answer", by=world.callback)
    cost(ticket)  # the first page of a process reads the names of units and items
    assert cost(ticket) <= 8, "nothing happened since, so its story is at hand"
    services.note(ticket, text="二", by=world.dispatcher)
    few = cost(ticket)
    for n in range(10):
        services.note(ticket, text=str(n), by=world.dispatcher)
    services.attempt(ticket, outcome="no_answer", by=world.callback)
    assert cost(ticket) <= few <= 17


def test_a_ticket_of_which_only_the_address_is_known_opens(world, as_):
    """Found by a browser journey: the page asked a missing community for its name."""
    ticket = world.ticket(place=services.Place(address="河边那个路口"))
    assert "河边那个路口" in as_("dispatcher").get(ticket.get_absolute_url()).content.decode()
