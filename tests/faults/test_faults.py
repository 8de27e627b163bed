"""The slice of the fault plan that every change is held to; `manage.py faultlab` runs the whole.

One laboratory for all, so one worker runs them (`--dist loadfile`). Figures are printed; what is demanded are the
invariants, and the times that the plan promises, stretched by what else the machine does.
"""

import pytest

from tests.faults import plan
from tests.faults.bench import Bench, Skipped
from tests.faults.checker import check
from tests.faults.lab import Lab

pytestmark = pytest.mark.faults
SEED = 20261123


@pytest.fixture(scope="module")
def bench():
    with Lab() as lab:
        bench = Bench(lab, SEED)
        yield bench
        bench.close()
        assert check(lab) == [], "events are only ever added: what one fault broke in the log shows after the last"


@pytest.mark.parametrize("code", plan.SLICE)
def test_the_hall_lives_through(bench, code):
    try:
        result = bench.run(plan.FAULTS[code])
    except Skipped as reason:
        pytest.skip(str(reason))
    print(result)
    assert not result.broken, result
