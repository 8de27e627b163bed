"""F11: nobody reaches another's ticket. The walk over all addresses is tests/isolation; here it only gets its line."""

import re

from tests.faults.doors import through

CODE, TITLE = "F11", "isolation: every address, method, role and foreign id"
SLICED = False  # the suite walks anyway
_COUNT = re.compile(r"(\d[\d,]*) attempts")


def run(bench):
    said, summary = through(bench, "tests/isolation")
    return {"attempts": sum(int(count.replace(",", "")) for count in _COUNT.findall(said)), "pytest": summary}
