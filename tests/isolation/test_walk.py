"""Every address has its class, and the doors of each class are closed to whom they should be."""

import pytest
from django.urls import reverse

from tests.cast import browser_of
from tests.isolation import classes
from tests.isolation.attempts import names, page, parameters

STRANGERS = ("roads_handler", "water_handler", "west_handler", "other_collector", "sysadmin", "secadmin", "auditor")


def test_every_address_is_classified():
    assert sorted(set(names()) - classes.classified()) == []


def test_every_class_names_an_address_that_exists():
    assert sorted(classes.classified() - set(names())) == []


# Ids as they are written; that there is nothing behind them for a stranger is tested in test_every_door.
ANY = {"number": "T20260101-0001", "part": 1, "photo": "c" * 32, "verification": 1}


def address(name):
    if name in classes.FIGURES:
        return reverse(name, args=classes.FIGURES[name])
    if name not in classes.OBJECT:
        return page(name)
    ways = parameters(name)
    wanted = next(way for way in ways if way)
    return reverse(name, kwargs=dict.fromkeys(wanted, ANY[classes.OBJECT[name]]))


@pytest.mark.parametrize("stranger", ["roads_handler", "other_collector"])
def test_the_halls_pages_are_closed_to_units_and_collectors(as_, stranger):
    browser = as_(stranger)
    said = {name: browser.get(page(name)).status_code for name in sorted(classes.HALL - {"registry"})}
    assert {name: status for name, status in said.items() if status not in (403, 405)} == {}


@pytest.mark.parametrize("name", sorted(classes.FIGURES))
def test_figures_are_closed_to_whoever_only_works(world, name):
    for stranger in (*STRANGERS, "call_taker", "viewer"):
        assert browser_of(getattr(world, stranger)).get(address(name)).status_code == 403


def test_without_log_in_every_address_leads_to_the_door(world, client):
    for name in sorted(classes.classified() - classes.OPEN):
        url = address(name)
        response = client.get(url)
        assert response.status_code in (302, 405), url
        if response.status_code == 302:
            assert response["Location"].startswith(reverse("login")), url
