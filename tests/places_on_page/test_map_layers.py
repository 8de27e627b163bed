"""What lies over a map: things of the gazetteer, and of the open tickets those that the reader may see."""

import pytest
from django.urls import reverse

from dispatch.views import layers
from tests.cast import minutes
from units import clock
from units.models import NamedPlace

BOX = "112.0,28.0,112.02,28.01"


@pytest.fixture
def asked(as_):
    def ask(who, names, box=BOX):
        return as_(who).get(reverse("dispatch:map_layers"), {"layers": names, "bbox": box})

    return ask


def place(kind, n, **more):
    fields = {"layer": kind, "kind": kind, "lon": 112.005, "lat": 28.005, "added_at": clock.now(), **more}
    return NamedPlace(ref=f"{kind}:{n}", name=f"{kind}{n}", **fields)


def test_each_layer_is_there_when_it_is_asked_for_and_only_within_the_box(world, asked, monkeypatch):
    monkeypatch.setattr(layers, "MOST", 2)
    rows = [place("pole", n, code=f"{n}") for n in range(3)]
    rows += [place("hazard", 1, radius_m=80, warning="液氨"), place("camera", 1, removed_at=clock.now() + minutes(1))]
    NamedPlace.objects.bulk_create([*rows, place("house", 1)])
    told = asked("call_taker", "hazard,camera,pole,house,ticket,,x").json()
    kinds = [one["properties"]["layer"] for one in told["features"]]
    assert (kinds, told["more"]) == (["hazard", "pole", "pole"], ["pole"])
    assert told["features"][0]["properties"]["radius"] == 80
    assert asked("call_taker", "hazard,pole", "113,28,114,29").json()["features"] == []
    for box in ("", "1,2,3", "a,b,c,d", "nan,1,2,3", "2,2,1,1", "inf,1,2,3"):
        assert asked("call_taker", "pole", box).status_code == 422, box


def test_open_tickets_are_those_that_the_reader_may_see(world, asked):
    ticket = world.ticket_at("handling")
    hidden = world.ticket(confidential=True)

    def seen(who):
        return [one["properties"]["name"].split()[0] for one in asked(who, "ticket").json()["features"]]

    assert seen("dispatcher") == [ticket.number]
    assert set(seen("shift_leader")) == {ticket.number, hidden.number}
    assert seen("roads_handler") == [ticket.number]
    assert seen("police_handler") == seen("collector") == []
