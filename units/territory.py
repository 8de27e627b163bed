"""Point → cell → community, street office and collector, answered from memory.

10³ cells need no PostGIS: shapely indexes them once, and again whenever an import raises the territory's version.
"""

import json
import threading
import time
from dataclasses import dataclass

from shapely import STRtree, from_geojson, points
from shapely.geometry import Point

from units.models import Cell, Territory

CHECK_SECONDS = 5  # how long a process may go on with an older territory
_lock = threading.Lock()
_index = None


@dataclass(frozen=True)
class Located:
    cell_id: int
    code: str
    community_id: int
    street_id: int
    collector_id: int | None


@dataclass
class _Index:
    version: int
    checked: float
    tree: STRtree
    shapes: list
    cells: list


def locate(lon, lat):
    """The cell that holds a WGS-84 point, or None outside the district."""
    index = _current()
    point = Point(lon, lat)
    for position in index.tree.query(point, predicate="intersects"):
        return index.cells[position]
    return None


def locate_all(lon, lat):
    """The cell of each point of two arrays of degrees, or None: one look-up for a whole piece of an import."""
    index = _current()
    found = [None] * len(lon)
    for point, position in zip(*index.tree.query(points(lon, lat), predicate="intersects"), strict=True):
        if found[point] is None:
            found[point] = index.cells[position]
    return found


def middles():
    """Where to look for a community or a street office: {("community", id): (lon, lat)}, the mean of its cells' middles."""
    index, found = _current(), {}
    for shape, cell in zip(index.shapes, index.cells, strict=True):
        middle = shape.centroid
        for place in (("community", cell.community_id), ("street", cell.street_id)):
            found.setdefault(place, []).append((middle.x, middle.y))
    return {
        place: (sum(x for x, _y in points) / len(points), sum(y for _x, y in points) / len(points))
        for place, points in found.items()
    }


def shapes():
    """Every cell's shape, and what lies in it: [(shape, Located)]."""
    index = _current()
    return list(zip(index.shapes, index.cells, strict=True))


def bounds():
    """(west, south, east, north) of the district in degrees; None while it has no cell."""
    found = [shape.bounds for shape in _current().shapes]
    return (
        tuple(pick(edge) for pick, edge in zip((min, min, max, max), zip(*found, strict=True), strict=True))
        if found
        else None
    )


def forget():
    """Drop the index: the next question reads the cells again."""
    global _index
    _index = None


def _current():
    global _index
    index = _index
    if index and time.monotonic() - index.checked < CHECK_SECONDS:
        return index
    with _lock:
        version = Territory.objects.filter(pk=1).values_list("version", flat=True).first() or 0
        if index and index.version == version:
            index.checked = time.monotonic()
            return index
        _index = _read(version)
        return _index


def _read(version):
    rows = list(Cell.objects.values_list("pk", "code", "community_id", "street_id", "collector_id", "geometry"))
    shapes = [from_geojson(json.dumps(row[5])) for row in rows]
    return _Index(version, time.monotonic(), STRtree(shapes), shapes, [Located(*row[:5]) for row in rows])
