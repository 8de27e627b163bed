"""The duty roster's rows are found by the moment; what the database refuses of them is in tests/gate."""

from tests.cast import minutes
from units import clock
from units.models import Duty


def test_who_is_on_duty_is_asked_by_the_moment(world):
    now = clock.now()
    turn = Duty.objects.create(unit=world.roads, user=world.roads_handler, starts_at=now, ends_at=now + minutes(60))
    assert list(Duty.objects.at(now)) == [turn]
    assert not Duty.objects.at(now + minutes(60)).exists()
