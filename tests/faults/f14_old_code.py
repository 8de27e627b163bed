"""F14: the release before this one works on while the schema is brought forward under it, and after that."""

import io
import shutil
import subprocess
import tarfile
import threading
import time

from tests.faults.bench import Bench, Skipped
from tests.faults.checker import check
from tests.faults.lab import ROOT, Lab

CODE, TITLE = "F14", "the previous release runs on the new schema while it migrates"
SLICED = False  # a second laboratory, with the old code: too long for every change
PREVIOUS = "753de62"  # 0.1.0, the release before this one
LONGEST_WAIT = 2


def run(bench):
    old = previous_release(bench.lab.folder / "previous")
    try:
        with Lab(code=old) as lab:
            return _brought_forward(bench, lab)
    finally:
        shutil.rmtree(old, ignore_errors=True)


def _brought_forward(bench, lab):
    old = Bench(lab, bench.seed, bench.share)
    waits = Waits(lab)
    try:
        with old.noted() as acts, old.at_work():
            time.sleep(bench.times(20, 2))
            began = time.monotonic()
            lab.manage("setup", "-v", "0", code=ROOT)
            migrated = time.monotonic() - began
            time.sleep(bench.times(20, 4))
        longest = waits.end()
        lab.code = ROOT  # the log is judged by the new code
        bench.broken += [f"previous release: {sentence}" for sentence in check(lab)]
        old.screens.equal(60)
    finally:
        waits.end()
        old.close()
    failed = [act for act in acts if act.outcome == "info" or act.status >= 500]
    bench.demand(not failed, f"{len(failed)} writes failed while the schema moved")
    bench.demand(any(act.verb == "open" for act in acts), "nobody worked while the schema moved")
    lab.stop()
    lab.start(code=ROOT)
    return {
        "previous": PREVIOUS, "migrations s": round(migrated, 1), "writes": len(acts), "failed": len(failed),
        "longest lock wait s": bench.within(longest, LONGEST_WAIT, "a wait for a lock"),
    }  # fmt: skip


def previous_release(folder):
    """Its code, from the history of this checkout."""
    archive = subprocess.run(["git", "archive", PREVIOUS], cwd=ROOT, capture_output=True)
    if archive.returncode:
        raise Skipped(f"The history of this checkout does not reach back to {PREVIOUS}.")
    with tarfile.open(fileobj=io.BytesIO(archive.stdout)) as packed:
        packed.extractall(folder, filter="data")
    return folder


class Waits(threading.Thread):
    """Looks twenty times a second how long somebody has been waiting for a lock."""

    def __init__(self, lab):
        super().__init__(daemon=True)
        self.lab, self.longest, self._ending = lab, 0.0, threading.Event()
        self.start()

    def run(self):
        while not self._ending.wait(0.05):
            waiting = self.lab.value(
                "SELECT max(extract(epoch FROM clock_timestamp() - query_start)) FROM pg_stat_activity"
                " WHERE wait_event_type = 'Lock' AND usename = 'linkage_app'"
            )
            self.longest = max(self.longest, float(waiting or 0))

    def end(self):
        self._ending.set()
        self.join()
        return self.longest
