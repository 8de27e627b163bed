"""The finished district in degrees: everything that a map, an address list or an import wants to know about it."""

from dataclasses import dataclass
from functools import cache
from random import Random

import numpy as np
from shapely import Point, Polygon, STRtree, transform, union_all
from shapely.geometry.base import BaseGeometry

from config.demo import grouping, names
from config.demo.ground import Ground, ground
from config.demo.partition import Patch, partition
from config.demo.plane import distance, to_degrees
from config.demo.roads import BRIDGES_AT, Track, roads

SEED = 20260822


@dataclass(frozen=True)
class Street:
    code: str
    name: str
    name_en: str
    kind: str  # street_office | township
    polygon: Polygon
    centre: tuple[float, float]

    @property
    def short(self) -> str:
        return self.name[:2]


@dataclass(frozen=True)
class Community:
    code: str
    name: str
    name_en: str
    street: str
    polygon: Polygon


@dataclass(frozen=True)
class Cell:
    code: str
    name: str
    name_en: str
    street: str
    community: str
    polygon: Polygon
    town: bool


@dataclass(frozen=True)
class Feature:
    """Something drawn on the base map: layer is boundary, town, wood, water, river, road or landmark."""

    layer: str
    kind: str
    name: str
    name_en: str
    shape: BaseGeometry


@dataclass(frozen=True, eq=False)  # compared and hashed by identity: the index over its cells is cached
class District:
    name: str
    name_en: str
    boundary: Polygon
    streets: tuple[Street, ...]
    communities: tuple[Community, ...]
    cells: tuple[Cell, ...]
    features: tuple[Feature, ...]

    def layer(self, layer: str) -> list[Feature]:
        return [feature for feature in self.features if feature.layer == layer]

    def cell_at(self, lon: float, lat: float) -> Cell | None:
        found = _index(self).query(Point(lon, lat), predicate="intersects")
        return self.cells[min(found)] if len(found) else None

    def point_in(self, cell: Cell, rng: Random) -> tuple[float, float]:
        """Some place inside a cell, on the five-decimal grid."""
        west, south, east, north = cell.polygon.bounds
        while True:
            lon, lat = round(rng.uniform(west, east), 5), round(rng.uniform(south, north), 5)
            if cell.polygon.contains(Point(lon, lat)):
                return lon, lat


@cache
def _index(district: District) -> STRtree:
    return STRtree([cell.polygon for cell in district.cells])


@cache
def district(seed: int = SEED) -> District:
    rng = Random(seed)  # noqa: S311 – a demo, not a secret
    land = ground(rng)
    markets = grouping.market_towns(land, rng)
    patches = partition(land, markets, rng)
    graph = grouping.neighbours(patches)
    regions = grouping.streets(patches, graph, markets)
    street_names = names.STREET_OFFICES + names.TOWNSHIPS
    streets, communities, cells = [], [], []
    town_names, village_names = names.community_names(rng)
    for number, (name, region) in enumerate(zip(street_names, regions, strict=True), start=1):
        code, office = f"{number:02d}", number <= grouping.OFFICES
        for inner_number, group in enumerate(grouping.communities(patches, graph, region), start=1):
            inner_code = f"{code}{inner_number:02d}"
            community = (town_names if office else village_names).pop()
            for cell_number, index in enumerate(sorted(group, key=lambda i: patches[i].seed), start=1):
                cells.append(_cell(patches[index], code, inner_code, community, cell_number))
            area = union_all([cell.polygon for cell in cells if cell.community == inner_code])
            communities.append(Community(inner_code, community, names.english(community), code, area))
        whole = union_all([cell.polygon for cell in cells if cell.street == code])
        centre = _mean([patches[i].seed for i in region]) if office else markets[number - 1 - grouping.OFFICES]
        kind = "street_office" if office else "township"
        streets.append(Street(code, name, names.english(name), kind, whole, tuple(to_degrees(np.array(centre)))))
    boundary = union_all([street.polygon for street in streets])
    towns = [(name, names.english(name), centre) for name, centre in zip(names.TOWNSHIPS, markets, strict=True)]
    tracks = roads(land, patches, graph, towns, rng)
    made = District(*names.DISTRICT, boundary, tuple(streets), tuple(communities), tuple(cells), ())
    features = _base_map(land, boundary, tracks, streets) + _landmarks(made, land, rng)
    return District(*names.DISTRICT, boundary, made.streets, made.communities, made.cells, tuple(features))


def _cell(patch: Patch, street: str, community_code: str, community: str, number: int) -> Cell:
    code = f"{community_code}{number:02d}"
    name_en = f"{names.english(community)} Cell {number}"
    return Cell(code, names.cell_name(community, number), name_en, street, community_code, patch.polygon, patch.town)


def _base_map(land: Ground, boundary: Polygon, tracks: list[Track], streets: list[Street]) -> list[Feature]:
    def nearest(shape: BaseGeometry) -> Street:
        return min(streets, key=lambda s: (s.polygon.distance(shape), distance(s.centre, shape.centroid.coords[0])))

    found = [
        Feature("boundary", "district", *names.DISTRICT, boundary),
        Feature("town", "built_up", "", "", transform(land.town, to_degrees)),
        Feature("wood", "hills", "", "", transform(land.woods, to_degrees)),
    ]
    for lake in land.lakes:
        shape = transform(lake, to_degrees)
        short = nearest(shape.centroid).short
        found.append(Feature("water", "reservoir", f"{short}水库", f"{names.pinyin(short)} Reservoir", shape))
    found += [Feature("water", "stream", "", "", transform(stream, to_degrees)) for stream in land.streams]
    found.append(Feature("river", "river", *names.RIVER, transform(land.river, to_degrees)))
    for track in tracks:
        name_en = track.name_en or names.english(track.name)
        found.append(Feature("road", track.kind, track.name, name_en, transform(track.line, to_degrees)))
    at = land.river_line.project(Point(land.centre))
    for offset in BRIDGES_AT:
        pier = transform(land.river_line.interpolate(at + offset), to_degrees)
        short = min(streets, key=lambda s: distance(s.centre, (pier.x, pier.y))).short
        found.append(Feature("landmark", "bridge", f"{short}大桥", f"{names.pinyin(short)} Bridge", pier))
    return found


def _landmarks(made: District, land: Ground, rng: Random) -> list[Feature]:
    found = []
    by_street = {street.code: [cell for cell in made.cells if cell.street == street.code] for street in made.streets}
    for street in made.streets:
        near = sorted(by_street[street.code], key=lambda c: distance(c.polygon.centroid.coords[0], street.centre))
        for (kind, name, name_en), cell in zip(names.EVERYWHERE, near, strict=False):
            at = Point(made.point_in(cell, rng))
            short = (street.short, names.pinyin(street.short))
            found.append(Feature("landmark", kind, name.format(short[0]), name_en.format(short[1]), at))
    town = [cell for cell in made.cells if cell.town]
    for kind, name, name_en in names.IN_TOWN:
        own = [s.code for s in made.streets if s.short == name[:2] or name.startswith(s.short)]
        room = [cell for cell in town if cell.street in own] or town
        at = Point(made.point_in(rng.choice(room), rng))
        found.append(Feature("landmark", kind, name, name_en, at))
    water = transform(land.river, to_degrees)
    return [f for f in found if not water.contains(f.shape)]


def _mean(points: list[tuple[float, float]]) -> tuple[float, float]:
    return sum(p[0] for p in points) / len(points), sum(p[1] for p in points) / len(points)
