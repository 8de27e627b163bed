"""The drawings of the base map: boundary, river, roads, woods. They are replaced kind by kind."""

import json

from django.utils.translation import gettext as _

from units.models import MapFeature
from units.services.importing import Change, checked_text, text
from units.services.shapes import BadShape, plain, read_shape

_STREETS = {"street_office": MapFeature.Kind.STREET, "township": MapFeature.Kind.STREET}


def is_drawing(properties):
    """A feature with a kind or layer that the map draws; a feature without either is a cell."""
    layer = text(properties, "layer") or text(properties, "kind")
    return bool(layer) and layer != "cell"


def read(number, properties, geometry, drawn, errors):
    layer = text(properties, "layer")
    kind = layer or text(properties, "kind")
    sort = text(properties, "kind") if layer else text(properties, "sort")
    if kind in _STREETS:
        kind, sort = _STREETS[kind], kind
    if kind not in MapFeature.Kind.values:
        words = {"kind": kind, "kinds": ", ".join(MapFeature.Kind.values)}
        errors.add(number, "kind", _("“%(kind)s” is none of: %(kinds)s.") % words)
        return
    if len(sort) > 20:
        errors.add(number, "sort", _("Too long: at most %(longest)s characters.") % {"longest": 20})
    name = checked_text(errors, number, properties, "name", longest=120)
    try:
        drawn.append({"kind": str(kind), "sort": sort, "name": name, "geometry": plain(read_shape(geometry))})
    except BadShape as reason:
        errors.add(number, "geometry", reason)


def _key(fields):
    return fields["kind"], fields["sort"], fields["name"], json.dumps(fields["geometry"], sort_keys=True)


def compare(drawn, diff):
    wanted = {_key(fields) for fields in drawn}
    there = {_key(fields) for fields in _there(drawn)}
    for key in sorted(wanted | there):
        target = diff.unchanged if key in wanted & there else diff.added if key in wanted else diff.removed
        target.append(Change(key[0], key[2] or key[1]))


def _there(drawn):
    kinds = {fields["kind"] for fields in drawn}
    return MapFeature.objects.filter(kind__in=kinds).values("kind", "sort", "name", "geometry")


def write(drawn):
    """In the order of the file, which is the order of drawing."""
    MapFeature.objects.filter(kind__in={fields["kind"] for fields in drawn}).delete()
    MapFeature.objects.bulk_create([MapFeature(**fields) for fields in drawn], batch_size=500)
