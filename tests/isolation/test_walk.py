"""Nobody reaches another's ticket: every address, every method, every role that should not."""

import pytest
from django.urls import reverse

from dispatch import services
from dispatch.models import Photo, Verification
from dispatch.workflow import Stage
from tests.cast import browser_of
from tests.isolation import classes
from tests.isolation.attempts import names, page, parameters
from units import clock

CANARY = "金丝雀8F3A"
METHODS = ("get", "post", "put", "patch", "delete", "head", "options")
STRANGERS = ("roads_handler", "water_handler", "west_handler", "other_collector", "sysadmin", "secadmin", "auditor")


def test_every_address_is_classified():
    assert sorted(set(names()) - classes.classified()) == []


def test_every_class_names_an_address_that_exists():
    assert sorted(classes.classified() - set(names())) == []


@pytest.fixture
def foreign(world):
    """A fire ticket that no stranger has a part in, in a cell that no stranger patrols, full of canaries."""
    caller = services.Caller(name=f"{CANARY}某", phone="19988887777", wants_callback=True)
    ticket = world.ticket(item=world.fight, words=CANARY, caller=caller)
    ticket = services.assign(ticket, lead=world.police, assists=[world.fire], by=world.dispatcher, text=CANARY)
    for unit in (world.police, world.fire):
        ticket = world.finish(ticket, unit)
    assert ticket.stage == Stage.VERIFICATION
    photo = Photo.objects.create(
        ticket=ticket, about="feedback", state="ready", name="c" * 32, bytes=1, digest="0", at=clock.now(),
        by=world.police_handler,
    )  # fmt: skip
    return {
        "number": ticket.number,
        "part": world.part(ticket, world.police).pk,
        "photo": photo.name,
        "verification": Verification.objects.get(ticket=ticket).pk,
    }


def address(name, foreign):
    if name in classes.FIGURES:
        return reverse(name, args=classes.FIGURES[name])
    if name not in classes.OBJECT:
        return page(name)
    ways = parameters(name)
    wanted = next(way for way in ways if way)
    return reverse(name, kwargs=dict.fromkeys(wanted, foreign[classes.OBJECT[name]]))


@pytest.mark.parametrize("name", sorted(classes.OBJECT))
def test_another_units_thing_is_not_there(world, foreign, name):
    url = address(name, foreign)
    for stranger in STRANGERS:
        browser = browser_of(getattr(world, stranger))
        for method in METHODS:
            response = getattr(browser, method)(url)
            assert response.status_code in ((404, 405) if method != "get" else (404,)), (stranger, method, url)
            assert CANARY.encode() not in response.content


@pytest.mark.parametrize("name", sorted(classes.OWN | classes.HALL | classes.FRAME))
def test_lists_show_a_stranger_nothing_of_others(world, foreign, name):
    url = page(name)
    for stranger in STRANGERS:
        browser = browser_of(getattr(world, stranger))
        for query in (
            "",
            f"?q={foreign['number']}",
            f"?number={foreign['number']}",
            "?stage=verification",
            "?phone=19988887777",
        ):
            response = browser.get(url + query)
            assert response.status_code in (200, 302, 403, 404, 405), (stranger, url, response.status_code)
            assert CANARY.encode() not in response.content
            assert foreign["number"].encode() not in response.content.replace(query.encode(), b"").replace(
                f'value="{foreign["number"]}"'.encode(), b""
            )


@pytest.mark.parametrize("name", sorted(classes.HALL - {"registry"}))
def test_the_halls_pages_are_closed_to_units_and_collectors(world, name):
    for stranger in ("roads_handler", "other_collector"):
        assert browser_of(getattr(world, stranger)).get(page(name)).status_code in (403, 405)


@pytest.mark.parametrize("name", sorted(classes.FIGURES))
def test_figures_are_closed_to_whoever_only_works(world, name):
    for stranger in (*STRANGERS, "call_taker", "viewer"):
        assert browser_of(getattr(world, stranger)).get(address(name, {})).status_code == 403


def test_without_log_in_every_address_leads_to_the_door(world, foreign, client):
    for name in sorted(classes.classified() - classes.OPEN):
        url = address(name, foreign)
        response = client.get(url)
        assert response.status_code in (302, 405), url
        if response.status_code == 302:
            assert response["Location"].startswith(reverse("login")), url
