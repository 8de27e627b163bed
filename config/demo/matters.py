"""One matter: who says what about which place, by which channel, and how it will go."""

from dataclasses import dataclass
from datetime import datetime
from random import Random
from zoneinfo import ZoneInfo

from config.demo import people, words
from config.demo.duty import duty_list
from config.demo.geography import Cell, District
from config.demo.places import Spot, spot
from config.demo.story import HOUR, Item, Step, plan

ZONE = ZoneInfo("Asia/Shanghai")
GRID_SHARE = 0.14  # of the matters are found on patrol
# Majors by how often they are rung up about; what is not here has weight 1.
OFTEN = {"03": 9, "05": 9, "13": 8, "14": 7, "16": 5, "17": 6, "20": 5, "21": 7, "22": 4, "27": 6, "32": 7, "34": 4}
OFTEN |= {"11": 4, "02": 3, "08": 3, "15": 2, "18": 3, "19": 3, "24": 3, "30": 2, "33": 3, "31": 3, "29": 2}
OF_PATROLS = {"13", "14", "15", "16", "17", "18", "22", "08", "19"}
_WHEN = ["昨晚十点多", "今天一早", "从上午开始", "凌晨两点", "中午", "这两天", "下班时候", "从上周起"]


@dataclass(frozen=True)
class Matter:
    """One ticket to be: who says what about where, and its plan. `start` is the call's entry."""

    start: datetime
    item: Item
    spot: Spot
    words: str
    name: str
    phone: str
    channel: str  # phone | sms | web | grid | unit
    callback: bool
    has_point: bool
    parts: int
    steps: tuple[Step, ...]
    danger: bool = False  # the caller says that life is at stake


def matter(
    made: District, rng: Random, start: datetime, *, cell: Cell | None = None, grid: bool | None = None
) -> Matter:
    """Some matter that begins at `start`; in a given cell, found on patrol or not, if that is said."""
    grid = rng.random() < GRID_SHARE if grid is None else grid
    rows = [row for row in duty_list() if not grid or row["code"] in OF_PATROLS]
    row = rng.choices(rows, [_weight(row) for row in rows])[0]
    item = Item.of(row)
    rural = item.major in {"25", "26", "35", "09"} or item.code in {"2301", "2304", "1903"}
    where = spot(made, rng, town=False if rural else None, cell=cell)
    n = rng.randint(2, 6)
    said = rng.choice(words.CALLERS[item.code]).format(place=where.spoken, when=rng.choice(_WHEN), n=n)
    channel = "grid" if grid else rng.choices(["phone", "sms", "web"], [90, 3, 7])[0]
    callback = not grid and rng.random() < 0.85
    known = min(len(row["assist_agencies"].split(";")), 3)
    parts = 1 + rng.choices(range(known + 1), [56, 32, 9, 3][: known + 1])[0]
    local = start.astimezone(ZONE)
    hour = local.hour + local.minute / 60
    steps = plan(item, rng, hour=hour, callback=callback, grid=grid, parts=parts)
    name, phone = people.person_name(rng), people.mobile(rng.randint(1000, 9999))
    has_point = grid or rng.random() < 0.92
    return Matter(start, item, where, said, name, phone, channel, callback, has_point, parts, tuple(steps))


def of_item(made: District, rng: Random, start: datetime, item: str, said: str, steps: list[Step]) -> Matter:
    """One matter of a given item that goes as told: rung up from town, by somebody who wants a call-back."""
    where = spot(made, rng, town=True)
    steps = tuple(sorted(steps, key=lambda step: step.after))
    name, phone = people.person_name(rng), people.mobile(rng.randint(1000, 9999))
    return Matter(
        start, item_of(item), where, said.format(place=where.spoken), name, phone, "phone",
        callback=True, has_point=True, parts=1, steps=steps,
    )  # fmt: skip


def item_of(code: str) -> Item:
    if code == "9901":
        return Item(code, 3, 2 * HOUR, 72 * HOUR, 72 * HOUR)  # services.duty_list.make_backstop
    return Item.of(next(row for row in duty_list() if row["item_code"] == code))


def _weight(row: dict[str, str]) -> float:
    """Often by major; what endangers life is rare."""
    return OFTEN.get(row["code"], 1) * (0.3 if row["priority(1-4)"] == "1" else 1)
