"""What the database refuses of a demand found unreasonable."""

from dispatch import services
from dispatch.models import Unreasonable
from tests.gate.test_constraints import refused
from units import clock


def test_one_finding_at_a_time_and_the_second_signature_is_anothers(world):
    ticket = services.find_unreasonable(world.not_solved(), text="已答复", by=world.dispatcher)
    found = Unreasonable.objects.filter(ticket=ticket)
    again = {"ticket": ticket, "proposed_at": clock.now(), "proposed_by": world.dispatcher, "text": "再次"}
    refused("one_unreasonable_at_a_time", lambda: Unreasonable.objects.create(**again))
    refused("second_signature_by_another", lambda: found.update(answered_by=world.dispatcher))
