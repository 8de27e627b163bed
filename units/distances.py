"""How far two points lie from each other, as exactly as a district needs it."""

import math

METRES_A_DEGREE = 111_195  # of latitude


def metres(lon, lat, other_lon, other_lat):
    """Whole metres between two WGS-84 points; None where one of them is nowhere."""
    if None in (lon, lat, other_lon, other_lat):
        return None
    x = (lon - other_lon) * math.cos(math.radians((lat + other_lat) / 2))
    return round(math.hypot(x, lat - other_lat) * METRES_A_DEGREE)


def between(a, b):
    """`metres` between two things that have lon and lat."""
    return metres(a.lon, a.lat, b.lon, b.lat)


def box(lon, lat, within):
    """(west, south, east, north) of the square around a point that holds everything `within` metres."""
    high = within / METRES_A_DEGREE
    wide = high / max(math.cos(math.radians(lat)), 0.01)
    return lon - wide, lat - high, lon + wide, lat + high
