"""The district's vector layer: boundary, river, roads, street offices and cells, without any tile; and marks that lie over it."""

from django.core.cache import cache

from units.models import Cell, MapFeature, NamedPlace, Territory
from units.places import search

MARKED = tuple(NamedPlace.Kind[name].value for name in ("CAMERA", "HYDRANT", "SHELTER", "HAZARD", "TEAM", "POLE"))


def version():
    return Territory.objects.filter(pk=1).values_list("version", flat=True).first() or 0


def layer(version):
    """A GeoJSON FeatureCollection; properties: kind, name, and for cells their code."""
    key = f"map-layer-{version}"
    return cache.get_or_set(key, _features, timeout=None)


def _features():
    features = [
        {"type": "Feature", "properties": {"kind": kind, "sort": sort, "name": name}, "geometry": geometry}
        for kind, sort, name, geometry in MapFeature.objects.order_by("id").values_list(
            "kind", "sort", "name", "geometry"
        )
    ]
    features += [
        {"type": "Feature", "properties": {"kind": "cell", "name": code}, "geometry": geometry}
        for code, geometry in Cell.objects.order_by("code").values_list("code", "geometry")
    ]
    return {"type": "FeatureCollection", "features": features}


def marks(kinds, box, most):
    """{kind: (GeoJSON features, whether there are more)} of the gazetteer in (west, south, east, north), so many of a kind."""
    found = {}
    for kind in kinds:
        places, more = search.within([kind], box, most)
        found[kind] = [_mark(one) for one in places], more
    return found


def _mark(one):
    place = one.place
    return feature(
        place.lon, place.lat, layer=place.kind, name=one.label, memo=one.memo, radius=place.radius_m or "",
        warning=place.warning, phone=place.phone,
    )  # fmt: skip


def feature(lon, lat, **properties):
    """A point; properties that say nothing are left out."""
    geometry = {"type": "Point", "coordinates": [lon, lat]}
    return {
        "type": "Feature",
        "geometry": geometry,
        "properties": {name: value for name, value in properties.items() if value != ""},
    }
