"""What the database refuses of models that suggest an item."""

import pytest
from django.db import DatabaseError, transaction

from dispatch.models import Suggester, SuggesterPart, SuggesterUse
from tests.gate.test_constraints import refused
from units import clock, scope
from units.models import User


@pytest.fixture
def suggester(db):
    return Suggester.objects.create(begun_at=clock.now())


def test_shares_stand_together_and_only_where_something_was_measured(suggester):
    def change(**values):
        return lambda: Suggester.objects.filter(pk=suggester.pk).update(**values)

    whole = {"trained_at": clock.now(), "held_out": 9, "top1": 0.5, "top3": 0.9}
    for wrong in ({"top1": None}, {"top3": None}, {"top1": 0.95}, {"top3": 1.5}, {"held_out": 0}, {"trained_at": None}):
        refused("suggester_measured_whole", change(**{**whole, **wrong}))
    change(**whole)()


def test_a_part_is_there_once(suggester):
    SuggesterPart.objects.create(suggester=suggester, name="0", data=b"")
    refused("suggester_part_once", lambda: SuggesterPart.objects.create(suggester=suggester, name="0", data=b""))


def test_which_one_ran_is_never_changed_or_deleted(suggester):
    SuggesterUse.objects.create(suggester=suggester, at=clock.now())
    for write in (lambda: SuggesterUse.objects.update(at=clock.now()), SuggesterUse.objects.all().delete):
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            write()


def test_a_call_taker_reads_a_model_and_can_neither_write_nor_delete_one(world, suggester):
    SuggesterPart.objects.create(suggester=suggester, name="whole", data=b"x")
    with scope.of(User.objects.get(username="call_taker")):
        assert SuggesterPart.objects.count() == 1
        assert SuggesterPart.objects.all().delete()[0] == 0
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            SuggesterPart.objects.create(suggester=suggester, name="1", data=b"")
