"""What lies behind a call while it is typed: the caller's own tickets, the place's past, its dangers and its people."""

from datetime import timedelta

import pytest

from dispatch import services
from dispatch.models import Caution, Ticket
from dispatch.workflow import Stage
from grid.services import send_report
from intake.models import Listing
from intake.services import (
    Contact,
    approve_listing,
    join_from_call,
    open_from_call,
    propose_listing,
    record_matter,
)
from tests.cast import minutes
from units import clock, known, scope
from units.models import NamedPlace
from units.refusals import BadInput

URL = "/calls/matches/"
HERE = {"lon": "112.0051", "lat": "28.0051"}
FAR = services.Place(lon=112.0001, lat=28.0099, source="map")


def seen(browser, **fields):
    answer = browser.send(URL, fields)
    assert answer.status_code == 200
    return answer.content.decode()


def a_hazard(metres=300, **more):
    facts = {
        "name": "液化气站",
        "warning": "远离火源",
        "lon": 112.0051,
        "lat": 28.0061,
        "radius_m": metres,
        "ref": f"h:{metres}",
    }
    place = NamedPlace.objects.create(kind="hazard", layer="h", added_at=clock.now(), **facts | more)
    known.forget()
    return place


# --- the caller ------------------------------------------------------------------------------------------------------
def test_one_key_joins_the_callers_first_open_ticket_and_its_line_says_why(world, as_):
    with clock.at(clock.now() - timedelta(days=3, minutes=1)):
        other = world.ticket(item=world.lamp)
    with clock.at(clock.now() - timedelta(days=3)):
        first = world.ticket_at(Stage.HANDLING)
    closed = world.ticket_at(Stage.CLOSED)
    for late in (20, 10):
        with clock.at(clock.now() - minutes(late)):
            services.urge(first, part=world.part(first, world.roads), by=world.dispatcher)
    html = seen(as_("call_taker"), number=world.CALLER.phone, item="1601")
    assert html.count('data-key="Alt+0"') == 1
    own = html[html.index("last tickets") :]
    lines = own.split('<div class="match">')
    for number, words in ((first.number, ["same item", "3 days ago", "urged 2 times"]), (other.number, ["3 days ago"])):
        line = next(line for line in lines if number in line)
        assert all(word in line for word in words), line
    assert own.index('value="' + max(first.number, other.number)) < own.index(closed.number)
    keyed = next(line for line in lines if "Alt+0" in line)
    assert 'formaction="/calls/join/"' in keyed and "button" in keyed


def test_the_page_says_while_typing_which_time_the_matter_comes(world, as_):
    for _ in range(3):
        world.ticket()
    taker = as_("call_taker")
    assert "Time 4 of the same matter" in seen(taker, number=world.CALLER.phone, item="1601")
    assert "of the same matter" not in seen(taker, number=world.CALLER.phone, item="1602")
    assert "of the same matter" not in seen(taker, number="13000000000", item="1601")


# --- the place -------------------------------------------------------------------------------------------------------
def test_the_places_past_is_counted_by_point_address_or_community_within_a_year(world, as_):
    near, lamp = world.ticket(), world.ticket(item=world.lamp)
    world.ticket(place=FAR)
    with clock.at(clock.now() - timedelta(days=366)):
        old = world.ticket()
    secret = world.ticket()
    Ticket.objects.filter(pk=secret.pk).update(confidential=True)
    taker = as_("call_taker")
    html = seen(taker, **HERE, item="1601")
    assert "within 100 m" in html and "2 tickets in a year" in html and "1 of this item" in html
    past = html[html.index('class="past"') :]
    assert near.number in past and lamp.number in past and old.number not in past and secret.number not in past
    community = f"community-{world.east_community.pk}"
    html = seen(taker, place=community)
    assert "This community" in html and "3 tickets in a year" in html
    address = services.Place(street=world.east, community=world.east_community, address="东河路 77 号")
    listed = world.ticket(place=address)
    html = seen(taker, place=community, address="东河路77号")
    assert "This address" in html and "1 ticket in a year" in html and listed.number in html
    found = taker.get("/find/", {"community": world.east_community.pk, "item": "1601"}).content.decode()
    assert near.number in found and lamp.number not in found and world.east_community.label in found
    assert f"community={world.east_community.pk}&amp;since=" in html


def test_a_source_of_danger_warns_where_its_radius_reaches_and_goes_with_the_ticket(world, as_):
    a_hazard()
    a_hazard(metres=50, name="油库")
    html = seen(as_("call_taker"), **HERE)
    assert "Source of danger 111 m:" in html and "液化气站" in html and "远离火源" in html and "油库" not in html
    ticket = world.ticket_at(Stage.HANDLING)
    caution = Caution.objects.get(ticket=ticket)
    assert (caution.kind, caution.words) == ("hazard", "液化气站 · 远离火源")
    part = world.part(ticket, world.roads)
    for who, page in (("dispatcher", ticket.get_absolute_url()), ("roads_handler", f"/inbox/{part.pk}/")):
        assert "液化气站 · 远离火源" in as_(who).get(page).content.decode()
    with scope.of(world.collector):  # whoever opens a ticket keeps its warnings, whatever his scope
        found = send_report(item=world.lamp, place=world.EAST, words="灯杆歪", by=world.collector)
    assert found.ticket.cautions.count() == 1
    services.correct(ticket, words=ticket.words, place=FAR, text="在北头", by=world.dispatcher)
    assert not Caution.objects.filter(ticket=ticket, gone_at=None).exists()


# --- people ----------------------------------------------------------------------------------------------------------
def a_home(world, number="13900000000", kind="oxygen"):
    place = services.Place(lon=112.005, lat=28.005, address="东河路 12 号", source="map")
    ticket = open_from_call(Contact(number=number, name="李奶奶"), item=world.manhole, place=place, by=world.call_taker)
    call = ticket.concerns.get().call
    listing = propose_listing(call, kind=kind, reason="家中用氧", by=world.call_taker, home=ticket)
    return approve_listing(listing, days=30, by=world.shift_leader)


def test_a_listed_home_is_known_by_its_place_whoever_calls_and_the_unit_learns_the_need_alone(world, as_):
    a_home(world)
    taker = as_("call_taker")
    assert "Oxygen at home" in seen(taker, lon="112.0052", lat="28.0052")
    assert "Oxygen at home" in seen(taker, number="13900000000")
    assert "Oxygen at home" not in seen(taker, lon="112.0062", lat="28.0062")
    place = services.Place(lon=112.0052, lat=28.0052, source="map")
    neighbour = Contact(number="13700000000", words="隔壁冒烟")
    ticket = open_from_call(neighbour, item=world.manhole, place=place, by=world.call_taker)
    services.assign(ticket, lead=world.roads, by=world.dispatcher)
    page = as_("roads_handler").get(f"/inbox/{world.part(ticket, world.roads).pk}/").content.decode()
    assert "Oxygen at home" in page and "30 m away" in page
    assert "家中用氧" not in page and "13900000000" not in page and "李" not in page
    for stranger in (world.roads_handler, world.collector):
        with scope.of(stranger):
            assert not Listing.objects.exists()
    with scope.of(world.water_handler):
        assert not Caution.objects.exists()
    near = services.Place(lon=112.0051, lat=28.005, source="map")
    there = {"words": ticket.words, "text": "问过", "by": world.call_taker}
    for corrected, metres in (
        (services.Place(lon=112.0052, lat=28.0052, source="map", verified=True), [30]),
        (services.Place(lon=112.0052, lat=28.0052, address="东河路 12 号旁", source="map", verified=True), [30]),
        (near, [10]), (FAR, []),
    ):  # fmt: skip
        services.correct(ticket, place=corrected, **there)
        found = ticket.cautions.filter(kind="need", gone_at=None)
        assert list(found.values_list("metres", flat=True)) == metres, corrected


def test_what_is_open_when_a_home_is_listed_learns_its_need_as_well(world, as_):
    near = services.Place(lon=112.0052, lat=28.0052, source="map")
    open_, far, ended = world.ticket(place=near), world.ticket(place=FAR), world.ticket(place=near)
    services.assign(open_, lead=world.roads, by=world.dispatcher)
    services.void(ended, text="误报", by=world.shift_leader)
    a_home(world)
    own = Ticket.objects.exclude(pk__in=[open_.pk, far.pk, ended.pk]).get()
    told = {(each.ticket_id, each.need, each.metres) for each in Caution.objects.all()}
    assert told == {(open_.pk, "oxygen", 30), (own.pk, "oxygen", None)}
    event = open_.events.get(kind="note")
    assert (event.by, event.data) == (world.shift_leader, {"need": "oxygen"})
    page = as_("roads_handler").get(f"/inbox/{world.part(open_, world.roads).pk}/").content.decode()
    assert page.count("Oxygen at home") == 2, "at the place, and in the timeline"
    assert "家中用氧" not in page and "13900000000" not in page
    assert "Oxygen at home" in as_("dispatcher").get(open_.get_absolute_url()).content.decode()


def test_a_listed_caller_who_joins_or_whose_matter_a_unit_records_brings_his_need(world, as_):
    a_home(world)
    ticket = world.ticket(place=FAR)
    for _ in range(2):
        join_from_call(Contact(number="13900000000"), ticket=ticket, by=world.call_taker)
    assert [(each.need, each.metres) for each in ticket.cautions.all()] == [("oxygen", None)], "and once"
    with scope.of(world.roads_handler):
        recorded = record_matter(Contact(number="13900000000"), item=world.manhole, place=FAR, by=world.roads_handler)
        assert not Listing.objects.exists(), "its own scope holds again"
    assert recorded.cautions.get().need == "oxygen"


def test_that_a_person_is_protected_is_for_the_hall_alone(world):
    a_home(world, kind="protected")
    ticket = open_from_call(
        Contact(number="13900000000"),
        item=world.manhole,
        place=services.Place(lon=112.005, lat=28.005),
        by=world.call_taker,
    )
    assert not ticket.cautions.exists()


def test_a_home_is_proposed_from_the_call_that_opened_its_ticket_even_without_a_number(world, as_):
    place = services.Place(lon=112.005, lat=28.005, address="东河路 12 号", source="map")
    ticket = open_from_call(Contact(words="老人独居"), item=world.manhole, place=place, by=world.call_taker)
    call, taker = ticket.concerns.get().call, as_("call_taker")
    assert f"/listings/propose/?call={call.pk}" in taker.get("/calls/").content.decode()
    said = {"call": call.pk, "reason": "独居", "home": "on"}
    refused = taker.send("/listings/propose/", {**said, "kind": "nuisance"})
    assert refused.status_code == 422 and "for care only" in refused.content.decode()
    taker.send("/listings/propose/", {**said, "kind": "alone"})
    listing = Listing.objects.get()
    assert (listing.number, listing.lon, listing.address) == ("", 112.005, "东河路 12 号")
    assert "东河路 12 号" in taker.get(f"/listings/{listing.pk}/").content.decode()
    beside = services.Place(lon=112.0051, lat=28.005, source="map")
    neighbour = open_from_call(Contact(words="又是他家"), item=world.manhole, place=beside, by=world.call_taker)
    said["call"] = neighbour.concerns.get().call.pk
    again = taker.send("/listings/propose/", {**said, "kind": "alone"})
    assert again.status_code == 409 and "proposed this home" in again.content.decode()
    approve_listing(listing, days=9, by=world.shift_leader)
    again = taker.send("/listings/propose/", {**said, "kind": "alone"})
    assert again.status_code == 422 and "This home is listed as such already" in again.content.decode()
    assert taker.send("/listings/propose/", {**said, "kind": "oxygen"}).status_code == 302


def test_a_number_that_is_listed_alone_may_get_its_home_and_only_once(world):
    ticket = open_from_call(
        Contact(number="13900000000"), item=world.manhole, place=services.Place(lon=112.005, lat=28.005), by=world.call_taker
    )  # fmt: skip
    call = ticket.concerns.get().call
    said = {"kind": "oxygen", "reason": "用氧", "by": world.call_taker}
    for more in ({}, {"home": ticket}):
        approve_listing(propose_listing(call, **said, **more), days=9, by=world.shift_leader)
        with pytest.raises(BadInput, match="listed as such already"):
            propose_listing(call, **said, **more)


@pytest.mark.parametrize("odd", [{"lon": "1e308", "lat": "-1e308"}, {"lon": "0", "lat": "90"}, {"address": "\x00" * 9}])
def test_odd_places_have_no_past(world, as_, odd):
    a_hazard()
    assert "液化气站" not in seen(as_("call_taker"), **odd, item="1601")
