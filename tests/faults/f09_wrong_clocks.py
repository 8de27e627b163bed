"""F9: the clocks of the product's machines are wrong, and jump. Everything that is written is told by the database's."""

import importlib.util
import time
from pathlib import Path

from tests.faults.bench import Skipped

CODE, TITLE = "F9", "wrong clocks: ten minutes ahead, behind, an hour's step back"
SLICED = False  # two starts of the whole product: too long for every change
OFFSETS = ("+10m", "-10m", "-60m")


def run(bench):
    lab, told = bench.lab, bench.lab.folder / "offset"
    told.write_text("+0")  # it refuses to start by a clock that is wrong already
    fake = {"LD_PRELOAD": library(), "FAKETIME_TIMESTAMP_FILE": str(told), "FAKETIME_CACHE_DURATION": "1"}
    began, last = lab.rows("SELECT clock_timestamp(), coalesce(max(id), 0) FROM dispatch_ticket")[0]
    lab.stop()
    lab.start(**fake, FAKETIME_DONT_FAKE_MONOTONIC="1")
    try:
        for offset in OFFSETS:
            told.write_text(offset)
            with bench.at_work():
                time.sleep(bench.times(60, 4))
    finally:
        lab.stop()
        lab.start()
    new = lab.value("SELECT count(*) FROM dispatch_ticket WHERE id > %s", last)
    bench.demand(new > 0, "no call was taken under a wrong clock")
    found = {what: lab.value(query, *([last, began] if "%s" in query else [])) for what, query in WRONG.items()}
    for sentence, wrong in found.items():
        bench.demand(not wrong, f"{wrong} {sentence}")
    return {"offsets": " ".join(OFFSETS), "calls": new, "wrong times": sum(found.values())}


def library():
    """From the wheel, not imported: its Python side would start this process anew. Debian's own breaks time.sleep()."""
    found = importlib.util.find_spec("libfaketime")
    path = found and Path(found.origin).parent / "vendor" / "libfaketime" / "src" / "libfaketime.so.1"
    if not path or not path.exists():
        raise Skipped("the wheel libfaketime is not installed")
    return str(path)


WRONG = {
    "tickets were opened at a time that never was": "SELECT count(*) FROM dispatch_ticket WHERE id > %s"
    " AND NOT opened_at BETWEEN %s AND clock_timestamp()",
    "tickets were opened before they were entered": "SELECT count(*) FROM dispatch_ticket WHERE opened_at < entered_at",
    "events happened before the event before them": "SELECT count(*) FROM (SELECT at < lag(at) OVER (PARTITION BY ticket_id"
    " ORDER BY position) AS wrong FROM dispatch_event) e WHERE wrong",
    "limits are longer or shorter than they should be": "SELECT count(*) FROM dispatch_clock"
    " WHERE count_by = 'continuous' AND abs(extract(epoch FROM due_at - started_at) - limit_seconds) > 1",
    "clocks stopped before they started": "SELECT count(*) FROM dispatch_clock WHERE stopped_at < started_at",
}
