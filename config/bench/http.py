"""One work at a number of clients, in slices that take turns with its baseline."""

import os

from config.bench import queries, targets
from config.bench.browser import Ask, Browser
from config.bench.load import Client, drive
from config.bench.stats import Sample, ratio
from config.bench.works import EMPTY

SLICES = 4
BASELINE_SHARE = 0.5  # of the product's time
WARM_SECONDS = 0.4
MOST_A_SECOND = {1: 80, 8: 260, 32: 260}  # feedbacks for which material is made


def measure(bench, work, clients, seconds):
    """One row of the table."""
    browsers = [Browser(bench.site, key) for key in bench.sessions(work.role, clients)]
    prepared = work.prepare(bench, browsers, int(MOST_A_SECOND.get(clients, 260) * seconds) + 8 * clients)
    statements = queries.counted(browsers[0].session, prepared[0])
    loops = [Client(browser, next_ask) for browser, next_ask in zip(browsers, prepared, strict=True)]
    baseline = _empty(bench, browsers) if work.baseline == EMPTY else _rows(bench, work, clients)
    sample, base = Sample(), Sample()
    bench.run(drive(loops, min(WARM_SECONDS, seconds)))
    if baseline:
        baseline(min(WARM_SECONDS, seconds))
    for _slice in range(SLICES):
        before = bench.product.seconds()
        piece = bench.run(drive(loops, seconds / SLICES))
        piece.cpu = None if before is None else bench.product.seconds() - before
        sample.add(piece)
        if baseline:
            base.add(baseline(seconds / SLICES * BASELINE_SHARE))
    for browser in browsers:
        browser.line.close()
    return _row(work, clients, statements, sample.figures(), base.figures() if baseline else None)


def _row(work, clients, statements, figures, base):
    row = {"work": work.name, "clients": clients, **figures, "queries": statements, "baseline": work.baseline}
    if figures["cpu_ms"]:  # with nobody else on the machine's cores but the load tool
        row["ceiling"] = os.cpu_count() * 1000 / (figures["cpu_ms"] + figures["own_cpu_ms"])
    if base:
        row |= {"baseline_rate": base["rate"], "baseline_p50": base["p50"], "baseline_p95": base["p95"]}
        row["ratio"] = ratio(figures["rate"], base["rate"])
    if verdict := targets.of_http(work.name, clients, figures):
        row |= verdict.facts()
    return row


def _empty(bench, browsers):
    loops = [Client(Browser(bench.empty, browser.session), lambda: Ask("/empty/")) for browser in browsers]
    return lambda seconds: bench.run(drive(loops, seconds))


def _rows(bench, work, clients):
    if not bench.inserts.look(work.baseline):
        return None
    return lambda seconds: bench.inserts.run(work.baseline, clients, seconds)
