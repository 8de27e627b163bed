"""Messages to replay: a CSV (also .gz) with the columns subject, time, text."""

import csv
import gzip
import random
from dataclasses import dataclass
from datetime import datetime

from config.demo.duty import duty_list
from config.demo.geography import district


@dataclass(frozen=True)
class Message:
    """What a citizen wrote, and where and what it is about as drawn from the seed."""

    words: str
    at: datetime | None
    item: str
    lon: float
    lat: float
    cell: str
    number: str
    name: str


def read(path, limit, seed):
    """The first `limit` messages of the file, with item and place drawn from `seed`."""
    chance = random.Random(seed)  # noqa: S311  not for secrets
    items, cells = [row["item_code"] for row in duty_list()], district().cells
    opener = gzip.open if str(path).endswith(".gz") else open
    with opener(path, "rt", encoding="utf-8-sig", newline="") as file:
        for index, row in enumerate(csv.DictReader(file)):
            if index >= limit:
                return
            cell = chance.choice(cells)
            point = cell.polygon.representative_point()
            words = f"{row.get('subject', '').strip()}\n{row.get('text', '').strip()}".strip()
            yield Message(
                words=words[:4000], at=_time(row.get("time", "")), item=chance.choice(items), lon=round(point.x, 6),
                lat=round(point.y, 6), cell=cell.code, number=f"1990001{chance.randrange(10_000):04d}",
                name=chance.choice("赵钱孙李周吴郑王") + "某",
            )  # fmt: skip


HELD_OUT = 20  # every so many-th message is typed by `--typing` and never opened by `seed_open`


def to_open(found):
    return [message for index, message in enumerate(found) if index % HELD_OUT]


def to_type(found):
    return [message for index, message in enumerate(found) if not index % HELD_OUT]


def _time(text):
    for layout in ("%Y/%m/%d %H:%M:%S", "%Y-%m-%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y-%m-%d"):
        try:
            return datetime.strptime(text.strip(), layout)
        except ValueError:
            continue
    return None
