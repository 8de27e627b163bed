"""A position as people paste it: two numbers, with or without the name of their system, or the link of a map's page.

28.23 , 112.93          WGS-84, in either order: in China a longitude is never a latitude
gcj 112.93，28.23       GCJ-02; also 高德, 腾讯
bd09: 112.93 28.23      BD-09; also 百度
https://uri.amap.com/marker?position=112.93,28.23      by its host, unless it names a system itself
"""

import re
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from units.places import coordinates
from units.places.models import NamedPlace

System = NamedPlace.System
LONGEST = 600  # characters: a link with all that hangs on it
_NUMBER = r"(?<![\d.])(\d{1,3}\.\d{1,15})(?![\d.])"
_PAIR = re.compile(rf"{_NUMBER}\s*[,，;；/、\s]\s*{_NUMBER}")
_PREFIX = re.compile(r"\s*(?P<system>[a-z]+-?\d*|[\u4e00-\u9fff]{2,6})?\s*[:：]?\s*(?P<pair>[\d.].*?)\s*", re.I | re.S)
_NAMES = {
    System.GCJ02: ("gcj", "gcj02", "gcj-02", "amap", "高德", "高德地图", "腾讯", "腾讯地图", "火星坐标"),
    System.BD09: ("bd", "bd09", "bd-09", "bd09ll", "baidu", "百度", "百度地图"),
    System.WGS84: ("", "wgs", "wgs84", "wgs-84", "gps", "北斗", "经纬度", "坐标"),
}
_SYSTEMS = {name: system for system, names in _NAMES.items() for name in names}
_HOSTS = {
    System.GCJ02: ("amap.com", "gaode.com", "qq.com", "autonavi.com"),
    System.BD09: ("baidu.com",),
    System.WGS84: ("openstreetmap.org", "tianditu.gov.cn", "osm.org"),
}
_SAYS = re.compile(r"(?:coord_?type|coordinate|datum)=(\w+)", re.I)


@dataclass(frozen=True)
class Position:
    lon: float  # WGS-84
    lat: float
    source: str  # the System in which it came


def read(text):
    """The Position that is all of `text`, or that stands in a map's link; None where it says anything else."""
    text = (text or "").strip()
    if not text or len(text) > LONGEST:
        return None
    if re.match(r"(https?://|geo:)", text, re.I):
        return _of_link(text)
    said = _PREFIX.fullmatch(text)
    system = _SYSTEMS.get((said["system"] or "").lower()) if said else None
    pair = _PAIR.fullmatch(said["pair"]) if system else None
    return _position(pair, system) if pair else None


def _of_link(text):
    text = unquote(text)
    try:
        host = urlsplit(text).hostname or ""
    except ValueError:
        return None
    system = System.WGS84 if text[:4].lower() == "geo:" else None
    for one, hosts in _HOSTS.items():
        if any(host == name or host.endswith(f".{name}") for name in hosts):
            system = one
    says = _SAYS.search(text)
    system = _SYSTEMS.get(says[1].lower(), system) if says else system
    found = (_position(pair, system) for pair in _PAIR.finditer(text)) if system else ()
    return next(filter(None, found), None)


def _position(pair, system):
    one, other = float(pair[1]), float(pair[2])
    for lon, lat in ((one, other), (other, one)):
        if 72 <= lon <= 138 and 0.8 <= lat <= 56:
            return Position(*coordinates.to_wgs84(lon, lat, system), system.value)
    return None
