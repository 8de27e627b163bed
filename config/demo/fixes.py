"""Where the carrier has a caller: near the place that he calls about, and as exact as cells of a mobile network are."""

import math
from random import Random

SHARE = 0.7  # of the calls: landlines and old networks say nothing
METRES = (30, 80, 150, 300, 600, 1200)
WEIGHTS = (3, 4, 5, 5, 2, 1)
FAR = 0.06  # of the fixes lie beside the circle that they claim: the caller speaks of another place
_A_DEGREE = 111_195


def near(lon: float, lat: float, rng: Random) -> tuple[float, float, int] | None:
    """(lon, lat, metres) of a fix whose circle mostly holds the point; None where the carrier is silent."""
    if rng.random() > SHARE:
        return None
    metres = rng.choices(METRES, WEIGHTS)[0]
    away = metres * (rng.uniform(1.3, 3) if rng.random() < FAR else rng.uniform(0, 0.9))
    angle = rng.uniform(0, 2 * math.pi)
    east = away * math.cos(angle) / (_A_DEGREE * math.cos(math.radians(lat)))
    return round(lon + east, 6), round(lat + away * math.sin(angle) / _A_DEGREE, 6), metres
