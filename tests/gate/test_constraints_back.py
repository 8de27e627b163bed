"""Rulings and proposals are whole: the database refuses what no service should ever write."""

from dispatch.models import Amendment, Ruling
from dispatch.workflow import Stage
from tests.gate.test_constraints import refused
from units import clock


def test_a_ticket_waits_for_one_ruling_which_names_lead_and_reason(world):
    ruling = world.ticket_at(Stage.ARBITRATION).rulings.get()
    again = {"ticket": ruling.ticket, "item": ruling.item, "opened_at": clock.now()}
    refused("one_waiting_ruling", lambda: Ruling.objects.create(**again))
    decided = {"decided_at": clock.now(), "by": world.arbiter, "lead": world.roads}
    refused("ruling_names_lead_and_reason", lambda: Ruling.objects.filter(pk=ruling.pk).update(**decided))


def test_a_ruling_proposes_once_and_an_answer_has_its_time(world):
    ruling = world.ticket_at(Stage.ARBITRATION).rulings.get()
    now = clock.now()
    fields = {"item": ruling.item, "ruling": ruling, "valid_from": now, "lead": world.roads, "text": "x", "at": now}
    amendment = Amendment.objects.create(by=world.arbiter, **fields)
    refused("one_amendment_a_ruling", lambda: Amendment.objects.create(by=world.arbiter, **fields))
    refused("amendment_answered_whole", lambda: Amendment.objects.filter(pk=amendment.pk).update(state="accepted"))
