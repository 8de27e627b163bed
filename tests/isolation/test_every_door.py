"""Nobody reaches another's ticket: every address × method × role × foreign id, without a canary in any byte."""

import pytest

from tests.isolation import attempts
from tests.isolation.estate import EVERYBODY
from tests.isolation.rounds import ADDRESSES, walk

AT_LEAST = 20_000


def test_the_walk_is_long_enough_and_every_address_meets_every_method(estate):
    strangers, made, methods = [estate.stranger(role) for role in EVERYBODY], 0, {}
    for name in ADDRESSES:
        tried = [attempt.method for stranger in strangers for attempt in attempts.of(name, stranger, estate)]
        made, methods[name] = made + len(tried), set(tried)
    assert made >= AT_LEAST
    assert [name for name in ADDRESSES if methods[name] != {"GET", *attempts.WRITES}] == []


@pytest.mark.parametrize("role", EVERYBODY)
def test_what_is_not_his_is_not_there(estate, role, record_property):
    walker = walk(estate, role)
    record_property("isolation: both walls", walker.attempts)
    assert walker.leaks == []
    assert walker.wrong == []
