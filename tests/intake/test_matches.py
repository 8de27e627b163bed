"""What the centre already knows, while the call is typed: the caller's tickets and the same event nearby."""

import re

import pytest

from dispatch import services
from dispatch.models import Ticket
from dispatch.workflow import Stage

URL = "/calls/matches/"
HERE = {"lon": "112.0051", "lat": "28.0051"}


def seen(browser, **fields):
    answer = browser.send(URL, fields)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_callers_earlier_tickets_are_shown_open_ones_first_and_counted(world, as_):
    closed = world.ticket_at(Stage.CLOSED)
    opened = world.ticket()
    html = seen(as_("call_taker"), number="199 0000 1234")
    assert html.index(opened.number) < html.index(closed.number)


def test_at_most_five_of_them(world, as_):
    numbers = [world.ticket().number for _ in range(7)]
    html = seen(as_("call_taker"), number=world.CALLER.phone)
    assert sum(number in html for number in numbers) == 5


def test_two_digits_are_nobodys_number(world, as_):
    caller = services.Caller(phone="12")
    ticket = world.ticket(caller=caller)
    assert ticket.number not in seen(as_("call_taker"), number="12")


def test_an_open_ticket_nearby_is_offered_for_joining_by_a_key(world, as_):
    ticket, drill = world.ticket(), world.ticket(is_drill=True)
    html = seen(as_("call_taker"), **HERE, number=world.CALLER.phone)
    assert ticket.number in html and drill.number not in html, "whoever joins a drill is told nothing"
    assert 'formaction="/calls/join/"' in html and 'data-key="Alt+1"' in html


def test_the_same_item_comes_before_what_is_merely_near(world, as_):
    lamp, manhole = world.ticket(item=world.lamp), world.ticket()
    html = seen(as_("call_taker"), **HERE, item="1601")
    assert html.index(manhole.number) < html.index(lamp.number)


def test_another_item_far_away_is_no_match(world, as_):
    far = services.Place(lon=112.0001, lat=28.0099, source="map")
    ticket = world.ticket(item=world.lamp, place=far)
    assert ticket.number not in seen(as_("call_taker"), **HERE, item="1601")


def test_by_list_the_community_or_the_item_decides(world, as_):
    ticket = world.ticket()
    place = f"community-{world.east_community.pk}"
    assert ticket.number in seen(as_("call_taker"), place=place)
    assert ticket.number in seen(as_("call_taker"), place=place, item="1601")
    assert f'value="{ticket.number}"' not in seen(as_("call_taker"), place=place, item="0201")
    assert ticket.number in seen(as_("call_taker"), item="1601")


def test_closed_and_confidential_tickets_are_no_candidates(world, as_):
    closed = world.ticket_at(Stage.CLOSED)
    secret = world.ticket()
    Ticket.objects.filter(pk=secret.pk).update(confidential=True)
    html = seen(as_("call_taker"), **HERE, item="1601", words="井盖不见了")
    for ticket in (closed, secret):
        assert f'value="{ticket.number}"' not in html
    assert secret.number not in html
    assert secret.number in seen(as_("shift_leader"), **HERE, item="1601")


def test_no_telephone_number_stands_in_the_fragment(world, as_):
    world.ticket()
    assert world.CALLER.phone not in seen(as_("call_taker"), number=world.CALLER.phone, **HERE)


@pytest.mark.parametrize(
    "odd", [{"lon": "nan", "lat": "inf"}, {"lon": "1"}, {"item": "\x00"}, {"place": "street-99999999999999999999"},
            {"number": "\x00" * 9}, {"number": "1" * 1_000_000}, {"place": "community--1"}, {"lon": "1e308", "lat": "-1e308"}],
)  # fmt: skip
def test_malformed_input_finds_nothing_and_breaks_nothing(world, as_, odd):
    seen(as_("call_taker"), **odd)


def test_it_stays_within_its_queries(world, as_, django_assert_max_num_queries):
    for _ in range(9):
        world.ticket()
    browser = as_("call_taker")
    for most in (28, 18):  # the first page of a process reads what is open and the duty list
        with django_assert_max_num_queries(most):
            seen(browser, number=world.CALLER.phone, item="1601", words="井盖不见了", **HERE)


def test_a_point_names_its_cell_street_office_collector_and_duty_phone(world, as_):
    found = as_("call_taker").get("/calls/locate/", {"lon": "112.005", "lat": "28.005"}).json()
    assert found["inside"] and found["cell"] == "0001"
    assert (found["street"], found["duty_phone"]) == ("东河街道", "0000-110")
    assert found["collector"] == world.collector.name
    assert found["place"] == f"community-{world.east_community.pk}"


def test_a_point_outside_the_district_is_said_to_be_outside(world, as_):
    assert as_("call_taker").get("/calls/locate/", {"lon": "1", "lat": "1"}).json()["inside"] is False


@pytest.mark.parametrize(
    "lon", ["nan", "inf", "-inf", "", "x", "\x00", "181", "1e999", "9" * 9999], ids=lambda value: repr(value)[:20]
)
def test_what_is_no_point_is_answered_by_a_sentence(world, as_, lon):
    answer = as_("call_taker").get("/calls/locate/", {"lon": lon, "lat": "28"})
    assert answer.status_code == 422 and answer.json()["sentence"]


def test_an_answer_that_nobody_typed_for_leaves_the_keys_where_they_are(world, as_):
    first, second = world.ticket(), world.ticket()
    browser = as_("call_taker")
    keys = re.compile(r'data-candidate="(\d [^"]+)"')
    fresh = keys.findall(seen(browser, item="1601", **HERE))
    assert fresh == [f"1 {second.number}", f"2 {first.number}"]
    third = world.ticket()
    later = keys.findall(seen(browser, item="1601", **HERE, shown=fresh))
    assert later == [*fresh, f"3 {third.number}"]
    assert keys.findall(seen(browser, item="1601", **HERE))[0] == f"1 {third.number}", (
        "whoever types sees the best first"
    )
    assert (
        keys.findall(seen(browser, item="1601", **HERE, shown=["", "x y", "99 T", "7", f"3 {first.number}"]))[2][0]
        == "3"
    )
