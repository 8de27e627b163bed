"""Faults whose test stands elsewhere in the suite: the laboratory runs it there and takes over its figures."""

import os
import subprocess
import sys

from tests.faults.lab import ROOT

_FOREIGN = (
    "DATA_DIR",
    "TEST_RUN_DIR",
    "DATABASE_URL",
    "DATABASE_OWNER_URL",
    "REDIS_URL",
    "DJANGO_SETTINGS_MODULE",
    "DJANGO_ENV",
)


def through(bench, *paths):
    """What pytest said of these tests, in a run of its own; a failure breaks the fault."""
    command = [sys.executable, "-m", "pytest", "-n", "0", "-q", "-s", "-p", "no:cacheprovider", *paths]
    environment = {key: value for key, value in os.environ.items() if key not in _FOREIGN}
    ran = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    lines = ran.stdout.strip().splitlines()
    bench.demand(ran.returncode == 0, f"{' '.join(paths)}: {' / '.join(lines[-6:])}")
    return ran.stdout, lines[-1].strip("= ") if lines else ""
