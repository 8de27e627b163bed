"""Geometry as it comes from surveyors: read, checked with the reason in words, brought to one form."""

import json

import shapely
from django.utils.translation import gettext as _
from shapely.errors import ShapelyError
from shapely.geometry import mapping

AREAS = ("Polygon", "MultiPolygon")
_DECIMALS = 6  # a tenth of a metre


class BadShape(ValueError):
    """The message is the sentence to show."""


def read_shape(geometry, *, only=()):
    """A shapely geometry in WGS-84 degrees, of a GeoJSON dict, GeoJSON text or WKT."""
    try:
        if isinstance(geometry, str) and not geometry.lstrip().startswith("{"):
            shape = shapely.from_wkt(geometry)
        else:
            shape = shapely.from_geojson(geometry if isinstance(geometry, str) else json.dumps(geometry))
    except (ShapelyError, TypeError, ValueError) as error:
        raise BadShape(_("The shape cannot be read: %(reason)s") % {"reason": str(error)[:120]}) from None
    if shape is None or shape.is_empty:
        raise BadShape(_("The shape is empty."))
    if only and shape.geom_type not in only:
        raise BadShape(_("An area is needed here, not a %(kind)s.") % {"kind": shape.geom_type})
    shape = shapely.force_2d(shape)
    _check_degrees(shape)
    if not shape.is_valid:
        raise BadShape(_("The shape is not valid: %(reason)s") % {"reason": shapely.is_valid_reason(shape)})
    return shape


def _check_degrees(shape):
    west, south, east, north = shape.bounds
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        within = -180 <= south <= north <= 180 and -90 <= west <= east <= 90
        hint = _("Longitude and latitude seem to be exchanged.") if within else _("It may be in metres.")
        raise BadShape(_("The shape is not in degrees of WGS-84.") + " " + hint)


def plain(shape):
    """GeoJSON of a shape, rounded to six decimals, so that the same file twice is no change."""

    def rounded(value):
        return round(value, _DECIMALS) if isinstance(value, float) else [rounded(inner) for inner in value]

    found = mapping(shape)
    if "geometries" in found:
        raise BadShape(_("A collection of shapes is no shape."))
    return {"type": found["type"], "coordinates": rounded(found["coordinates"])}


def overlapping(shapes):
    """Pairs of positions of areas that share more than a thousandth of the smaller one: neighbours only touch."""
    tree = shapely.STRtree(shapes)
    pairs = []
    for one, other in zip(*tree.query(shapes, predicate="intersects"), strict=True):
        if one < other:
            shared = shapely.intersection(shapes[one], shapes[other]).area
            if shared > min(shapes[one].area, shapes[other].area) / 1000:
                pairs.append((int(one), int(other)))
    return pairs
