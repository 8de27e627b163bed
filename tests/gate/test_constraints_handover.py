"""What the database refuses of hand-overs: half signatures, the wrong order, one person twice, and any later change."""

import pytest
from django.db import DatabaseError, transaction

from dispatch import services
from dispatch.models import Handover
from tests.cast import make_person
from tests.gate.test_constraints import refused
from units import clock


def change(**values):
    return lambda: Handover.objects.update(**values)


def never(write):
    with pytest.raises(DatabaseError, match="never"), transaction.atomic():
        write()


def test_signatures_are_whole_in_order_and_of_two_people_and_then_stand(world):
    leader, relief = world.shift_leader, make_person("shift_leader", world.centre)
    ledger = services.draft_handover(by=leader)
    now = clock.now()
    again = {
        name: getattr(ledger, name) for name in ("drafted_at", "drafted_by", "lines_at", "written_at", "written_by")
    }
    refused("one_open_handover", lambda: Handover.objects.create(**again))
    refused("handover_given_whole", change(given_at=now, given_hash="x"))
    refused("handover_given_whole", change(given_at=now, given_by=leader))
    refused(
        "handover_given_whole", change(given_at=ledger.lines_at.replace(year=2020), given_by=leader, given_hash="x")
    )
    refused("handover_taken_after_given", change(taken_at=now, taken_by=relief, taken_hash="x"))
    given = services.give_handover(ledger, remarks={}, equipment="", notes="夜间有雨", by=leader, version=None)
    refused("handover_by_two_people", change(taken_at=clock.now(), taken_by=leader, taken_hash="x"))
    refused(
        "handover_taken_after_given",
        change(taken_at=given.given_at.replace(year=2020), taken_by=relief, taken_hash="x"),
    )
    for write in (change(notes="改"), change(figures={}), change(given_by=relief), Handover.objects.all().delete):
        never(write)
    services.take_handover(ledger, by=relief)
    for write in (change(taken_words="改"), change(taken_by=world.dispatcher), Handover.objects.all().delete):
        never(write)
