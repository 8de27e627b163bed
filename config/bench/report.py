"""The bench's findings: a table for people, JSON for the next run to be compared with."""

import json
import os
import platform
from pathlib import Path

from rich.table import Table

from config.bench import targets
from config.bench.stats import middle, ratio

COLUMNS = [
    ("req/s", "rate", "{:.0f}"), ("p50 ms", "p50", "{:.1f}"), ("p95 ms", "p95", "{:.1f}"), ("p99 ms", "p99", "{:.1f}"),
    ("errors", "errors", "{}"), ("CPU ms", "cpu_ms", "{:.1f}"), ("queries", "queries", "{}"),
    ("base/s", "baseline_rate", "{:.0f}"), ("of base", "ratio", "{:.1%}"), ("target", "target", "{}"),
    ("", "verdict", "{}"),
]  # fmt: skip


def machine():
    return {"cpus": os.cpu_count(), "load": round(os.getloadavg()[0], 2), "python": platform.python_version()}


def of_runs(runs):
    """Of each row its middle run: [[rows of run 1], [rows of run 2] …] → rows."""
    return [middle(same) for same in zip(*runs, strict=True)]


def table(rows):
    made = Table(title="requests", box=None, title_justify="left")
    for heading in ("work", "clients", *(column[0] for column in COLUMNS)):
        made.add_column(heading, justify="left" if heading in ("work", "") else "right", no_wrap=True)
    for row in rows:
        cells = [_cell(row.get(name), layout) for _heading, name, layout in COLUMNS]
        style = {True: "green", False: "red"}.get(row.get("met"))
        made.add_row(row["work"], str(row["clients"]), *cells, style=style)
    return made


def _cell(value, layout):
    return "n/a" if value is None and layout != "{}" else layout.format("" if value is None else value)


def write(path, facts):
    Path(path).write_text(json.dumps(facts, ensure_ascii=False, indent=1))


def compared(one, other):
    """Rows (work, clients, p50 of both, ratio, within the limit?) of two runs' JSON."""
    before = {(row["work"], row["clients"]): row for row in one["http"]}
    found = []
    for row in other["http"]:
        first = before.get((row["work"], row["clients"]))
        if first:
            growth = ratio(row["p50"], first["p50"])
            found.append(
                (row["work"], row["clients"], first["p50"], row["p50"], growth, growth and growth <= targets.GROWTH)
            )
    return found


def comparison(one, other):
    made = Table(
        title=f"{one['tickets']:,} tickets → {other['tickets']:,} tickets (limit {targets.GROWTH} ×)", box=None
    )
    for heading in ("work", "clients", "p50 ms", "p50 ms", "×", ""):
        made.add_column(heading, justify="left" if heading in ("work", "") else "right")
    for work, clients, before, after, growth, within in compared(one, other):
        cells = [_cell(before, "{:.1f}"), _cell(after, "{:.1f}"), _cell(growth, "{:.2f}")]
        made.add_row(work, str(clients), *cells, "" if within else "over", style=None if within else "red")
    return made
