"""A correction of the place leaves a history: who, when, from where to where, how far, on what grounds."""

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError

from dispatch import services
from dispatch.models import PlaceChange
from dispatch.workflow import Stage
from tests.dispatch.verbs import address, events, filled
from tests.gate.test_constraints import refused
from units import clock, scope


def test_each_move_of_the_place_is_told_with_its_metres_and_drawn_on_the_map(world, as_):
    ticket, browser = world.ticket(), as_("call_taker")
    moved = {"address": "西山路 1 号", "lon": 112.015, "source": "gcj02", "verified": "on"}
    browser.send(address("correct", ticket), {**filled("correct", world, ticket), **moved})
    ticket.refresh_from_db()
    assert (ticket.place_source, ticket.place_verified, ticket.street) == ("gcj02", True, world.west)
    change = PlaceChange.objects.get()
    assert (change.by, change.metres, change.source_before, change.source) == (world.call_taker, 982, "map", "gcj02")
    assert (change.address_before, change.address, change.verified) == ("东河路 12 号", "西山路 1 号", True)
    told = events(ticket, "correct").get().data
    assert told["place_change"] == change.pk and "西山路" not in str(told)
    page = as_("dispatcher").get(ticket.get_absolute_url()).content.decode()
    assert "Corrections of the place" in page and "982 m" in page
    assert 'data-path="[[112.005, 28.005], [112.015, 28.005]]"' in page
    other = as_("dispatcher").get(world.ticket().get_absolute_url()).content.decode()
    assert "Corrections of the place" not in other and "data-path" not in other


def test_that_somebody_asked_is_a_correction_of_its_own(world, as_):
    ticket = world.ticket()
    same = {"words": ticket.words, "address": ticket.address, "lon": ticket.lon, "lat": ticket.lat, "verified": "on"}
    done = as_("call_taker").send(address("correct", ticket), {**filled("correct", world, ticket), **same})
    assert done.status_code == 302
    ticket.refresh_from_db()
    assert (ticket.place_verified, ticket.place_source) == (True, "map")
    assert (PlaceChange.objects.get().metres, PlaceChange.objects.get().verified_before) == (0, False)
    assert "place_before" not in events(ticket, "correct").get().data
    for place in ({"address": "路口"}, {"address": "路口", "street": world.west.pk}):
        again = {**filled("correct", world, ticket), "lon": "", "lat": "", **place}
        as_("call_taker").send(address("correct", ticket), again)
        ticket.refresh_from_db()
    assert (ticket.place_source, ticket.street) == ("list", world.west), "two places without a point are not the same"


def test_the_database_itself_shows_the_history_with_its_ticket_alone(world):
    ticket = world.ticket_at(Stage.HANDLING)
    place = services.Place(lon=112.015, lat=28.005, address="西山路", source="map")
    services.correct(ticket, words=ticket.words, place=place, text="回拨", by=world.call_taker)
    seen = {}
    for who in ("roads_handler", "police_handler", "collector", "viewer"):
        scope.set_scope(scope.scope_of(getattr(world, who)))
        seen[who] = PlaceChange.objects.count()
    scope.set_scope(("system", "", "", ""))
    assert seen == {"roads_handler": 1, "police_handler": 0, "collector": 0, "viewer": 1}


def test_a_place_without_a_point_went_no_metres(world):
    ticket = world.ticket()
    services.correct(
        ticket, words=ticket.words, place=services.Place(address="路口", street=world.west, source="words"), text="回拨",
        by=world.call_taker,
    )  # fmt: skip
    assert (PlaceChange.objects.get().metres, PlaceChange.objects.get().lon) == (None, None)


def test_no_row_of_the_history_is_changed_or_half(world):
    ticket = world.ticket()
    row = {
        "ticket": ticket, "at": clock.now(), "by": world.call_taker, "verified": False, "verified_before": False,
    }  # fmt: skip
    refused("place_change_points_whole", lambda: PlaceChange.objects.create(**row, lon=1.0))
    refused("place_change_points_whole", lambda: PlaceChange.objects.create(**row, lat_before=1.0))
    refused("place_change_far_between_two", lambda: PlaceChange.objects.create(**row, metres=1))
    PlaceChange.objects.create(**row)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE dispatch_placechange SET metres = NULL")
