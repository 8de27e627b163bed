"""Gathers cells into street offices and townships, and those into communities, so that each is one connected piece.

Regions grow over the graph of neighbouring cells (nobody grows across the river) and measure distance in cells, not
kilometres: so town districts come out small and country ones large, with about the same number of cells each.
"""

import heapq
import math
from random import Random

from shapely import Point as ShapelyPoint
from shapely import STRtree

from config.demo.ground import Ground
from config.demo.partition import Patch
from config.demo.plane import Point, distance

OFFICES, TOWNSHIPS = 8, 12
CELLS_A_COMMUNITY = 3.5

Graph = dict[int, dict[int, float]]


def market_towns(land: Ground, rng: Random) -> list[Point]:
    """Twelve centres in the country, far from each other, town and border; each bank has as many as it has room for."""
    found: list[Point] = []
    for bank in land.banks:
        room = bank.difference(land.town.buffer(1.8)).intersection(land.boundary.buffer(-1.6))
        west, south, east, north = room.bounds
        pool = []
        while len(pool) < 400:
            point = (rng.uniform(west, east), rng.uniform(south, north))
            if room.contains(ShapelyPoint(point)) and land.river_line.distance(ShapelyPoint(point)) > 0.7:
                pool.append(point)
        share = round(TOWNSHIPS * bank.area / land.boundary.area)
        chosen = [pool[0]]
        for _ in range(7):  # k-means: centres settle in the middle of their countryside
            while len(chosen) < share:
                chosen.append(max(pool, key=lambda p: min(distance(p, c) for c in chosen)))
            near: list[list[Point]] = [[] for _ in chosen]
            for point in pool:
                near[min(range(len(chosen)), key=lambda i: distance(point, chosen[i]))].append(point)
            chosen = [_mean(points) for points in near if points]
        found += chosen
    return found


def neighbours(patches: list[Patch]) -> Graph:
    """Who shares a border on the same bank, and how many cells' widths the way from seed to seed is."""
    tree = STRtree([patch.polygon for patch in patches])
    size = [math.sqrt(patch.polygon.area) * 100 for patch in patches]  # about kilometres
    graph: Graph = {index: {} for index in range(len(patches))}
    for a, b in sorted(map(tuple, tree.query([p.polygon for p in patches], predicate="intersects").T.tolist())):
        if a >= b or patches[a].bank != patches[b].bank:
            continue
        if patches[a].polygon.boundary.intersection(patches[b].polygon.boundary).length > 2e-4:
            way = distance(patches[a].seed, patches[b].seed) / ((size[a] + size[b]) / 2)
            graph[a][b] = graph[b][a] = way
    return graph


def streets(patches: list[Patch], graph: Graph, markets: list[Point]) -> list[list[int]]:
    """Indices of the cells of each of the twenty: the offices of the town first, then the townships."""
    town = [i for i, patch in enumerate(patches) if patch.town]
    country = [i for i, patch in enumerate(patches) if not patch.town]
    fixed = []
    for market in markets:
        fixed.append(min(country, key=lambda i: distance(patches[i].seed, market)))
    offices: list[int] = []
    for bank in (0, 1):
        own = [i for i in town if patches[i].bank == bank]
        share = round(OFFICES * len(own) / len(town))
        offices += _spread(patches, own, share)
    return _settle(patches, graph, offices, fixed)


def communities(patches: list[Patch], graph: Graph, street: list[int]) -> list[list[int]]:
    inner = {i: {j: way for j, way in graph[i].items() if j in set(street)} for i in street}
    count = max(1, round(len(street) / CELLS_A_COMMUNITY))
    return _settle(patches, inner, _spread(patches, street, count), [])


def _settle(patches: list[Patch], graph: Graph, movable: list[int], fixed: list[int]) -> list[list[int]]:
    for _ in range(6):
        regions = _grow(graph, movable + fixed)
        middles = [_mean([patches[i].seed for i in region]) for region in regions[: len(movable)]]
        movable = [
            min(region, key=lambda i: distance(patches[i].seed, middle))
            for region, middle in zip(regions, middles, strict=False)
        ]
    return _grow(graph, movable + fixed)


def _grow(graph: Graph, seeds: list[int]) -> list[list[int]]:
    """Multi-source Dijkstra: every cell joins the seed that reaches it first, hence over cells of that same region."""
    heap = [(0.0, seed, region) for region, seed in enumerate(seeds)]
    heapq.heapify(heap)
    taken: dict[int, int] = {}
    while heap:
        cost, cell, region = heapq.heappop(heap)
        if cell in taken:
            continue
        taken[cell] = region
        for other, way in graph[cell].items():
            if other not in taken:
                heapq.heappush(heap, (cost + way, other, region))
    if len(taken) < len(graph):
        raise ValueError("a cell has no neighbour on its bank")
    return [sorted(cell for cell, r in taken.items() if r == region) for region in range(len(seeds))]


def _spread(patches: list[Patch], cells: list[int], count: int) -> list[int]:
    chosen = [min(cells, key=lambda i: patches[i].seed)]
    while len(chosen) < count:
        chosen.append(max(cells, key=lambda i: min(distance(patches[i].seed, patches[c].seed) for c in chosen)))
    return chosen


def _mean(points: list[Point]) -> Point:
    return sum(p[0] for p in points) / len(points), sum(p[1] for p in points) / len(points)
