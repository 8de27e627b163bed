"""The district as a drawing for figures: cells tinted by a number, each a link. It prints, and needs neither tiles nor script."""

import json
import math

import shapely
from django.core.cache import cache

from dispatch import daily
from units import mapping, measures
from units.models import Cell, MapFeature

WIDTH = 1000
_SIMPLER = 0.0004  # degrees, some forty metres: finer than a point on paper
_LAYERS = ("water", "river", "street", "boundary")
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
    steps = _steps(counts.values())
    cells = [
        {
            "d": drawn["cells"][key][1], "code": drawn["cells"][key][0], "n": n,
            "level": sum(n >= step for step, _upto in steps),
            "url": daily.list_url(shown.day, code, cell=key),
        }
        for key, n in counts.items()
        if key in drawn["cells"]
    ]  # fmt: skip
    return {**drawn, "tinted": cells, "steps": steps, "placed": sum(counts.values())}


def _steps(counts):
    """[(from, to)] of each level: equal steps up to the greatest count, at most five."""
    top = max(counts, default=0)
    width = max(math.ceil(top / LEVELS), 1)
    return [(low, min(low + width - 1, top)) for low in range(1, top + 1, width)]


def _drawn():
    rows = list(Cell.objects.order_by("code").values_list("pk", "code", "geometry"))
    if not rows:
        return None
    shapes = shapely.from_geojson([json.dumps(geometry) for _pk, _code, geometry in rows])
    shapes = shapely.coverage_simplify(shapes, _SIMPLER)
    west, south, east, north = shapely.total_bounds(shapes)
    scale = WIDTH / ((east - west) * math.cos(math.radians((south + north) / 2)) or 1)
    squeeze = scale * math.cos(math.radians((south + north) / 2))

    def path(shape):
        return "".join(
            _ring(ring, lambda lon, lat: ((lon - west) * squeeze, (north - lat) * scale)) for ring in _rings(shape)
        )

    layers = []
    for kind, sort, geometry in (
        MapFeature.objects.filter(kind__in=_LAYERS).order_by("pk").values_list("kind", "sort", "geometry")
    ):
        shape = shapely.simplify(shapely.from_geojson(json.dumps(geometry)), _SIMPLER)
        layers.append({"kind": kind, "sort": sort, "d": path(shape)})
    return {
        "width": WIDTH,
        "height": round((north - south) * scale),
        "cells": {pk: (code, path(shape)) for (pk, code, _geometry), shape in zip(rows, shapes, strict=True)},
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
        x, y = project(lon, lat)
        point = f"{x:.0f} {y:.0f}"
        if not points or points[-1] != point:
            points.append(point)
    return f"M{'L'.join(points)}{'Z' if closed else ''}" if len(points) > 1 else ""
