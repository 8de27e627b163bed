"""What the database refuses of rests, of the log of seats, and of takeovers."""

import uuid

import pytest
from django.db import DatabaseError, transaction

from intake.models import Takeover
from tests.cast import minutes
from tests.gate.test_constraints import refused
from units import clock
from units.models import Rest, SeatChange
from units.seats import services


@pytest.fixture
def rest(world):
    services.alive(by=world.dispatcher)
    return services.ask_rest(minutes=10, reason="用餐", by=world.dispatcher)


def test_a_rest_is_asked_once_answered_whole_and_begun_and_ended_in_order(world, rest):
    now = clock.now()
    answered = {"answered_at": now, "answered_by": world.shift_leader}

    def change(**values):
        return lambda: Rest.objects.filter(pk=rest.pk).update(**values)

    again = {"user": rest.user, "seat": rest.seat, "minutes": 5, "reason": "x", "asked_at": now}
    refused("one_open_rest_a_person", lambda: Rest.objects.create(**again))
    refused("rest_has_minutes", change(minutes=0))
    refused("rest_has_minutes", change(minutes=241))
    refused("rest_answer_whole", change(outcome="approved"))
    refused("rest_answer_whole", change(**answered))
    refused("rest_declined_says_why", change(outcome="declined", **answered))
    refused("rest_begins_approved", change(began_at=now))
    refused("rest_begins_approved", change(outcome="approved", **answered, began_at=now - minutes(1)))
    refused("rest_ends_once_answered", change(ended_at=now))
    refused("rest_ends_once_answered", change(outcome="approved", **answered, ended_at=rest.asked_at - minutes(1)))


def test_nobody_takes_over_from_himself(world):
    facts = {"key": uuid.uuid4(), "former": world.dispatcher, "by": world.dispatcher, "at": clock.now()}
    refused("takeover_from_another", lambda: Takeover.objects.create(**facts))


def test_changes_of_seats_and_takeovers_are_never_changed_or_taken_away(world, rest):
    Takeover.objects.create(key=uuid.uuid4(), former=world.dispatcher, by=world.shift_leader, at=clock.now())
    for model in (SeatChange, Takeover):
        for write in (lambda model=model: model.objects.update(at=clock.now()), model.objects.all().delete):
            with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
                write()
