"""Draws roads the way they come about: from town to every market town, over few bridges, sharing the way.

Streets of the town follow its lattice of blocks. Everything in kilometres.
"""

import heapq
import math
from dataclasses import dataclass
from itertools import pairwise
from random import Random

from shapely import LineString, line_merge
from shapely import Point as ShapelyPoint
from shapely.geometry.base import BaseGeometry

from config.demo.ground import Ground
from config.demo.grouping import Graph
from config.demo.partition import TOWN_TILT, Patch
from config.demo.plane import Point, distance, smooth

BRIDGES_AT = (-11.5, -1.9, 0.0, 1.9, 11.0)  # kilometres along the river from the middle of the town
ALONG = ["采菱路", "松风路", "听雨路", "望澜大道", "云帆路", "稻香路", "竹影路"]
ACROSS = ["鹿鸣路", "白苹路", "梧荫路", "迎曦大道", "丹桂路", "鸣泉路", "星槎路"]


@dataclass(frozen=True)
class Track:
    name: str
    name_en: str
    kind: str
    line: LineString


Town = tuple[str, str, Point]  # Chinese name, English name, centre


def roads(land: Ground, patches: list[Patch], graph: Graph, towns: list[Town], rng: Random) -> list[Track]:
    """`towns`: Chinese name, English name and centre of each township."""
    net, bridges = bridged(land, patches, graph)
    start = min(range(len(patches)), key=lambda i: distance(patches[i].seed, land.centre))
    middle = land.boundary.buffer(-0.25)
    used: set[tuple[int, int]] = set()
    found = [
        Track(
            "G799 国道", "National Road G799", "national", through(land, patches, net, used, (-30, 4), (30, 9), start)
        ),
        Track(
            "S907 省道",
            "Provincial Road S907",
            "provincial",
            through(land, patches, net, used, (-6, 30), (5, -30), start),
        ),
        Track("澜东高速", "Landong Expressway", "expressway", expressway(land, rng)),
    ]
    for name, name_en, centre in sorted(towns, key=lambda town: distance(town[2], land.centre)):
        end = min(range(len(patches)), key=lambda i: distance(patches[i].seed, centre))
        path = shortest(patches, net, used, start, end)
        line = bend([patches[i].seed for i in path])
        if line.length > 0.5:
            found.append(Track(f"澜{name[0]}公路", f"{name_en} Road", "county", line.intersection(middle)))
    return [track for track in found if not track.line.is_empty] + town_streets(land, bridges)


def bridged(land: Ground, patches: list[Patch], graph: Graph) -> tuple[Graph, list[Point]]:
    """The neighbours' graph in kilometres, and edges over the river where bridges stand."""
    net: Graph = {a: {b: distance(patches[a].seed, patches[b].seed) for b in near} for a, near in graph.items()}
    at = land.river_line.project(ShapelyPoint(land.centre))
    bridges = []
    for offset in BRIDGES_AT:
        pier = land.river_line.interpolate(at + offset).coords[0]
        bridges.append(pier)
        ends = [
            min((i for i, p in enumerate(patches) if p.bank == bank), key=lambda i: distance(patches[i].seed, pier))
            for bank in (0, 1)
        ]
        net[ends[0]][ends[1]] = net[ends[1]][ends[0]] = distance(patches[ends[0]].seed, patches[ends[1]].seed)
    return net, bridges


def shortest(patches: list[Patch], net: Graph, used: set[tuple[int, int]], start: int, end: int) -> list[int]:
    """Dijkstra; a road that already exists is cheaper than a new one."""
    heap, best, came = [(0.0, start)], {start: 0.0}, {}
    while heap:
        cost, cell = heapq.heappop(heap)
        if cell == end:
            break
        for other, way in net[cell].items():
            price = cost + way * (0.45 if (min(cell, other), max(cell, other)) in used else 1.0)
            if price < best.get(other, math.inf):
                best[other], came[other] = price, cell
                heapq.heappush(heap, (price, other))
    path = [end]
    while path[-1] != start:
        path.append(came[path[-1]])
    path.reverse()
    used.update((min(a, b), max(a, b)) for a, b in pairwise(path))
    return path


def through(
    land: Ground, patches: list[Patch], net: Graph, used: set[tuple[int, int]], entry: Point, leave: Point, start: int
) -> LineString:
    """From one side of the district over the town to the other."""
    gates = [min(range(len(patches)), key=lambda i: distance(patches[i].seed, side)) for side in (entry, leave)]
    there = shortest(patches, net, used, start, gates[0])[::-1]
    back = shortest(patches, net, used, start, gates[1])[1:]
    points = [patches[i].seed for i in there + back]
    ends = [
        land.boundary.exterior.interpolate(land.boundary.exterior.project(ShapelyPoint(p))).coords[0]
        for p in (points[0], points[-1])
    ]
    return bend([ends[0], *points, ends[1]])


def bend(points: list[Point]) -> LineString:
    """A surveyor's line: every second station dropped, corners cut, no more points than the eye needs."""
    if len(points) > 4:
        points = [points[0], *points[1:-1:2], points[-1]]
    return LineString(smooth(points, 3)).simplify(0.015) if len(points) > 1 else LineString()


def expressway(land: Ground, rng: Random) -> LineString:
    """One wide sweep past the town's eastern edge, from north to south."""
    x = land.centre[0] + 6.4
    posts = [(x - 6, 22), (x - 4.5, 12), (x - 0.5, 5.5), (x + 0.6, 0), (x - 0.8, -5), (x + 2.2, -11), (x + 2, -22)]
    shaken = [(px + rng.uniform(-0.5, 0.5), py + rng.uniform(-0.5, 0.5)) for px, py in posts]
    whole = LineString(smooth(shaken, 4)).intersection(land.boundary)
    return max(whole.geoms, key=lambda part: part.length) if hasattr(whole, "geoms") else whole


def town_streets(land: Ground, bridges: list[Point]) -> list[Track]:
    inner = land.town.buffer(-0.75).buffer(-0.3).buffer(0.3).simplify(0.01)
    ring = LineString(smooth(list(inner.exterior.simplify(0.25).coords)[:-1], 2, closed=True))
    found = [Track("环城路", "Ring Road", "ring", LineString([*ring.coords, ring.coords[0]]))]
    dry = inner.difference(land.river_line.buffer(0.2))
    for names, turn in ((ALONG, 0.0), (ACROSS, math.pi / 2)):
        for step, name in enumerate(names):
            kind = "avenue" if name.endswith("大道") else "street"
            line = lattice_line(land.centre, turn, (step - 3) * 1.06 + (0.27 if turn else 0.12))
            crosses = turn and any(line.distance(ShapelyPoint(bridge)) < 0.45 for bridge in bridges[1:-1])
            for part in pieces(line.intersection(inner if crosses else dry)):
                found.append(Track(name, "", kind, part))
    for side, name in ((0.26, "澜水北路"), (-0.26, "澜水南路")):
        for part in pieces(land.river_line.offset_curve(side).intersection(inner)):
            found.append(Track(name, "", "street", part.simplify(0.02)))
    return found


def lattice_line(centre: Point, turn: float, shift: float) -> LineString:
    """A nearly straight street of the town's lattice with a slight, lasting bow."""
    angle = TOWN_TILT + turn
    points = []
    for s in range(-7, 8):
        side = shift + 0.09 * math.sin(s / 2.3 + shift * 2)
        points.append(
            (
                centre[0] + s * math.cos(angle) - side * math.sin(angle),
                centre[1] + s * math.sin(angle) + side * math.cos(angle),
            )
        )
    return LineString(smooth(points, 1))


def pieces(shape: BaseGeometry) -> list[LineString]:
    if shape.geom_type == "MultiLineString":
        shape = line_merge(shape)
    parts = list(shape.geoms) if hasattr(shape, "geoms") else [shape]
    return [part for part in parts if part.geom_type == "LineString" and part.length > 0.8]
