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
    ("errors", "errors", "{}"), ("CPU ms", "cpu_ms", "{:.1f}"), ("ceiling/s", "ceiling", "{:.0f}"),
    ("queries", "queries", "{}"),
    ("base/s", "baseline_rate", "{:.0f}"), ("of base", "ratio", "{:.1%}"), ("target", "target", "{}"),
    ("", "verdict", "{}"),
]  # fmt: skip


def machine():
    return {"cpus": os.cpu_count(), "load": round(os.getloadavg()[0], 2), "python": platform.python_version()}


def of_runs(runs):
    """Of each row its middle run: [[rows of run 1], [rows of run 2] …] → rows."""
    return [middle(same) for same in zip(*runs, strict=True)]


def of_lines(runs):
    """The same of the live line, part by part; None where it was not measured."""
    if not runs:
        return None
    fan_out = [middle(same, "row_p95") for same in zip(*(run["fan_out"] for run in runs), strict=True)]
    again = [run["restart"] for run in runs if run["restart"]]
    pages = middle([run["pages"] for run in runs], "ratio")
    return {"fan_out": fan_out, "restart": middle(again, "last") if again else None, "pages": pages}


def show(console, facts):
    """Tables, then in sentences what does not fit into them."""
    rows, line = facts["http"], facts["line"]
    if rows:
        console.print(table(rows))
    for row in rows:
        if row["errors"]:
            console.print(f"{row['work']}, {row['clients']} clients: {row['errors']} errors, the last: {row['said']}")
    if line:
        console.print(line_table(line["fan_out"]))
        for sentence in line_sentences(line):
            console.print(sentence)
    console.print(
        "base/s: the same clients on an empty view behind the same door (reads, matches), or INSERT + COMMIT of the same rows "
        "(note, feedback, create). CPU: all processes of the product, with PostgreSQL and Redis. Ceiling: what that leaves "
        "room for when nobody else uses the cores. Queries: without BEGIN and COMMIT."
    )
    own = max((row["own_cpu_ms"] or 0 for row in rows), default=0)
    console.print(
        f"{facts['tickets']:,} tickets; load average {facts['machine']['load']} before the run, {facts['machine']['cpus']} CPUs; "
        f"the load tool took at most {own:.2f} ms of CPU a request; seed {facts['seed']}; {facts['took']} s."
    )


def table(rows):
    made = Table(title="requests", box=None, title_justify="left")
    for heading in ("work", "clients", *(column[0] for column in COLUMNS)):
        made.add_column(heading, justify="left" if heading in ("work", "") else "right", no_wrap=True)
    for row in rows:
        cells = [_cell(row.get(name), layout) for _heading, name, layout in COLUMNS]
        style = {True: "green", False: "red"}.get(row.get("met"))
        made.add_row(row["work"], str(row["clients"]), *cells, style=style)
    return made


LINE_COLUMNS = [
    ("lost", "lost", "{}"), ("row p50", "row_p50", "{:.0f}"), ("p95", "row_p95", "{:.0f}"), ("p99", "row_p99", "{:.0f}"),
    ("fan p50", "fan_p50", "{:.1f}"), ("p95", "fan_p95", "{:.1f}"), ("p99", "fan_p99", "{:.1f}"),
    ("bare p95", "bare_p95", "{:.1f}"), ("×", "fan_ratio", "{:.2f}"), ("deliveries/s", "rate", "{:.0f}"),
    ("of bare", "rate_ratio", "{:.0%}"), ("µs each", "cpu_us", "{:.0f}"), ("bare µs", "bare_cpu_us", "{:.0f}"),
    ("KB each", "memory_kb", "{:.0f}"), ("bare KB", "bare_memory_kb", "{:.0f}"),
]  # fmt: skip


def line_table(rows):
    title = "live line: commit → row in all consoles; fan-out from the first console on (ms)"
    made = Table(title=title, box=None, title_justify="left")
    for heading in ("consoles", *(column[0] for column in LINE_COLUMNS)):
        made.add_column(heading, justify="right", no_wrap=True)
    for row in rows:
        made.add_row(str(row["consoles"]), *(_cell(row.get(name), layout) for _heading, name, layout in LINE_COLUMNS))
    return made


def line_sentences(line):
    """The verdicts on the line, one sentence each."""
    for row in line["fan_out"]:
        for name, verdict in row["verdicts"].items():
            yield f"{name}, {row['consoles']} consoles: {verdict['target']}: {verdict['verdict']}"
    if pages := line["pages"]:
        yield (
            f"board p95 beside {pages['consoles']} consoles {_cell(pages['p95_beside'], '{:.1f}')} ms, without "
            f"{_cell(pages['p95_without'], '{:.1f}')} ms ({_cell(pages['ratio'], '{:.2f}')} ×, {pages['target']}): "
            f"{pages['verdict']}"
        )
    if again := line["restart"]:
        yield (
            f"web processes restarted under {again['consoles']} consoles: {again['back']} are back, the first after "
            f"{_cell(again['first'], '{:.1f}')} s, the last after {_cell(again['last'], '{:.1f}')} s; taken in within "
            f"{_cell(again['took_in'], '{:.2f}')} s ({again['target']}): {again['verdict']}; {again['refused']} knocks in vain"
        )


def _cell(value, layout):
    return "n/a" if value is None and layout != "{}" else layout.format("" if value is None else value)


def write(path, facts):
    Path(path).write_text(json.dumps(facts, ensure_ascii=False, indent=1))


def compared(one, other):
    """[(work, clients, {figure: growth}, within the limit?)] of two runs' JSON.

    Two runs are two moments of a machine. So the time of a page is taken in times of the baseline that ran beside it.
    """
    before = {(row["work"], row["clients"]): row for row in one["http"]}
    found = []
    for row in other["http"]:
        if first := before.get((row["work"], row["clients"])):
            growth = {name: ratio(figure(row), figure(first)) for name, figure in _FIGURES.items()}
            found.append((row["work"], row["clients"], growth, (growth["time"] or 0) <= targets.GROWTH))
    return found


_FIGURES = {
    "time": lambda row: ratio(row["p50"], row.get("baseline_p50")),
    "p50": lambda row: row["p50"],
    "cpu": lambda row: row["cpu_ms"],
    "queries": lambda row: row["queries"],
}


def comparison(one, other):
    title = f"{one['tickets']:,} tickets → {other['tickets']:,} tickets; time in baselines, limit {targets.GROWTH} ×"
    made = Table(title=title, box=None, title_justify="left")
    for heading in ("work", "clients", "time ×", "p50 ×", "CPU ×", "queries ×", ""):
        made.add_column(heading, justify="left" if heading in ("work", "") else "right")
    for work, clients, growth, within in compared(one, other):
        cells = [_cell(growth[name], "{:.2f}") for name in _FIGURES]
        made.add_row(work, str(clients), *cells, "" if within else "over", style=None if within else "red")
    return made
