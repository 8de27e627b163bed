"""Where things happen: a point in a cell and the address that a caller would give for it."""

from dataclasses import dataclass
from functools import cache
from random import Random

from shapely import Point as ShapelyPoint
from shapely import STRtree

from config.demo.geography import Cell, District, Feature

NEAR = 0.004  # degrees, some 400 m: what a caller still calls "at"


@dataclass(frozen=True)
class Spot:
    cell: Cell
    lon: float
    lat: float
    address: str  # as it stands on the ticket
    spoken: str  # as it is said on the telephone


def spot(made: District, rng: Random, town: bool | None = None, cell: Cell | None = None) -> Spot:
    """A believable place: seven in ten matters come from town, which has a third of the cells."""
    if town is None:
        town = rng.random() < 0.7
    cell = cell or rng.choice([c for c in made.cells if c.town == town])
    lon, lat = made.point_in(cell, rng)
    street = next(s for s in made.streets if s.code == cell.street)
    community = next(c for c in made.communities if c.code == cell.community)
    spoken = _spoken(made, cell, community.name, lon, lat, rng)
    return Spot(cell, lon, lat, f"{street.name}{spoken}", spoken)


def _spoken(made: District, cell: Cell, community: str, lon: float, lat: float, rng: Random) -> str:
    here = ShapelyPoint(lon, lat)
    roads = list(dict.fromkeys(f.name for f in _near(made, "road", here)))
    marks = [f.name for f in _near(made, "landmark", here)]
    if len(roads) >= 2 and rng.random() < 0.4:
        return f"{roads[0]}与{roads[1]}路口{rng.choice(['东侧', '西侧', '附近', ''])}"
    if marks and rng.random() < 0.45:
        return f"{marks[0]}{rng.choice(['门口', '旁边', '对面', '后门'])}"
    if roads and cell.town:
        return f"{roads[0]}{rng.randint(1, 320)}号"
    if roads:
        return f"{roads[0]}{community}路段"
    if cell.town:
        return f"{community}{rng.randint(1, 18)}栋"
    return f"{community}{rng.randint(1, 14)}组"


def _near(made: District, layer: str, here: ShapelyPoint) -> list[Feature]:
    features, tree = _tree(made, layer)
    found = [features[i] for i in sorted(tree.query(here, predicate="dwithin", distance=NEAR))]
    return sorted((f for f in found if f.name), key=lambda f: f.shape.distance(here))


@cache
def _tree(made: District, layer: str) -> tuple[list[Feature], STRtree]:
    features = made.layer(layer)
    return features, STRtree([feature.shape for feature in features])
