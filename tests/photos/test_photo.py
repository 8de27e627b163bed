"""Who is shown a photo, when, and how it is sent."""

import pytest
from django.urls import reverse

from dispatch import services
from dispatch.services import photos
from tests.photos import corpus


def url(photo):
    return reverse("dispatch:photo", args=[photo.name])


def fetch(browser, address):
    """(response, the bytes of its picture); read to the end, which closes the file."""
    response = browser.get(address)
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return response, body


@pytest.fixture
def ready(world, kept):
    ticket = services.assign(world.ticket(), lead=world.roads, assists=[world.water], by=world.dispatcher)
    photo = kept(corpus.polyglot(), ticket=ticket)
    return photos.check(photo)


@pytest.mark.parametrize("who", ["roads_handler", "water_handler", "dispatcher", "call_taker"])
def test_the_centre_and_the_units_on_the_ticket_see_it(as_, ready, who):
    response, body = fetch(as_(who), url(ready))
    assert response.status_code == 200
    assert body[:3] == b"\xff\xd8\xff"


@pytest.mark.parametrize("who", ["police_handler", "other_collector", "collector", "east_handler", "sysadmin"])
def test_for_everybody_else_it_does_not_exist(as_, ready, who):
    assert as_(who).get(url(ready)).status_code == 404
    assert as_(who).get(reverse("dispatch:photo_state", args=[ready.name])).status_code == 404


def test_it_is_sent_as_a_picture_and_as_nothing_else(as_, ready):
    response, _body = fetch(as_("roads_handler"), url(ready))
    assert response["Content-Type"] == "image/jpeg"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"].startswith("sandbox")
    assert response["Content-Disposition"].startswith("inline; filename=")
    assert "private" in response["Cache-Control"]


def test_the_thumbnail_is_smaller(as_, world, kept):
    services.assign(ticket := world.ticket(), lead=world.roads, by=world.dispatcher)
    photo = photos.check(kept(corpus.jpeg((1600, 1200)), ticket=ticket))
    browser = as_("roads_handler")
    _response, whole = fetch(browser, url(photo))
    _response, thumb = fetch(browser, url(photo) + "?size=thumb")
    assert len(thumb) < len(whole)


def test_a_photo_that_is_not_decided_is_not_sent(as_, world, kept):
    photo = kept(corpus.jpeg())
    assert as_("dispatcher").get(url(photo)).status_code == 404
    page = as_("dispatcher").get(reverse("dispatch:photo_state", args=[photo.name]))
    assert "hx-get" in page.content.decode()


def test_a_refused_photo_says_why(as_, world, kept, settings):
    settings.LANGUAGE_CODE = "en"
    photo = photos.check(kept(corpus.SVG))
    page = as_("dispatcher").get(reverse("dispatch:photo_state", args=[photo.name]), headers={"Accept-Language": "en"})
    assert "not a JPEG" in page.content.decode()
    assert as_("dispatcher").get(url(photo)).status_code == 404


def test_a_name_that_was_never_given_is_not_found(as_, world):
    assert as_("dispatcher").get("/photos/0123456789abcdef/").status_code == 404
    assert as_("dispatcher").get("/photos/..%2f..%2fsecret/").status_code == 404


def test_a_confidential_tickets_photo_is_for_the_cleared(as_, world, ready):
    type(ready.ticket).objects.filter(pk=ready.ticket_id).update(confidential=True)
    assert as_("dispatcher").get(url(ready)).status_code == 404
    assert fetch(as_("shift_leader"), url(ready))[0].status_code == 200
