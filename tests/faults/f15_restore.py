"""F15: the data folder is destroyed and comes back from its backup. The proof is tests/recovery; here it gets its line."""

from tests.faults.doors import through

CODE, TITLE = "F15", "backup, destruction, restore"
SLICED = False  # the suite restores anyway


def run(bench):
    said, summary = through(bench, "tests/recovery/test_restore.py")
    figures = [line.strip() for line in said.splitlines() if line.startswith("restore:")]
    return {"pytest": summary} | ({"measured": "; ".join(figures)} if figures else {})
