"""A finding from the street becomes a ticket in the same flow as any call."""

import uuid

import pytest

from dispatch.models import Photo, Ticket
from dispatch.workflow import Stage
from grid.models import Report
from tests.photos import corpus

URL = "/tasks/report/"
HERE = {"lon": "112.005", "lat": "28.005", "position": "device", "accuracy": "8.5"}
FOUND = {"item": "1601", "words": "井盖破了一半", **HERE}


def test_it_becomes_a_ticket_of_the_place_with_its_photo(as_, world):
    response = as_("collector").send(URL, {**FOUND, "place": "菜场门口", "photos": [corpus.upload()]})
    assert (response.status_code, response.url) == (302, "/tasks/")
    ticket = Ticket.objects.get()
    assert (ticket.stage, ticket.source, ticket.item.code) == (Stage.ASSIGNMENT, "grid", "1601")
    assert (ticket.cell, ticket.street, ticket.address) == (world.east_cell, world.east, "菜场门口")
    assert ticket.place_source == "device"
    report = Report.objects.get()
    assert (report.ticket, report.by, report.accuracy_m) == (ticket, world.collector, 8.5)
    photo = Photo.objects.get()
    assert (photo.ticket, photo.about, photo.by) == (ticket, "report", world.collector)


def test_the_dispatcher_sees_it_and_the_collector_has_it_in_his_list(as_, world):
    browser = as_("collector")
    browser.send(URL, FOUND)
    ticket = Ticket.objects.get()
    assert as_("dispatcher").get(ticket.get_absolute_url()).status_code == 200
    assert ticket.number in browser.get("/tasks/").content.decode()
    assert ticket.number not in as_("other_collector").get("/tasks/").content.decode()


def test_a_tap_on_the_map_has_no_accuracy(as_, world):
    as_("collector").send(URL, {**FOUND, "position": "map"})
    assert Report.objects.get().accuracy_m is None
    assert Ticket.objects.get().place_source == "map"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"item": ""}, "item"),
        ({"item": "9999"}, "item"),
        ({"item": "", "other_item": "xx"}, "item"),
        ({"lon": ""}, "place"),
        ({"lon": "north"}, "place"),
        ({"lon": "nan", "lat": "inf"}, "place"),
        ({"lon": "500"}, "place"),
        ({"lon": "100.0"}, "place"),
        ({"words": "长" * 2001}, "words"),
        ({"place": "长" * 201}, "place"),
        ({"place": "28.005, 112.015"}, "place"),
    ],
)
def test_what_cannot_be_is_a_sentence_at_its_field_and_nothing_typed_is_lost(as_, world, change, field):
    response = as_("collector").send(URL, {**FOUND, "words": "井盖破了一半", **change})
    page = response.content.decode()
    assert response.status_code == 422
    assert f'id="id_{field}-error"' in page
    assert (change.get("words") or "井盖破了一半") in page
    assert not Ticket.objects.exists()


def test_a_place_outside_the_district_is_told_in_a_sentence(as_, world):
    response = as_("collector").send(
        URL, {**FOUND, "lon": "100.0", "lat": "20.0", "place": "很远"}, headers={"Accept-Language": "en"}
    )
    assert response.status_code == 422
    assert "outside the district" in response.content.decode()


def test_another_item_is_found_in_the_whole_list(as_, world):
    as_("collector").send(URL, {**FOUND, "item": "", "other_item": "1602"})
    assert Ticket.objects.get().item.code == "1602"


def test_what_is_no_photo_is_refused_at_the_door(as_, world):
    response = as_("collector").send(URL, {**FOUND, "photos": [corpus.upload(corpus.HTML, "x.jpg")]})
    assert response.status_code == 422
    assert 'id="id_photos-error"' in response.content.decode()
    assert not Ticket.objects.exists()


def test_sent_twice_it_is_one_ticket(as_, world):
    browser, key = as_("collector"), uuid.uuid4()
    for _again in range(2):
        assert browser.send(URL, {**FOUND, "photos": [corpus.upload()]}, key=key).status_code == 302
    assert Ticket.objects.count() == Photo.objects.count() == 1


def test_sent_again_with_another_photo_it_is_refused_and_never_taken_for_the_first(as_, world):
    browser, key = as_("collector"), uuid.uuid4()
    answers = [browser.send(URL, {**FOUND, "photos": shots}, key=key) for shots in ([], [corpus.upload()])]
    assert [answer.status_code for answer in answers] == [302, 409]
    assert not Photo.objects.exists()


def test_the_tiles_offer_the_usual_finds_of_the_duty_list(as_, world):
    page = as_("collector").get(URL)
    assert {"1601", "1602"} >= {tile.value for tile in page.context["tiles"]} >= {"1601"}
    assert page.context["items"]


@pytest.mark.parametrize("who", ["dispatcher", "roads_handler", "verifier", "supervisor"])
def test_only_collectors_report(as_, who):
    browser = as_(who)
    assert browser.get(URL).status_code == 403
    assert browser.send(URL, FOUND).status_code == 403
    assert browser.get("/tasks/where/?lon=112.005&lat=28.005").status_code == 403


def test_the_device_is_told_where_it_is(as_, world):
    browser = as_("collector")
    assert browser.get("/tasks/where/?lon=112.005&lat=28.005").json()["cell"] == "0001"
    assert browser.get("/tasks/where/?lon=100&lat=20").json()["inside"] is False
    assert browser.get("/tasks/where/?lon=x").json()["inside"] is False
