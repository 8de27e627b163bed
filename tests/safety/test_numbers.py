"""Numbers survive 9999 → 10000 and the turn of the year."""

import datetime

from dispatch.models import NumberSeries
from dispatch.services import numbers
from units import clock
from units.models import Receipt


def test_after_9999_comes_10000(world):
    ticket = world.ticket()
    NumberSeries.objects.update(last=9998)
    assert world.ticket().number.endswith("-9999")
    tenthousandth = world.ticket()
    assert tenthousandth.number.endswith("-10000")
    assert len({ticket.number, tenthousandth.number}) == 2


def test_the_turn_of_the_local_year_starts_a_new_series(db):
    before = datetime.datetime(2026, 12, 31, 15, 59, 59, tzinfo=datetime.UTC)  # 23:59:59 in the district
    after = before + datetime.timedelta(seconds=1)
    assert [numbers.take(before), numbers.take(after)] == ["T20261231-0001", "T20270101-0001"]


def test_drills_have_numbers_of_their_own(world):
    assert world.ticket(is_drill=True).number.startswith("Y")
    assert world.ticket().number.endswith("-0001")


def test_ids_have_room_beyond_two_to_the_31(world):
    big = 2**31 + 5
    Receipt.objects.create(pk=big, user=world.dispatcher, key="00000000-0000-0000-0000-000000000001", digest="d")
    assert Receipt.objects.get(pk=big)
    assert clock.now()
