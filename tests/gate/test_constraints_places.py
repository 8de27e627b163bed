"""The gazetteer's own invariants; test_constraints.py looks here that none is without a test."""

import pytest
from django.db import IntegrityError, transaction

from tests.cast import minutes
from units import clock
from units.models import NamedPlace, PlaceAlias


def refused(name, write):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        write()


def test_a_place_has_a_whole_point_and_its_names_once(db):
    now = clock.now()
    place = NamedPlace.objects.create(
        ref="a:1", layer="a", kind="pole", name="灯杆0123", lon=113.0, lat=28.4, added_at=now
    )
    rows = NamedPlace.objects.filter(pk=place.pk)
    refused("place_point_whole", lambda: rows.update(lon=None))
    refused("place_point_whole", lambda: rows.update(lon=None, lat=None))
    refused("place_point_whole", lambda: rows.update(lat=91.0))
    refused("place_removed_later", lambda: rows.update(removed_at=now - minutes(1)))
    assert rows.update(kind="road", lon=None, lat=None), "a road may be known by its name alone"
    PlaceAlias.objects.create(place=place, name="老灯杆")
    refused("place_alias_once", lambda: PlaceAlias.objects.create(place=place, name="老灯杆"))
