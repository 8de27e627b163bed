"""Faults whose test stands elsewhere in the suite: the laboratory runs it there and takes over its figures."""

import os
import subprocess
import sys
from xml.etree import ElementTree

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
    """What these tests recorded (`record_property`) in a pytest run of their own; a failure breaks the fault."""
    report = bench.lab.folder / "report.xml"
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-n",
        "0",
        "-q",
        "-p",
        "no:cacheprovider",
        f"--junitxml={report}",
        "-o",
        "junit_family=xunit1",  # the newer kind has no place for the figures
        *paths,
    ]
    environment = {key: value for key, value in os.environ.items() if key not in _FOREIGN} | {"ISOLATION": "whole"}
    ran = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    lines = ran.stdout.strip().splitlines() or [ran.stderr.strip()[-300:]]
    bench.demand(ran.returncode == 0, f"{' '.join(paths)}: {_why(lines)}")
    found = ElementTree.parse(report).iter("property") if report.exists() else ()
    figures = {}
    for one in found:
        name, value = one.get("name"), one.get("value")
        figures[name] = figures.get(name, 0) + int(value) if value.isdigit() else value
    return {**figures, "pytest": lines[-1].strip("= ")}


def _why(lines):
    """The first errors in pytest's words, and its last line."""
    return " / ".join([line for line in lines if line.startswith("E  ")][:3] + lines[-1:])
