"""What was there before anybody drew a border: the outline of the district, its river, streams, lakes and woods."""

import math
from dataclasses import dataclass
from random import Random

from shapely import LineString, MultiPolygon, Polygon, union_all
from shapely import Point as ShapelyPoint
from shapely.ops import split

from config.demo.plane import Point, blob, distance, roughen, smooth, toward

RADIUS = 17.4


@dataclass(frozen=True)
class Ground:
    """Everything in kilometres."""

    boundary: Polygon
    river_line: LineString
    river: Polygon
    banks: tuple[Polygon, Polygon]
    centre: Point  # the middle of the town, on the river
    town: Polygon
    streams: tuple[LineString, ...]
    lakes: tuple[Polygon, ...]
    woods: MultiPolygon


def ground(rng: Random) -> Ground:
    boundary = outline(rng)
    river_line, banks = meandering_river(boundary, rng)
    inside = river_line.intersection(boundary)
    centre = inside.interpolate(inside.project(ShapelyPoint(-1.0, 0.5))).coords[0]
    lakes = tuple(lake.intersection(boundary) for lake in reservoirs(boundary, river_line, rng))
    return Ground(
        boundary=boundary,
        river_line=river_line,
        river=broad(inside, boundary),
        banks=banks,
        centre=centre,
        town=Polygon(blob(centre, 4.4, rng, corners=11, wobble=0.22)).intersection(boundary),
        streams=streams(boundary, inside, lakes, rng),
        lakes=lakes,
        woods=woods(boundary, inside, centre, rng),
    )


def outline(rng: Random) -> Polygon:
    """A ring of uneven radius, roughened as ridges and brooks would; long in one direction like most counties."""
    corners = 13
    while True:
        ring = []
        for i in range(corners):
            angle = math.tau * (i + rng.uniform(-0.28, 0.28)) / corners
            stretch = 1 + 0.13 * math.cos(2 * (angle - 0.5))
            ring.append(toward((0, 0), angle, RADIUS * stretch * rng.uniform(0.83, 1.13)))
        shape = Polygon(roughen([*ring, ring[0]], 0.2, 5, rng))
        if shape.is_valid:
            return shape


def meandering_river(boundary: Polygon, rng: Random) -> tuple[LineString, tuple[Polygon, Polygon]]:
    """A sine-generated curve, as Langbein and Leopold found rivers to be; tried until it crosses the district once."""
    while True:
        course = rng.uniform(-0.42, -0.22)
        phase, point, line = rng.uniform(0, math.tau), (-26.0, rng.uniform(5.0, 8.5)), []
        for step in range(1000):
            line.append(point)
            s = step * 0.1
            bend = 0.72 * math.sin(math.tau * s / 15.5 + phase) + 0.3 * math.sin(math.tau * s / 6.1 + 2.2 * phase)
            point = toward(point, course + bend, 0.1)
            if point[0] > 27:
                break
        river = LineString(line[::3])
        parts = [part for part in split(boundary, river).geoms if part.area > 0.5]
        inside = river.intersection(boundary)
        if len(parts) == 2 and inside.geom_type == "LineString" and inside.distance(ShapelyPoint(-1, 0.5)) < 1.5:
            north, south = sorted(parts, key=lambda part: -part.centroid.y)
            if north.area > 0.35 * boundary.area and south.area > 0.35 * boundary.area:
                return river, (north, south)


def broad(line: LineString, boundary: Polygon) -> Polygon:
    """The river's water: wider downstream, with a little breathing."""
    beads, length = [], line.length
    for i in range(int(length / 0.15)):
        s = i * 0.15
        half = 0.08 + 0.08 * s / length + 0.018 * math.sin(s * 1.7)
        beads.append(LineString([line.interpolate(s), line.interpolate(s + 0.15)]).buffer(half, quad_segs=2))
    return union_all(beads).simplify(0.012).intersection(boundary)


def reservoirs(boundary: Polygon, river: LineString, rng: Random) -> list[Polygon]:
    found: list[Polygon] = []
    while len(found) < 3:
        middle = (rng.uniform(-14, 14), rng.uniform(-14, 14))
        spot = ShapelyPoint(middle)
        if boundary.exterior.distance(spot) < 2.2 or not boundary.contains(spot) or river.distance(spot) < 4:
            continue
        if all(other.distance(spot) > 9 for other in found):
            found.append(Polygon(blob(middle, rng.uniform(0.65, 1.05), rng, corners=8, wobble=0.5)))
    return found


def streams(boundary: Polygon, river: LineString, lakes: tuple[Polygon, ...], rng: Random) -> tuple[LineString, ...]:
    """Each lake drains to the river; two more brooks come down from the hills at the border."""
    found = []
    heads: list[Point] = [lake.centroid.coords[0] for lake in lakes]
    heads += [boundary.exterior.interpolate(f, normalized=True).coords[0] for f in (0.16, 0.42, 0.66, 0.9)]
    for head in heads:
        mouth = river.interpolate(max(0.0, river.project(ShapelyPoint(head)) + rng.uniform(0.5, 3.0))).coords[0]
        if distance(head, mouth) > 2:
            bent = smooth(roughen([head, mouth], 0.24, 3, rng), 2)
            found.append(LineString(bent).simplify(0.02).intersection(boundary))
    return tuple(line for line in found if line.geom_type == "LineString")


def woods(boundary: Polygon, river: LineString, centre: Point, rng: Random) -> MultiPolygon:
    """Hills stand along the border and keep away from river and town."""
    patches = []
    while len(patches) < 26:
        spot = boundary.exterior.interpolate(rng.random(), normalized=True)
        inward = rng.uniform(0.08, 0.3)
        middle = (spot.x * (1 - inward), spot.y * (1 - inward))
        if river.distance(ShapelyPoint(middle)) > 2.6 and distance(middle, centre) > 7.5:
            edge = blob(middle, rng.uniform(0.8, 2.3), rng, wobble=0.42)[::4]
            patches.append(Polygon(roughen([*edge, edge[0]], 0.22, 2, rng)).buffer(0))
    whole = union_all(patches).difference(river.buffer(1.0)).intersection(boundary).simplify(0.02)
    return whole if whole.geom_type == "MultiPolygon" else MultiPolygon([whole])
