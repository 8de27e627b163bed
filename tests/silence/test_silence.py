"""The shift leader's list: what is silent, since when, who was rung, what is next."""

import pytest
from django.urls import reverse

from dispatch import services, silence
from dispatch.models import Clock, Delivery, Event
from dispatch.services import clocks
from dispatch.workflow import Stage
from tests.cast import minutes
from tests.dispatch.verbs import address
from units import clock

PAGE = reverse("dispatch:silence")


@pytest.fixture
def silent(world):
    """A ticket whose lead has not accepted it: nine minutes ago it was sent, its acceptance is missed."""
    with clock.at(clock.now() - minutes(9)):
        ticket = world.ticket()
        services.assign(ticket, lead=world.roads, assists=[], by=world.dispatcher)
    services.keep_time()
    ticket.refresh_from_db()
    return ticket


def listed(user):
    return silence.rows(user, clock.now())


def test_where_every_clock_runs_within_its_limit_nobody_is_silent(world, as_):
    world.ticket_at(Stage.HANDLING)
    assert listed(world.shift_leader) == []
    assert "Nobody is silent" in as_("shift_leader").get(PAGE).content.decode()


def test_a_unit_that_does_not_accept_stands_there_with_its_clock_and_its_rung(world, as_, silent):
    (row,) = listed(world.shift_leader)
    part = world.part(silent, world.roads)
    missed = part.clocks.get(kind="acceptance")
    assert (row.group, row.part, row.clocks, row.since) == ("silent", part, [missed], missed.due_at)
    assert [(rung.number, bool(rung.at)) for rung in row.rungs] == [(1, True), (2, False), (3, False), (4, False)]
    html = as_("shift_leader").get(PAGE).content.decode()
    assert all(said in html for said in (silent.number, "Acceptance", world.roads.duty_phone, f'id="p-{part.pk}"'))
    services.accept(part, by=world.roads_handler)
    assert listed(world.shift_leader) == []


def test_the_ladder_says_who_was_rung_when_and_what_is_next(world, as_, silent):
    limit = Clock.objects.get(kind="acceptance")
    (row,) = listed(world.shift_leader)
    assert (row.next.number, row.next.next_at) == (2, limit.missed_at + minutes(5))
    for step in (5, 10):
        with clock.at(limit.missed_at + minutes(step)):
            services.keep_time()
    (row,) = listed(world.shift_leader)
    assert [rung.at for rung in row.rungs] == [limit.missed_at + minutes(n) for n in (0, 5, 10)] + [None]
    assert (row.next.number, row.next.next_at) == (4, limit.missed_at + minutes(15))
    assert not any(rung.failed for rung in row.rungs)
    Delivery.objects.filter(ticket=silent).update(state="dead")
    (row,) = listed(world.shift_leader)
    assert [rung.number for rung in row.rungs if rung.failed] == [3]
    assert "not sent" in as_("shift_leader").get(PAGE).content.decode()
    with clock.at(limit.missed_at + minutes(15)):
        services.keep_time()
    (row,) = listed(world.shift_leader)
    assert row.rungs[3].at
    assert row.next is None
    assert "you: press or call" in as_("shift_leader").get(PAGE).content.decode()


def test_urgent_first_and_then_the_longest(world, silent):
    with clock.at(clock.now() - minutes(3)):
        urgent = world.ticket(item=world.fight)
        services.assign(urgent, lead=world.police, assists=[world.fire], by=world.dispatcher)
    with clock.at(clock.now() - minutes(30)):
        older = world.ticket()
        services.assign(older, lead=world.water, assists=[], by=world.dispatcher)
    rows = listed(world.shift_leader)
    assert [row.ticket for row in rows] == [urgent, urgent, older, silent]


def test_a_supervision_waits_there_until_it_is_answered(world, as_):
    ticket = world.ticket_at(Stage.HANDLING)
    part = world.part(ticket, world.water)
    services.supervise(ticket, part=part, text="为何", minutes=60, by=world.shift_leader)
    (row,) = listed(world.shift_leader)
    assert (row.group, row.part, row.since) == ("supervised", part, row.asked.at)
    assert f"/supervise/?part={part.pk}" not in as_("shift_leader").get(PAGE).content.decode()
    with clock.at(row.asked.due_at + minutes(1)):
        (late, *_others) = [row for row in listed(world.shift_leader) if row.part == part]
        assert late.group == "silent"
        services.answer_supervision(part, text="在路上", by=world.water_handler)
        assert "supervision" not in {c.kind for row in listed(world.shift_leader) for c in row.clocks}


def test_a_desk_that_lets_its_clock_run_out_is_named_and_has_nobody_to_urge(world, as_):
    with clock.at(clock.now() - minutes(5)):
        world.ticket()
    (row,) = listed(world.shift_leader)
    assert (row.group, row.who, row.part) == ("desk", "Dispatcher", None)
    html = as_("shift_leader").get(PAGE).content.decode()
    assert "/urge/?" not in html
    assert "you: ask the Dispatcher" in html


def test_a_promise_to_the_caller_is_the_leads_while_it_works_and_then_the_desks(world):
    ticket = world.ticket_at(Stage.HANDLING)
    promise = ticket.clocks.get(kind="handling")
    with clock.at(promise.due_at + minutes(1)):
        leads = next(row for row in listed(world.shift_leader) if row.part == world.part(ticket, world.roads))
        assert promise in leads.clocks
        for unit in (world.roads, world.water):
            world.finish(ticket, unit)
        (row,) = listed(world.shift_leader)
        assert (row.group, row.who, row.clocks) == ("desk", "Verifier", [promise])


def test_an_urgent_ticket_does_not_pause_unseen(world, as_):
    ticket = world.ticket(item=world.fight)
    services.assign(ticket, lead=world.police, assists=[], by=world.dispatcher)
    limit = ticket.clocks.get(kind="resolve")
    now = clock.now()
    clocks.pause(ticket, "resolve", at=now, until=now + minutes(90), by=world.dispatcher, text="等待吊车")
    (row,) = [row for row in listed(world.shift_leader) if row.group == "paused"]
    assert (row.ticket, row.clocks) == (ticket, [limit])
    html = as_("shift_leader").get(PAGE).content.decode()
    assert "等待吊车" in html
    assert world.dispatcher.name in html


def test_urges_are_counted_on_the_row_and_the_leader_comes_back_to_the_list(world, as_, silent):
    browser, part = as_("shift_leader"), world.part(silent, world.roads)
    form = browser.get(address("urge", silent), {"part": part.pk, "back": "silence"}).content.decode()
    assert 'name="back" value="silence"' in form
    data = {"part": part.pk, "back": "silence", "version": silent.version}
    assert browser.send(address("urge", silent), data).headers["Location"] == PAGE
    (row,) = listed(world.shift_leader)
    assert row.urges == [Event.objects.get(kind="urge").at]
    assert "urged once" in browser.get(PAGE).content.decode()
    elsewhere = {**data, "back": "//elsewhere.example", "version": silent.version + 1}
    with clock.at(clock.now() + minutes(11)):
        response = browser.send(address("urge", silent), elsewhere)
    assert response.headers["Location"] == silent.get_absolute_url()


def test_tabs_count_all_kinds_and_narrow_the_list(world, as_, silent):
    with clock.at(clock.now() - minutes(5)):
        desk = world.ticket()
    html = as_("shift_leader").get(PAGE, {"rows": 1, "show": "desk"}).content.decode()
    assert desk.number in html
    assert silent.number not in html
    assert 'id="n-1" data-figure>2</span>' in html
    assert as_("shift_leader").get(PAGE, {"show": "\0"}).status_code == 200


def test_who_may_read_it_and_what_is_confidential_stays_with_the_cleared(world, as_, silent):
    type(silent).objects.filter(pk=silent.pk).update(confidential=True)
    assert silent.number in as_("shift_leader").get(PAGE).content.decode()
    assert silent.number not in as_("supervisor").get(PAGE).content.decode()
    for who in ("dispatcher", "call_taker", "viewer", "roads_handler", "collector", "sysadmin", "auditor"):
        assert as_(who).get(PAGE).status_code == 403, who


def test_the_units_inbox_says_that_it_is_pressed(world, as_, silent):
    part = world.part(silent, world.roads)
    services.urge(silent, part=part, by=world.dispatcher)
    services.supervise(silent, part=part, text="为何", minutes=60, by=world.shift_leader)
    html = as_("roads_handler").get(reverse("dispatch:inbox")).content.decode()
    assert "Urged ×1" in html
    assert "Supervised: answer by" in html
    services.answer_supervision(part, text="在路上", by=world.roads_handler)
    html = as_("roads_handler").get(reverse("dispatch:inbox")).content.decode()
    assert "Urged ×1" in html
    assert "Supervised" not in html
