"""Rows of a gazetteer for tests: put in as an import leaves them, without the file."""

from units import clock, territory
from units.labels import spelled
from units.models import NamedPlace, PlaceAlias, PlaceImport
from units.places import index


def put(*rows):
    """Each row: dict(kind, name, …; aliases=[…]). Returns the places in this order."""
    now, places = clock.now(), []
    for number, row in enumerate(rows):
        fields = {"lon": 112.005, "lat": 28.005, **row}
        names = fields.pop("aliases", [])
        pinyin, initials = spelled(fields["name"])
        cell = territory.locate(fields["lon"], fields["lat"]) if fields["lon"] else None
        if cell:
            fields |= {"street_id": cell.street_id, "community_id": cell.community_id, "cell_id": cell.cell_id}
        place = NamedPlace.objects.create(
            ref=f"test:{NamedPlace.objects.count()}-{number}", layer="test", pinyin=pinyin, initials=initials,
            added_at=now, **fields,
        )  # fmt: skip
        for name in names:
            PlaceAlias.objects.create(place=place, name=name, pinyin=spelled(name)[0], initials=spelled(name)[1])
        places.append(place)
    PlaceImport.objects.create(at=now, by="test", file="test", layer="test", ended_at=now)
    index.forget()
    return places
