"""A gazetteer of any size as a CSV, for measuring: house numbers, plates and stones along invented roads.

python -m tests.places.many 200000 places.csv && manage.py import_places places.csv --layer many
"""

import csv
import sys
from itertools import product
from random import Random

SEED = 8
WEST, SOUTH, EAST, NORTH = 112.93, 28.30, 113.17, 28.50  # the demo district's middle
_FIRST, _SECOND = (
    "采松听望云稻竹鹿白梧迎丹鸣星枕青棠澄鹭汀桐荷雁茶芦",
    "菱风雨澜帆香影鸣苹荫曦桂泉槎河埠塘岸洲湾堰陂垄渚",
)
_ENDS = ("路", "大道", "街", "巷")
_PLATES = (("pole", "灯杆", "LG"), ("manhole", "井盖", "JG"), ("hydrant", "消火栓", "XH"), ("camera", "监控", "JK"))
COLUMNS = ("ref", "kind", "name", "code", "lon", "lat", "aliases")


def rows(count):
    """`count` rows, the same each time: half of them house numbers, of every fiftieth place people say another name."""
    rng = Random(SEED)
    roads = [a + b + end for a, b, end in product(_FIRST, _SECOND, _ENDS)]
    rng.shuffle(roads)
    lines = {
        road: (rng.uniform(WEST, EAST), rng.uniform(SOUTH, NORTH), rng.uniform(-2e-4, 2e-4), rng.uniform(-2e-4, 2e-4))
        for road in roads
    }
    for number in range(count):
        road = roads[number % len(roads)]
        step = number // len(roads) + 1
        lon, lat, east, north = lines[road]
        place = {"ref": number, "lon": f"{lon + east * step:.6f}", "lat": f"{lat + north * step:.6f}", "aliases": ""}
        if number % 200 == 0:
            place |= {"kind": "landmark", "name": f"{road[:2]}第{number // 200}小区", "code": ""}
        elif number % 100 == 7:
            place |= {"kind": "km", "name": f"{road[:2]}公路", "code": f"K{step}+{number % 10}00"}
        elif number % 2:
            place |= {"kind": "house", "name": f"{road}{step * 2 + number % 3}号", "code": ""}
        else:
            kind, word, letters = _PLATES[0 if number % 3 else number % 4]
            place |= {"kind": kind, "name": f"{road}{word}", "code": f"{letters}{number:06d}"}
        if number % 50 == 0:
            place["aliases"] = f"老{road[:2]}{number}"
        yield place


def write(count, path):
    with open(path, "w", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(rows(count))


if __name__ == "__main__":
    write(int(sys.argv[1]), sys.argv[2])
