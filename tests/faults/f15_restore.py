"""F15: the data folder is destroyed and comes back from its backup. The proof is tests/recovery; here it gets its line."""

from tests.faults.doors import through

CODE, TITLE = "F15", "backup, destruction, restore"
SLICED = False  # the suite restores anyway


def run(bench):
    return through(bench, "tests/recovery/test_restore.py")
