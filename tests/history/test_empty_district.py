"""History needs people, items and cells to be about."""

import pytest
from django.core.management import CommandError, call_command


def test_nothing_is_seeded_into_an_empty_district(db):
    with pytest.raises(CommandError, match="set the district up first"):
        call_command("seed_history", tickets=10, years=1)
