"""GCJ-02 and BD-09, in which Chinese maps publish positions, brought to WGS-84 and back.

The published formulas: the offset is defined from WGS-84 to GCJ-02, the way back is found by repeating. Outside of China's
outline nothing is shifted. Everything here is degrees, as floats or numpy arrays.
"""

import numpy as np

from units.places.models import NamedPlace

System = NamedPlace.System
_AXIS, _FLATNESS = 6378245.0, 0.00669342162296594323  # the Krasovsky ellipsoid, in metres
_X_PI = np.pi * 3000.0 / 180.0
_ROUNDS = 12  # each is some thousand times nearer


def to_wgs84(lon, lat, system):
    """(lon, lat) of WGS-84 from a position in `system`: good to half a metre."""
    if system == System.BD09:
        lon, lat = bd09_to_gcj02(lon, lat)
    return (lon, lat) if system == System.WGS84 else gcj02_to_wgs84(lon, lat)


def wgs84_to_gcj02(lon, lat):
    lon, lat = np.asarray(lon, float), np.asarray(lat, float)
    inside = (lon >= 72.004) & (lon <= 137.8347) & (lat >= 0.8293) & (lat <= 55.8271)
    east, north = _offset(lon, lat)
    return _plain(np.where(inside, lon + east, lon)), _plain(np.where(inside, lat + north, lat))


def gcj02_to_wgs84(lon, lat):
    wanted = np.asarray(lon, float), np.asarray(lat, float)
    found = wanted
    for _round in range(_ROUNDS):
        there = wgs84_to_gcj02(*found)
        found = found[0] + (wanted[0] - there[0]), found[1] + (wanted[1] - there[1])
    return _plain(found[0]), _plain(found[1])


def gcj02_to_bd09(lon, lat):
    z = np.hypot(lon, lat) + 0.00002 * np.sin(lat * _X_PI)
    theta = np.arctan2(lat, lon) + 0.000003 * np.cos(lon * _X_PI)
    return _plain(z * np.cos(theta) + 0.0065), _plain(z * np.sin(theta) + 0.006)


def bd09_to_gcj02(lon, lat):
    wanted = np.asarray(lon, float), np.asarray(lat, float)
    found = wanted[0] - 0.0065, wanted[1] - 0.006
    for _round in range(_ROUNDS):
        there = gcj02_to_bd09(*found)
        found = found[0] + (wanted[0] - there[0]), found[1] + (wanted[1] - there[1])
    return _plain(found[0]), _plain(found[1])


def _offset(lon, lat):
    x, y = lon - 105.0, lat - 35.0
    root = np.sqrt(np.abs(x))
    common = (20.0 * np.sin(6.0 * x * np.pi) + 20.0 * np.sin(2.0 * x * np.pi)) * 2.0 / 3.0
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + common
    north += (20.0 * np.sin(y * np.pi) + 40.0 * np.sin(y / 3.0 * np.pi)) * 2.0 / 3.0
    north += (160.0 * np.sin(y / 12.0 * np.pi) + 320.0 * np.sin(y * np.pi / 30.0)) * 2.0 / 3.0
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + common
    east += (20.0 * np.sin(x * np.pi) + 40.0 * np.sin(x / 3.0 * np.pi)) * 2.0 / 3.0
    east += (150.0 * np.sin(x / 12.0 * np.pi) + 300.0 * np.sin(x / 30.0 * np.pi)) * 2.0 / 3.0
    angle = np.radians(lat)
    curve = 1 - _FLATNESS * np.sin(angle) ** 2
    north = np.degrees(north / (_AXIS * (1 - _FLATNESS) / (curve * np.sqrt(curve))))
    return np.degrees(east / (_AXIS / np.sqrt(curve) * np.cos(angle))), north


def _plain(value):
    """A float for a float, an array for an array."""
    return float(value) if np.ndim(value) == 0 else value
