"""The arithmetic of the bench, by hand."""

import pytest

from config.bench import report, targets
from config.bench.stats import MS, Sample, middle, percentile, ratio


@pytest.mark.parametrize(("share", "expected"), [(0.5, 50), (0.95, 95), (0.99, 99), (1.0, 100), (0.001, 1)])
def test_a_percentile_is_the_nearest_rank(share, expected):
    assert percentile(list(range(1, 101)), share) == expected


def test_of_nothing_there_is_no_percentile_and_no_ratio():
    assert percentile([], 0.5) is None
    assert ratio(3, 0) is None
    assert ratio(None, 3) is None
    assert Sample().figures()["rate"] == 0


def test_slices_add_up_to_one_sample():
    sample = Sample()
    sample.add(Sample([2 * MS, 4 * MS], 1.0, errors=1, said="500 from /x/", cpu=0.01, own_cpu=0.001))
    sample.add(Sample([6 * MS, 8 * MS], 1.0, cpu=0.03, own_cpu=0.003))
    figures = sample.figures()
    assert (figures["requests"], figures["rate"], figures["p50"], figures["p99"]) == (4, 2.0, 4.0, 8.0)
    assert (figures["errors"], figures["said"]) == (1, "500 from /x/")
    assert figures["cpu_ms"] == pytest.approx(10)
    assert figures["own_cpu_ms"] == pytest.approx(1)


def test_where_the_processes_cannot_be_seen_there_is_no_cpu():
    sample = Sample()
    sample.add(Sample([MS], 1.0, cpu=None))
    assert sample.figures()["cpu_ms"] is None


def test_the_middle_run_is_shown_whole():
    runs = [{"rate": 9, "p95": 1}, {"rate": 3, "p95": 2}, {"rate": 5, "p95": 3}]
    assert middle(runs) == {"rate": 5, "p95": 3}
    assert middle(runs[:2]) == {"rate": 3, "p95": 2}  # of two the slower


def test_a_target_says_met_or_missed_by_how_much():
    assert targets.of_http("create", 8, {"rate": 150}).words == "met"
    missed = targets.of_http("create", 8, {"rate": 116})
    assert (missed.met, missed.words) == (False, "missed by 20 %")
    assert targets.of_http("matches", 8, {"p95": 200.0}).words == "missed by 50 %"
    assert targets.of_http("create", 1, {"rate": 1}) is None


def test_two_runs_are_compared_page_by_page():
    small = {"http": [{"work": "board", "clients": 8, "p50": 10.0}, {"work": "day", "clients": 8, "p50": 10.0}]}
    large = {"http": [{"work": "board", "clients": 8, "p50": 12.0}, {"work": "day", "clients": 8, "p50": 14.0}]}
    assert [(work, within) for work, *_rest, within in report.compared(small, large)] == [
        ("board", True),
        ("day", False),
    ]
