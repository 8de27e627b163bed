"""The duty roster's rows: in order, once, and found by the moment."""

import pytest
from django.db import IntegrityError, transaction

from tests.cast import minutes
from units import clock
from units.models import Duty


def test_a_duty_ends_after_it_starts(world):
    now = clock.now()
    with pytest.raises(IntegrityError, match="duty_in_order"), transaction.atomic():
        Duty.objects.create(unit=world.roads, user=world.roads_handler, starts_at=now, ends_at=now)


def test_the_same_turn_stands_once(world):
    now = clock.now()
    turn = {"unit": world.roads, "user": world.roads_handler, "starts_at": now, "ends_at": now + minutes(60)}
    Duty.objects.create(**turn)
    with pytest.raises(IntegrityError, match="duty_once"), transaction.atomic():
        Duty.objects.create(**turn)


def test_who_is_on_duty_is_asked_by_the_moment(world):
    now = clock.now()
    turn = Duty.objects.create(unit=world.roads, user=world.roads_handler, starts_at=now, ends_at=now + minutes(60))
    assert list(Duty.objects.at(now)) == [turn]
    assert not Duty.objects.at(now + minutes(60)).exists()
