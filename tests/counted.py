"""What a run tried, at its end: tests record a figure by `record_property("isolation: …", n)`, here they are added up."""

from collections import Counter


def pytest_terminal_summary(terminalreporter):
    totals = Counter()
    for outcome in ("passed", "failed"):
        for report in terminalreporter.getreports(outcome):
            if report.when == "call":
                totals.update({name: n for name, n in report.user_properties if isinstance(n, int)})
    for name, n in sorted(totals.items()):
        terminalreporter.write_line(f"{name}: {n:,} attempts")
