"""The district as a drawing for figures: cells tinted by a number, each a link. It prints, and needs neither tiles nor script."""

import json
import math

import shapely
from django.core.cache import cache

from dispatch import daily
from units import mapping, measures
from units.models import Cell, MapFeature, Unit

WIDTH = 1000
_SIMPLER = 0.0004  # degrees, some forty metres: finer than a point on paper
_LAYERS = ("town", "water", "river", "street", "boundary")
_UNDER = ("town", "water")  # drawn below the cells; the rest lies above
LEVELS = 5


def by_cell(code, user, shown):
    """Cells by a count measure: shapes, levels and links. None while no territory is loaded."""
    version = mapping.version()
    drawn = cache.get_or_set(f"figure-map-{version}", _drawn, timeout=None)
    if drawn is None:
        return None
    measure = measures.get(code)
    values = measures.broken_down([measure], user, shown.day, "cell", shown.asked_at)[code]
    counts = {key: value.of for key, value in values.items()}
    levels = _levels(max(counts.values(), default=0))
    cells = [
        {
            "d": drawn["cells"][key][1], "code": drawn["cells"][key][0], "n": n,
            "level": next(level for level, (_from, upto) in levels.items() if n <= upto),
            "url": daily.list_url(shown.day, code, cell=key),
        }
        for key, n in counts.items()
        if key in drawn["cells"]
    ]  # fmt: skip
    labels = [{"x": x, "y": y, "text": _short(office)} for x, y, office in drawn["labels"]]
    return {**drawn, "labels": labels, "tinted": cells, "steps": levels, "placed": sum(counts.values())}


def _short(office):
    """A street office's name without "subdistrict" or "township": a drawing has little room."""
    if office.label != office.name:
        return office.label.rsplit(" ", 1)[0]
    return office.short_name or office.name


def _levels(top):
    """{level: (from, to)}: at most five equal steps up to the greatest count, spread over the tints from light to full."""
    width = max(math.ceil(top / LEVELS), 1)
    steps = [(low, min(low + width - 1, top)) for low in range(1, top + 1, width)]
    return {LEVELS - round((len(steps) - number) * LEVELS / len(steps)): step for number, step in enumerate(steps, 1)}


def _drawn():
    rows = list(Cell.objects.order_by("code").values_list("pk", "code", "geometry"))
    if not rows:
        return None
    shapes = shapely.from_geojson([json.dumps(geometry) for _pk, _code, geometry in rows])
    shapes = shapely.coverage_simplify(shapes, _SIMPLER)
    west, south, east, north = shapely.total_bounds(shapes)
    scale = WIDTH / ((east - west) * math.cos(math.radians((south + north) / 2)) or 1)
    squeeze = scale * math.cos(math.radians((south + north) / 2))

    def project(lon, lat):
        return round((lon - west) * squeeze), round((north - lat) * scale)

    def path(shape):
        return "".join(_ring(ring, project) for ring in _rings(shape))

    layers, labels = [], []
    offices = {unit.name: unit for unit in Unit.objects.filter(kind=Unit.Kind.STREET)}
    for kind, sort, name, geometry in (
        MapFeature.objects.filter(kind__in=_LAYERS).order_by("pk").values_list("kind", "sort", "name", "geometry")
    ):
        shape = shapely.simplify(shapely.from_geojson(json.dumps(geometry)), _SIMPLER)
        layers.append({"kind": kind, "sort": sort, "d": path(shape), "under": kind in _UNDER})
        if kind == MapFeature.Kind.STREET and name in offices:
            middle = shapely.maximum_inscribed_circle(shape).coords[0]
            labels.append((*project(*middle), offices[name]))
    return {
        "width": WIDTH,
        "height": round((north - south) * scale),
        "cells": {pk: (code, path(shape)) for (pk, code, _geometry), shape in zip(rows, shapes, strict=True)},
        "labels": labels,
        "ground": path(shapely.union_all(shapes)),
        "layers": sorted(layers, key=lambda layer: _LAYERS.index(layer["kind"])),
    }


def _rings(shape):
    """Coordinates of every ring or line of a shape."""
    for part in shapely.get_parts(shape):
        if part.geom_type == "Polygon":
            for ring in (part.exterior, *part.interiors):
                yield ring.coords, True
        elif part.geom_type == "LineString":
            yield part.coords, False


def _ring(ring, project):
    coordinates, closed = ring
    points = []
    for lon, lat, *_height in coordinates:
        point = "{} {}".format(*project(lon, lat))
        if not points or points[-1] != point:
            points.append(point)
    return f"M{'L'.join(points)}{'Z' if closed else ''}" if len(points) > 1 else ""
