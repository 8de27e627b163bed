"""The duty list that the demo district works by: our own draft, shipped as the CSV that `import_duty_list` reads."""

import csv
from functools import cache
from pathlib import Path

PATH = Path(__file__).with_name("duty_list.csv")


@cache
def duty_list() -> tuple[dict[str, str], ...]:
    with PATH.open(encoding="utf-8-sig", newline="") as file:
        return tuple(csv.DictReader(file))
