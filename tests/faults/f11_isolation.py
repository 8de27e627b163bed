"""F11: nobody reaches another's ticket. The walk over all addresses is tests/isolation; here it only gets its line."""

from tests.faults.doors import through

CODE, TITLE = "F11", "isolation: every address, method, role and foreign id"
SLICED = False  # the suite walks anyway


def run(bench):
    return through(bench, "tests/isolation")
