"""A flat plane in kilometres around the district's middle, and the noise that makes drawn lines look grown.

Shapes are made in kilometres, where distances mean something, and only then moved to longitude and latitude.
"""

import math
from itertools import pairwise
from random import Random

import numpy as np

MIDDLE_LON, MIDDLE_LAT = 113.05, 28.40
KM_PER_LAT = 110.86
KM_PER_LON = 111.32 * math.cos(math.radians(MIDDLE_LAT))
GRID = 1e-5  # five decimals, about a metre: what every published coordinate is rounded to

Point = tuple[float, float]


def to_degrees(coordinates: np.ndarray) -> np.ndarray:
    """Kilometres from the middle → WGS-84 longitude and latitude; the shape `shapely.transform` expects."""
    return np.round(coordinates / (KM_PER_LON, KM_PER_LAT) + (MIDDLE_LON, MIDDLE_LAT), 5)


def distance(a: Point, b: Point) -> float:
    return math.hypot(a[0] - b[0], a[1] - b[1])


def toward(point: Point, angle: float, length: float) -> Point:
    return point[0] + length * math.cos(angle), point[1] + length * math.sin(angle)


def roughen(line: list[Point], amount: float, rounds: int, rng: Random) -> list[Point]:
    """Midpoint displacement: each round halves every piece and pushes its middle sideways by up to `amount` of it."""
    for _ in range(rounds):
        rough = [line[0]]
        for a, b in pairwise(line):
            push = rng.uniform(-amount, amount)
            rough.append(((a[0] + b[0]) / 2 - (b[1] - a[1]) * push, (a[1] + b[1]) / 2 + (b[0] - a[0]) * push))
            rough.append(b)
        line = rough
    return line


def smooth(line: list[Point], rounds: int = 2, closed: bool = False) -> list[Point]:
    """Chaikin's corner cutting; the ends of an open line stay where they are."""
    for _ in range(rounds):
        pairs = list(zip(line, line[1:] + line[:1] if closed else line[1:], strict=False))
        cut = []
        for a, b in pairs:
            cut.append((a[0] * 0.75 + b[0] * 0.25, a[1] * 0.75 + b[1] * 0.25))
            cut.append((a[0] * 0.25 + b[0] * 0.75, a[1] * 0.25 + b[1] * 0.75))
        line = cut if closed else [line[0], *cut, line[-1]]
    return line


def blob(middle: Point, radius: float, rng: Random, corners: int = 9, wobble: float = 0.3) -> list[Point]:
    """A closed, smooth, uneven outline: a lake, a wood, a built-up area."""
    turn = rng.uniform(0, math.tau)
    outline = [
        toward(middle, turn + math.tau * i / corners, radius * (1 + rng.uniform(-wobble, wobble)))
        for i in range(corners)
    ]
    return smooth(outline, 3, closed=True)
