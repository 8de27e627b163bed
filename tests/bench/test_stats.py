"""The arithmetic of the bench, by hand."""

from types import SimpleNamespace

import pytest

from config.bench import line_figures, report, targets
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
    assert targets.of_http("note", 8, {"rate": 230}).words == "met"
    missed = targets.of_http("note", 8, {"rate": 176})
    assert (missed.met, missed.words) == (False, "missed by 20 %")
    assert targets.of_http("matches", 8, {"p95": 200.0}).words == "missed by 50 %"
    assert targets.of_http("note", 1, {"rate": 1}) is None


def test_a_create_must_keep_both_of_its_promises():
    assert targets.of_http("create", 8, {"rate": 150, "p95": 100.0}).met
    assert targets.of_http("create", 8, {"rate": 116, "p95": 100.0}).words == "missed by 20 %"
    assert targets.of_http("create", 8, {"rate": 150, "p95": 208.0}).words == "missed by 50 %"


def test_two_runs_are_compared_in_times_of_their_own_baselines():
    row = {"clients": 8, "cpu_ms": 5.0, "queries": 7}
    small = {"http": [{"work": name, "p50": 10.0, "baseline_p50": 2.0, **row} for name in ("board", "day")]}
    slow_machine = {"work": "board", "p50": 24.0, "baseline_p50": 4.0, **row}
    grown = {"work": "day", "p50": 14.0, "baseline_p50": 2.0, **row}
    found = report.compared(small, {"http": [slow_machine, grown]})
    assert [(work, round(growth["time"], 2), within) for work, _clients, growth, within in found] == [
        ("board", 1.2, True),
        ("day", 1.4, False),
    ]


def test_the_fan_out_counts_from_the_first_console_that_heard():
    heard = [(7, 1_000 * MS), (7, 1_010 * MS), (7, 1_020 * MS), (8, 2_000 * MS), (8, 2_040 * MS)]
    times, rate = line_figures.spread(heard)
    assert times == [0, 0, 10, 20, 40]
    assert rate == 50  # 2 in 40 ms and 3 in 20 ms: the slower of two


def test_what_a_console_did_not_hear_is_lost_and_a_strangers_move_is_not_counted():
    ours = SimpleNamespace(heard=[(7, 1_030 * MS), (7, 1_050 * MS), (8, 2_020 * MS), (9, 3_000 * MS)], refused=0)
    made = line_figures.row(2, 2, {7: 1_000 * MS, 8: 2_000 * MS}, ours, [], [0.0004, 0.0], [204_800, 0], True)
    assert (made["messages"], made["lost"]) == (2, 1)
    assert (made["row_p50"], made["row_p99"]) == (30, 50)
    assert made["cpu_us"] == pytest.approx(100)
    assert made["memory_kb"] == 100
