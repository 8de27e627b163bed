"""F11: nobody reaches another's ticket. The walk over all addresses is tests/isolation; here it only gets its line."""

import os
import re
import subprocess
import sys

from tests.faults.lab import ROOT

CODE, TITLE = "F11", "isolation: every address, method, role and foreign id"
SLICED = False  # the suite runs the walk anyway
_COUNT = re.compile(r"(\d[\d,]*) attempts")


def run(bench):
    command = [sys.executable, "-m", "pytest", "-n", "0", "-q", "-s", "-p", "no:cacheprovider", "tests/isolation"]
    foreign = ("DATA_DIR", "TEST_RUN_DIR", "DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE")
    environment = {key: value for key, value in os.environ.items() if key not in foreign}
    ran = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    said = ran.stdout.strip().splitlines()
    bench.demand(ran.returncode == 0, f"tests/isolation: {' / '.join(said[-6:])}")
    attempts = sum(int(count.replace(",", "")) for count in _COUNT.findall(ran.stdout))
    return {"attempts": attempts, "pytest": said[-1].strip("= ") if said else ""}
