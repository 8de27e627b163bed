"""The demo district's gazetteer: what stands along our own roads, invented the same way each time."""

from collections.abc import Iterator
from random import Random
from typing import Any

import numpy as np
from shapely import Point
from shapely.geometry.base import BaseGeometry

from config.demo.geography import SEED, District, Feature
from config.demo.plane import KM_PER_LAT, KM_PER_LON
from config.demo.registry import units
from units.places.importing import import_places
from units.services.tables import Row

LAYER = "linlan"
COLUMNS = (
    "ref", "kind", "name", "name_en", "code", "lon", "lat", "aliases", "radius_m", "warning", "phone", "verified",
)  # fmt: skip
POLES = 600
STONES_EACH = {"national": 100, "provincial": 500, "expressway": 500, "county": 1000}  # metres
NUMBERS_EACH, MANHOLES_EACH, HYDRANTS_EACH = 90, 400, 700  # metres along a street of the town
TOWN = ("avenue", "street", "ring")
# What people say instead; the first name is the map's.
SAID = {
    "临澜区人民医院": "区医院;人民医院;老县医院",
    "澜水妇幼保健院": "妇幼;妇幼保健院",
    "澜水客运站": "汽车站;老汽车站",
    "临澜火车站": "火车站",
    "临澜区政务服务中心": "政务中心;办证大厅",
    "汀洲公园": "江边公园",
    "迎曦广场": "市民广场",
    "临澜第一中学": "一中",
    "鹭岸天街商场": "天街",
    "澜水自来水厂": "水厂",
    "青埠产业园": "工业园;青埠园区",
    "临澜体育中心": "体育馆;体育场",
    "枕河大桥": "老桥;一桥",
    "松麓大桥": "二桥",
    "星坪大桥": "三桥;新桥",
}
# name, near which landmark, metres within which callers are warned, what they are told
HAZARDS = (
    ("青埠液化气储配站", "青埠产业园", 500, "勿用明火，勿启动车辆，向上风方向离开"),
    ("青埠产业园危化品仓库", "青埠产业园", 800, "关闭门窗，向上风方向离开，等待通知"),
    ("澜水自来水厂加氯间", "澜水自来水厂", 300, "可能有氯气：捂住口鼻，向高处和上风方向离开"),
    ("迎曦加油站", "迎曦广场", 150, "勿用明火，勿在现场打电话"),
    ("客运站加气站", "澜水客运站", 200, "勿用明火，勿启动车辆"),
    ("棠荫高压变电站", "棠荫里小区", 100, "勿靠近落地电线，距离八米以上"),
    ("鹭岸冷库", "鹭岸农贸市场", 250, "可能有氨气：用湿毛巾捂住口鼻，向上风方向离开"),
    ("松麓山滑坡监测点", "松麓山公园", 200, "勿在坡下停留"),
    ("火车站油库", "临澜火车站", 500, "勿用明火，向上风方向离开"),
)
SHELTERS = {"park": "应急避难场所", "square": "应急避难场所", "sport": "应急避难中心", "school": "临时安置点"}


def put_in(made: District) -> None:
    import_places(list(COLUMNS), rows(made), layer=LAYER, file="config/demo/gazetteer.py", by="demo")


def rows(made: District) -> Iterator[Row]:
    """As an office's list would hold them."""
    rng = Random(SEED + 9)  # noqa: S311 – a demo, not a secret
    number = 0
    for part in (_named, _numbers, _poles, _stones, _beside_streets, _around_landmarks, _teams):
        for place in part(made, rng):
            number += 1
            row = Row(dict.fromkeys(COLUMNS, "") | {"ref": f"{number:05d}"} | place)
            row.number = number
            yield row


def _named(made: District, rng: Random) -> Iterator[dict[str, Any]]:
    longest: dict[str, Feature] = {}
    for road in made.layer("road"):
        if road.name not in longest or road.shape.length > longest[road.name].shape.length:
            longest[road.name] = road
    for name, road in longest.items():
        yield _at(road.shape.interpolate(0.5, normalized=True), "road", name, name_en=road.name_en, verified="yes")
    for community in made.communities:
        short = community.name.removesuffix("社区").removesuffix("村")
        inside = community.polygon.representative_point()
        yield _at(inside, "community", community.name, name_en=community.name_en, aliases=short, verified="yes")
    for mark in made.layer("landmark"):
        said = SAID.get(mark.name, "")
        yield _at(mark.shape, "landmark", mark.name, name_en=mark.name_en, aliases=said, verified="yes")


def _numbers(made: District, rng: Random) -> Iterator[dict[str, Any]]:
    """Odd numbers on the left, even ones on the right, as along any street."""
    last: dict[str, int] = {}
    for road in _town_roads(made):
        for step, (left, right) in enumerate(_sides(road.shape, NUMBERS_EACH, 14), start=last.get(road.name, 0)):
            last[road.name] = step + 1
            for number, place in ((2 * step + 1, left), (2 * step + 2, right)):
                yield _at(place, "house", f"{road.name}{number}号", verified="yes" if rng.random() < 0.8 else "")


def _poles(made: District, rng: Random) -> Iterator[dict[str, Any]]:
    roads = _town_roads(made)
    each = sum(_metres(road.shape) for road in roads) / POLES
    number = 0
    for road in roads:
        for left, right in _sides(road.shape, each, 5):
            number += 1
            yield _at(left if number % 2 else right, "pole", f"{road.name}灯杆", code=f"LG{number:04d}")


def _stones(made: District, rng: Random) -> Iterator[dict[str, Any]]:
    for road in made.layer("road"):
        each = STONES_EACH.get(road.kind)
        for step, (left, _right) in enumerate(_sides(road.shape, each, 6) if each else (), start=1):
            yield _at(
                left, "km", road.name, code=f"K{step * each // 1000}+{step * each % 1000:03d}", name_en=road.name_en
            )


def _beside_streets(made: District, rng: Random) -> Iterator[dict[str, Any]]:
    """Manholes, hydrants and cameras along the streets, alarm posts along the banks."""
    counted = {"YS": 0, "XH": 0, "JK": 0, "BJ": 0}

    def number(letters: str) -> str:
        counted[letters] += 1
        return f"{letters}{counted[letters]:04d}"

    for road in _town_roads(made):
        for left, _right in _sides(road.shape, MANHOLES_EACH, 2):
            yield _at(left, "manhole", f"{road.name}雨水井", code=number("YS"))
        for left, right in _sides(road.shape, HYDRANTS_EACH, 8):
            yield _at(left, "hydrant", f"{road.name}消火栓", code=number("XH"))
            yield _at(right, "camera", f"{road.name}监控", code=number("JK"))
        if road.name.startswith("澜水"):
            for left, _right in _sides(road.shape, 300, 20):
                yield _at(left, "post", "滨江步道报警点", code=number("BJ"), verified="yes")


def _around_landmarks(made: District, rng: Random) -> Iterator[dict[str, Any]]:
    marks = {mark.name: mark for mark in made.layer("landmark")}
    for mark in marks.values():
        if word := SHELTERS.get(mark.kind):
            yield _at(_near(mark.shape, 60, rng), "shelter", f"{mark.name}{word}", phone="0399-8110000", verified="yes")
    for name, near, radius, warning in HAZARDS:
        told = {"radius_m": radius, "warning": warning, "phone": "0399-8110000", "verified": "yes"}
        if near in marks:
            yield _at(_near(marks[near].shape, 180, rng), "hazard", name, **told)


def _teams(made: District, rng: Random) -> Iterator[dict[str, Any]]:
    centres = {f"s{street.code}": Point(street.centre) for street in made.streets}
    town = list(centres.values())[:8]
    for unit in units():
        if unit.kind == "team":
            near = centres.get(unit.parent) or rng.choice(town)
            yield _at(_near(near, 400, rng), "team", f"{unit.name}驻地", name_en=unit.name_en, phone=unit.phone)


def _town_roads(made: District) -> list[Feature]:
    return [road for road in made.layer("road") if road.kind in TOWN and road.shape.geom_type == "LineString"]


def _metres(line: BaseGeometry) -> float:
    steps = np.diff(np.array(line.coords), axis=0) * (KM_PER_LON, KM_PER_LAT)
    return float(np.hypot(*steps.T).sum() * 1000)


def _sides(line: BaseGeometry, each: float, beside: float) -> Iterator[tuple[Point, Point]]:
    """Every `each` metres along a line in degrees: the points `beside` metres to its left and right."""
    if line.geom_type != "LineString":
        line = max(line.geoms, key=lambda part: part.length)
    count = int(_metres(line) // each)
    scale = np.array((KM_PER_LON, KM_PER_LAT)) * 1000
    for step in range(1, count + 1):
        at = line.interpolate((step - 0.5) / (count + 0.5), normalized=True)
        ahead = line.interpolate(min(1.0, step / (count + 0.5)), normalized=True)
        east, north = (np.array((ahead.x, ahead.y)) - (at.x, at.y)) * scale
        aside = np.array((-north, east)) / max(np.hypot(east, north), 1e-9) * beside / scale
        yield Point(at.x + aside[0], at.y + aside[1]), Point(at.x - aside[0], at.y - aside[1])


def _near(place: Point, metres: float, rng: Random) -> Point:
    angle = rng.uniform(0, 2 * np.pi)
    return Point(
        place.x + metres * np.cos(angle) / KM_PER_LON / 1000, place.y + metres * np.sin(angle) / KM_PER_LAT / 1000
    )


def _at(place: Point, kind: str, name: str, **more: Any) -> dict[str, Any]:
    return {"kind": kind, "name": name, "lon": f"{place.x:.6f}", "lat": f"{place.y:.6f}", **more}
