"""The board: queues by stage, what is due first on top, narrowed by what can be read."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dispatch import services
from dispatch.models import Ticket
from dispatch.workflow import Stage
from tests.cast import minutes
from units import clock

BOARD = reverse("dispatch:board")


def numbers(response):
    return re.findall(r">(T\d{8}-\d{4,})<", response.content.decode())


def ceiling(browser, url):
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(url).status_code == 200
    return len(queries) - 1  # the last one is the test browser's own


def test_it_shows_what_is_open_with_the_shortest_time_left_on_top(world, as_):
    handled = world.ticket_at(Stage.HANDLING)
    fresh = world.ticket()
    world.ticket_at(Stage.CLOSED)
    late = world.ticket(entered_at=clock.now() - minutes(10))
    assert numbers(as_("dispatcher").get(BOARD)) == [late.number, handled.number, fresh.number]


def test_each_stage_is_a_queue_with_its_count(world, as_):
    tickets, browser = {s: world.ticket_at(s) for s in Stage}, as_("shift_leader")
    for stage in [s for s in Stage if s != Stage.CLOSED]:
        response = browser.get(BOARD, {"stage": stage})
        assert numbers(response) == [tickets[stage].number]
        html = response.content.decode()
        for name, n in (
            ("open", len(tickets) - 1),
            ("overdue", 0),
            *((s.value, 1) for s in Stage if s != Stage.CLOSED),
        ):
            assert re.search(rf'data-count="{name}">{n}<', html)


def test_it_narrows_by_unit_street_priority_and_overdue(world, as_):
    west = services.Place(lon=112.015, lat=28.005)
    calm = world.ticket(item=world.lamp, place=west)
    hot = world.ticket(item=world.fight, entered_at=clock.now() - minutes(10))
    sent = world.ticket_at(Stage.HANDLING)
    browser = as_("dispatcher")
    expect = {
        ("unit", world.roads.pk): [sent],
        ("unit", world.fire.pk): [],
        ("street", world.west.pk): [calm],
        ("priority", 1): [hot],
        ("overdue", 1): [hot],
    }
    for (name, value), tickets in expect.items():
        assert numbers(browser.get(BOARD, {name: value})) == [t.number for t in tickets], name


STRANGE = [
    "stage=nowhere", "unit=abc", "unit=99999999999999999999", "street=-1", "priority=9", "priority=%00", "unit=%00",
    "after=1.2.3", "after=abc", "after=99999999999999999999.99999999999999999999", "after=-.", "after=²3.²3",
    "unit=1&unit=2",
]  # fmt: skip


def test_a_value_that_cannot_be_read_is_left_out(world, as_):
    ticket, browser = world.ticket(), as_("dispatcher")
    for query in STRANGE:
        response = browser.get(f"{BOARD}?{query}")
        assert response.status_code == 200, query
        assert ticket.number in response.content.decode(), query


def test_what_was_left_out_is_said(world, as_):
    html = as_("dispatcher").get(BOARD, {"priority": "9", "stage": "nowhere"}, headers={"Accept-Language": "en"})
    text = html.content.decode()
    assert "“Priority” was left out" in text
    assert "“Stage” was left out" in text


def test_the_desks_start_in_their_own_queue(world, as_):
    tickets = {stage: world.ticket_at(stage) for stage in Stage}
    assert numbers(as_("verifier").get(BOARD)) == [tickets[Stage.VERIFICATION].number]
    assert numbers(as_("arbiter").get(BOARD)) == [tickets[Stage.ARBITRATION].number]
    assert numbers(as_("callback").get(BOARD)) == [tickets[Stage.CALLBACK].number]
    assert len(numbers(as_("verifier").get(BOARD, {"stage": "all"}))) == Ticket.objects.open().count()


def test_the_next_of_ones_queue_is_what_is_due_first(world, as_):
    first, second = world.ticket_at(Stage.CALLBACK), world.ticket_at(Stage.CALLBACK)
    world.ticket()
    desk, url = as_("callback"), reverse("dispatch:next_ticket")
    assert desk.get(url)["Location"] == first.get_absolute_url()
    assert desk.get(url, {"after": first.number})["Location"] == second.get_absolute_url()
    assert url in desk.get(first.get_absolute_url()).content.decode()
    assert as_("verifier").get(url)["Location"] == BOARD, "nothing waits there"
    assert url not in as_("viewer").get(first.get_absolute_url()).content.decode()
    assert as_("dispatcher").get(url, {"after": "\0"}).status_code == 302
    assert as_("roads_handler").get(url).status_code == 403


def test_pages_follow_each_other_without_gap_or_count(world, as_, monkeypatch):
    monkeypatch.setattr("dispatch.views.board.SIZE", 3)
    tickets = [world.ticket().number for _ in range(8)]
    browser, seen, url = as_("dispatcher"), [], BOARD
    for _ in range(3):
        response = browser.get(url)
        seen += numbers(response)
        more = re.search(r'href="(\?[^"]+)" rel="next"', response.content.decode())
        url = BOARD + more[1].replace("&amp;", "&") if more else None
    assert seen == tickets
    assert url is None


def test_the_page_costs_the_same_whatever_the_rows(world, as_):
    browser = as_("dispatcher")
    world.ticket_at(Stage.HANDLING)
    cold = ceiling(browser, BOARD)
    for _ in range(12):
        world.ticket_at(Stage.HANDLING)
    assert ceiling(browser, BOARD) <= cold <= 14, "rows that this process has not drawn yet are loaded together"
    assert ceiling(browser, BOARD) <= 8, "rows that it has drawn cost nothing"


def test_the_live_list_can_be_fetched_alone(world, as_):
    ticket = world.ticket()
    browser = as_("dispatcher")
    page = browser.get(BOARD).content.decode()
    refetch = re.search(r'data-refetch="([^"]+)"', page)[1].replace("&amp;", "&")
    fragment = browser.get(BOARD + refetch).content.decode()
    assert f'id="t-{ticket.pk}"' in fragment
    assert "<html" not in fragment
    row = re.search(rf'<tr class="row" id="t-{ticket.pk}".*?</tr>', page, re.S)[0]
    assert row in fragment


def test_the_map_beside_it_shows_the_same_tickets(world, as_):
    ticket = world.ticket()
    world.ticket(item=world.fight)
    found = as_("dispatcher").get(reverse("dispatch:points"), {"stage": "all", "priority": 2}).json()
    assert [f["properties"]["url"] for f in found["features"]] == [ticket.get_absolute_url()]


@pytest.mark.parametrize("who", ["roads_handler", "collector", "sysadmin", "auditor"])
def test_it_belongs_to_the_centre(world, as_, who):
    world.ticket_at(Stage.HANDLING)
    assert as_(who).get(BOARD).status_code == 403
    assert as_(who).get(reverse("dispatch:points")).status_code == 403


def test_confidential_tickets_are_only_for_the_cleared(world, as_):
    ticket = world.ticket()
    type(ticket).objects.filter(pk=ticket.pk).update(confidential=True)
    assert numbers(as_("dispatcher").get(BOARD)) == []
    assert numbers(as_("shift_leader").get(BOARD)) == [ticket.number]
