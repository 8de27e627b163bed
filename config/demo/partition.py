"""Cuts the district into exactly 529 grid cells without gap or overlap.

Cells are Voronoi cells of seeds that lie dense in town and sparse in the hills; the river is always a border. Every
border is one shared line, roughened once, noded on the five-decimal grid and polygonised: neighbours share its points.
"""

import math
from dataclasses import dataclass
from random import Random

import numpy as np
from shapely import LineString, MultiPoint, Point, Polygon, STRtree, line_merge, polygonize, transform, union_all
from shapely import voronoi_polygons as voronoi
from shapely.geometry.base import BaseGeometry

from config.demo.ground import Ground
from config.demo.plane import GRID, distance, roughen, to_degrees
from config.demo.plane import Point as Coordinates

CELLS = 529
TOWN_SPACING = (0.56, 0.48)
TOWN_TILT = 0.3


@dataclass(frozen=True)
class Patch:
    """One future cell: its seed in kilometres, its bank, and its outline in degrees."""

    seed: Coordinates
    bank: int
    town: bool
    polygon: Polygon


def partition(land: Ground, market_towns: list[Coordinates], rng: Random) -> list[Patch]:
    seeds = scatter(land, market_towns, rng)
    town_count = sum(land.town.contains(Point(seed)) for seed in seeds)
    for _ in range(2):  # Lloyd's step rounds the country cells; town blocks keep their lattice
        drawn = clipped_voronoi(land, seeds)
        seeds = [
            seed if index < town_count or part.is_empty else part.centroid.coords[0]
            for index, (seed, part) in enumerate(zip(seeds, drawn, strict=True))
        ]
    drawn = clipped_voronoi(land, seeds)
    outlines = grown_borders(land, seeds, drawn, rng)
    banks = [0 if land.banks[0].contains(Point(seed)) else 1 for seed in seeds]
    return [
        Patch(seed, bank, index < town_count, outline)
        for index, (seed, bank, outline) in enumerate(zip(seeds, banks, outlines, strict=True))
    ]


def spacing(point: Coordinates, land: Ground, market_towns: list[Coordinates]) -> float:
    """How far apart cells should be here, in kilometres."""
    rural = 0.8 + 0.17 * max(0.0, distance(point, land.centre) - 4)
    near = min(distance(point, town) for town in market_towns)
    return min(rural, 2.1, 0.7 + 0.4 * near)


def scatter(land: Ground, market_towns: list[Coordinates], rng: Random) -> list[Coordinates]:
    """Town seeds first, on a tilted, slightly shaken lattice (blocks); then the country's, where room is largest."""
    seeds: list[Coordinates] = []
    cos, sin = math.cos(TOWN_TILT), math.sin(TOWN_TILT)
    for i in range(-12, 13):
        for j in range(-14, 15):
            u = (i + rng.uniform(-0.17, 0.17)) * TOWN_SPACING[0]
            v = (j + rng.uniform(-0.17, 0.17)) * TOWN_SPACING[1]
            point = (land.centre[0] + u * cos - v * sin, land.centre[1] + u * sin + v * cos)
            if land.town.contains(Point(point)) and land.river_line.distance(Point(point)) > 0.13:
                seeds.append(point)
    west, south, east, north = land.boundary.bounds
    candidates = []
    while len(candidates) < 9000:
        point = (rng.uniform(west, east), rng.uniform(south, north))
        candidates.append((point, 1 / spacing(point, land, market_towns)))
    inside = land.boundary.difference(land.town)
    keep = STRtree([Point(point) for point, _ in candidates]).query(inside, predicate="contains")
    pool = [candidates[i] for i in sorted(keep)]
    where = np.array([point for point, _ in pool])
    weight = np.array([w for _, w in pool])
    gap = np.full(len(pool), np.inf)
    for seed in seeds:
        gap = np.minimum(gap, np.hypot(*(where - seed).T))
    while len(seeds) < CELLS:
        best = int(np.argmax(gap * weight))
        seeds.append(pool[best][0])
        gap = np.minimum(gap, np.hypot(*(where - where[best]).T))
    return seeds


def clipped_voronoi(land: Ground, seeds: list[Coordinates]) -> list[BaseGeometry]:
    result: list[BaseGeometry] = [Polygon()] * len(seeds)
    for bank in land.banks:
        own = [index for index, seed in enumerate(seeds) if bank.contains(Point(seed))]
        faces = list(voronoi(MultiPoint([seeds[i] for i in own]), extend_to=land.boundary.buffer(5)).geoms)
        tree = STRtree(faces)
        for index in own:
            face = faces[tree.query(Point(seeds[index]), predicate="within")[0]]
            result[index] = face.intersection(bank)
    return result


def grown_borders(land: Ground, seeds: list[Coordinates], drawn: list[BaseGeometry], rng: Random) -> list[Polygon]:
    """Roughens every shared border once and cuts the plane anew along the result."""
    lines = union_all([part.boundary for part in drawn], grid_size=1e-4)
    fixed = union_all([land.boundary.exterior, land.river_line]).buffer(0.01)
    chains = sorted(line_merge(lines).geoms, key=lambda chain: (*chain.coords[0], *chain.coords[-1]))
    rough = []
    for chain in chains:
        if fixed.covers(chain):
            rough.append(chain)
            continue
        points = list(chain.coords)
        in_town = land.town.contains(chain.centroid)
        amount, rounds = (0.05, 1) if in_town else (0.17, 2)
        rough.append(LineString(roughen(points, amount, rounds if chain.length > 0.25 else 0, rng)))
    cut = union_all([transform(line, to_degrees) for line in rough], grid_size=GRID)
    return claim(list(polygonize([cut]).geoms), [Point(*to_degrees(np.array(seed))) for seed in seeds])


def claim(faces: list[Polygon], seeds: list[Point]) -> list[Polygon]:
    """Each face goes to the seed inside it; crumbs without a seed join the neighbour with the longest common border."""
    tree = STRtree(faces)
    owner: dict[int, int] = {}
    for index, seed in enumerate(seeds):
        (face,) = tree.query(seed, predicate="within")
        if face in owner:
            raise ValueError("two seeds in one face: the borders were roughened too much")
        owner[int(face)] = index
    own = {index: [faces[face]] for face, index in owner.items()}
    crumbs = [i for i in range(len(faces)) if i not in owner]
    while crumbs:
        i = crumbs.pop(0)
        beside = [
            (faces[i].boundary.intersection(faces[j].boundary).length, -int(j))
            for j in tree.query(faces[i], predicate="intersects")
            if int(j) in owner
        ]
        longest, j = max(beside, default=(0, 0))
        if longest == 0:
            crumbs.append(i)
            continue
        owner[i] = owner[-j]
        own[owner[i]].append(faces[i])
    return [union_all(own[index]) for index in range(len(seeds))]
