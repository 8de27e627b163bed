"""Nobody reaches another's ticket: every address × method × role × foreign id, without a canary in any byte."""

import pytest

from tests.isolation import attempts
from tests.isolation.estate import EVERYBODY
from tests.isolation.rounds import ADDRESSES, walk

AT_LEAST = 20_000


def test_the_walk_is_long_enough(estate):
    made = {
        role: sum(len(attempts.of(name, estate.stranger(role), estate)) for name in ADDRESSES) for role in EVERYBODY
    }
    assert sum(made.values()) >= AT_LEAST, made


@pytest.mark.parametrize("role", EVERYBODY)
def test_what_is_not_his_is_not_there(estate, role, record_property):
    walker = walk(estate, role)
    record_property("isolation: both walls", walker.attempts)
    assert walker.leaks == []
    assert walker.wrong == []
