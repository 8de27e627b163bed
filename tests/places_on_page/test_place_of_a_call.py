"""How a place comes into a ticket: its point, the word for where it came from, and whether somebody asked."""

import pytest
from django.urls import reverse

from dispatch.models import Ticket
from intake.models import Draft
from tests.intake.exchange import Line
from units import clock
from units.models import NamedPlace

EAST = {"lon": "112.005000", "lat": "28.005000"}
GCJ = "112.010575,28.001672"  # of 112.005, 28.005


def call(**more):
    return {"number": "19900001234", "words": "井盖没了", "item": "1601", "address": "东河路 12 号", **more}


def opened(browser, **more):
    assert browser.send(reverse("intake:take"), call(**more)).status_code == 303
    return Ticket.objects.latest("pk")


@pytest.fixture
def pole(world):
    return NamedPlace.objects.create(
        ref="p:1", layer="p", kind="pole", code="DH-0123", name="东河路灯杆", lon=112.0052, lat=28.0052,
        street=world.east, added_at=clock.now(),
    )  # fmt: skip


def test_the_ticket_knows_how_its_point_came_and_whether_somebody_asked(as_, db):
    browser = as_("call_taker")
    named = opened(browser, **EAST, source="named", verified="on")
    assert (named.place_source, named.place_verified) == ("named", True)
    assert (opened(browser, **EAST, source="nonsense").place_source) == "map"
    assert (opened(browser, place="").place_source) == "words"
    page = browser.get(named.get_absolute_url(), headers={"Accept-Language": "en"}).content.decode()
    assert "named place" in page and "verified" in page


def test_a_pasted_position_is_the_place_also_where_no_script_ran(world, as_):
    ticket = opened(as_("call_taker"), address=f"高德 {GCJ}")
    assert (ticket.place_source, ticket.street, ticket.address) == ("gcj02", world.east, f"高德 {GCJ}")
    assert (ticket.lon, ticket.lat) == (pytest.approx(112.005, abs=2e-5), pytest.approx(28.005, abs=2e-5))
    near = opened(as_("call_taker"), address="28.0051, 112.0051", **EAST)
    assert (near.lon, near.place_source) == (112.005, "map"), "it is the same point"
    apart = as_("call_taker").send(reverse("intake:take"), call(address="28.005, 112.015", **EAST))
    assert apart.status_code == 422, "neither the written position nor the point is given up unseen"
    page = apart.content.decode()
    assert "982 " in page.split('id="id_address-error"')[1][:200] and 'value="28.005, 112.015"' in page


def test_a_half_typed_call_keeps_the_source_and_the_verdict(as_, db):
    key = "6f2c1a52-8f0e-4d9a-9a39-0c6b1a3f5d11"
    data = {"key": key, "address": "东河路", **EAST, "source": "carrier", "verified": "on"}
    browser = as_("call_taker")
    assert browser.post(reverse("intake:save_draft"), data).status_code == 200
    assert Draft.objects.get().fields["source"] == "carrier"
    page = browser.get(f"/calls/new/?draft={key}").content.decode()
    assert 'name="source" value="carrier"' in page
    assert 'name="verified" data-key="Alt+D"' in page and "checked" in page.split('name="verified"')[1].split(">")[0]


def test_a_point_says_what_is_nearest(as_, pole):
    told = as_("call_taker").get(reverse("intake:locate"), EAST, headers={"Accept-Language": "en"}).json()
    assert "DH-0123" in told["near"] and " m south-west of " in told["near"]
    told = as_("collector").get(reverse("grid:where"), EAST).json()
    assert "DH-0123" in told["near"]


def test_a_position_is_read_for_whoever_gives_places(as_, db):
    for who in ("call_taker", "roads_handler", "collector"):
        found = as_(who).get(reverse("intake:read_position"), {"q": f"gcj {GCJ}"}).json()["found"]
        assert (found["source"], round(found["lon"], 4)) == ("gcj02", 112.005), who
    assert as_("call_taker").get(reverse("intake:read_position"), {"q": "\x00' 路"}).json() == {"found": None}
    assert as_("viewer").get(reverse("intake:read_position"), {"q": GCJ}).status_code == 403


def test_the_carriers_fix_stands_on_the_page_of_the_call(world, as_):
    line, browser = Line(), as_("call_taker")
    fix = {"lon": 112.004, "lat": 28.004, "accuracy": 299.2}
    assert line.say("ringing", ago=9, fix=fix).status_code == 200
    assert line.say("answered", ago=20, fix={**fix, "lon": 112.0}).status_code == 200, "older: it does not count"
    ring = line.ring(ago=8)
    assert (ring.fix_lon, ring.fix_lat, ring.fix_m) == (112.004, 28.004, 300)
    browser.send("/calls/lines/claim/", {"ring": ring.pk})
    page = browser.get(f"/calls/new/?draft={ring.key}", headers={"Accept-Language": "en"}).content.decode()
    assert 'data-fix="112.004000,28.004000,300,' in page and "±300 m" in page and 'data-key="Alt+C"' in page
    ticket = opened(browser, key=str(ring.key), lon=112.004, lat=28.004, source="carrier")
    assert (ticket.place_source, ticket.place_verified, ticket.cell) == ("carrier", False, world.east_cell)


@pytest.mark.parametrize(
    "fix",
    [
        "x", [], {}, {"lon": 112, "lat": 28}, {"lon": 112, "lat": 28, "accuracy": 0},
        {"lon": 112, "lat": 28, "accuracy": True}, {"lon": "112", "lat": 28, "accuracy": 5},
        {"lon": 181, "lat": 28, "accuracy": 5}, {"lon": 112, "lat": 28, "accuracy": 1e9},
    ],
)  # fmt: skip
def test_half_a_fix_is_the_senders_mistake(db, fix):
    assert Line().say("ringing", fix=fix).json()["code"] == "bad_input"
