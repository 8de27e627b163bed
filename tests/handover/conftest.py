"""A draft of the shift leader, and the one who relieves him."""

import pytest
from django.urls import reverse

from dispatch import services
from dispatch.models import Handover
from dispatch.workflow import Stage
from tests.cast import make_person

EN = {"headers": {"Accept-Language": "en"}}
NOTES = {"equipment": "三号席耳机无声", "notes": "夜间有雨"}


def address(ledger, verb=""):
    return reverse(f"dispatch:{verb}_handover" if verb else "dispatch:handover", args=[ledger.pk])


def said(ledger, **more):
    """The draft's form as its page sends it."""
    ledger = Handover.objects.get(pk=ledger.pk)
    return {"version": ledger.version, **NOTES, **more}


def give(ledger, by, **more):
    words = {"remarks": {}, **NOTES, **more}
    return services.give_handover(ledger, by=by, version=None, **words)


@pytest.fixture
def relief(world):
    world.relief = make_person("shift_leader", world.centre, "relief", "接班者")
    return world.relief


@pytest.fixture
def ledger(world, relief):
    world.ticket_at(Stage.HANDLING)
    world.ticket_at(Stage.CALLBACK)
    return services.draft_handover(by=world.shift_leader)
