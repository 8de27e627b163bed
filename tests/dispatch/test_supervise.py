"""supervise (督办): the centre asks a unit why, with a deadline of its own for the answer."""

import pytest

from dispatch import services
from dispatch.live import sounds
from dispatch.models import Delivery, Supervision
from dispatch.workflow import Stage
from tests.cast import make_person, minutes
from tests.dispatch.verbs import WORDS, address, events, filled, rules


class TestRules(rules("supervise", stage=Stage.HANDLING, who="shift_leader", others=["dispatcher", "viewer"])):
    pass


@pytest.fixture
def supervised(world, as_):
    ticket = world.ticket_at(Stage.HANDLING)
    as_("supervisor").send(address("supervise", ticket), filled("supervise", world, ticket))
    ticket.refresh_from_db()
    return ticket


def test_it_runs_a_clock_of_its_own_on_the_part(world, supervised):
    asked, part = Supervision.objects.get(), world.part(supervised, world.roads)
    limit = part.clocks.get(kind="supervision")
    assert (asked.assignment, asked.text, asked.by) == (part, WORDS, world.supervisor)
    assert limit.due_at == asked.due_at == asked.at + minutes(60)
    assert limit.is_running
    assert events(supervised, "supervise").get().data == {"assignment": part.pk, "supervision": asked.pk}


def test_the_unit_hears_it_and_its_leads_get_a_text_without_a_number_in_it(world):
    lead = make_person("unit_lead", world.roads)
    type(lead).objects.filter(pk=lead.pk).update(phone="19900007777")
    ticket = world.ticket_at(Stage.HANDLING)
    services.supervise(ticket, part=world.part(ticket, world.roads), text=WORDS, minutes=30, by=world.shift_leader)
    event = events(ticket, "supervise").get()
    assert sounds.for_unit(event, world.part(ticket, world.roads)) == "supervision"
    assert sounds.for_unit(event, world.part(ticket, world.water)) is None
    text = Delivery.objects.get()
    assert (text.handler, text.ticket, text.payload["user"]) == ("sms", ticket, lead.pk)
    assert ticket.number in text.payload["text"]
    assert "19900007777" not in str(text.payload)


def test_a_unit_without_a_lead_is_texted_at_its_duty_phone(world, supervised):
    assert Delivery.objects.get().payload["unit"] == world.roads.pk


def test_one_at_a_time_the_second_reads_who_and_until_when(world, as_, supervised):
    response = as_("shift_leader").send(address("supervise", supervised), filled("supervise", world, supervised))
    assert response.status_code == 422
    assert f"{world.supervisor.name} supervises this unit already" in response.content.decode()
    assert Supervision.objects.count() == 1


@pytest.mark.parametrize(("field", "value"), [("text", ""), ("minutes", "7"), ("minutes", ""), ("part", "x")])
def test_what_is_wrong_is_said_beside_the_field(world, as_, field, value):
    ticket = world.ticket_at(Stage.HANDLING)
    response = as_("shift_leader").send(
        address("supervise", ticket), filled("supervise", world, ticket) | {field: value}
    )
    assert response.status_code == 422
    assert f'id="id_supervise_{field}-error"' in response.content.decode()
    assert not Supervision.objects.exists()


def test_feedback_and_hand_back_answer_it_as_well(world, supervised):
    world.finish(supervised, world.roads)
    asked = Supervision.objects.get()
    assert asked.answer == world.DONE.public_answer
    assert asked.answered_by == world.roads_handler
    assert not supervised.clocks.running().filter(kind="supervision").exists()
    services.supervise(supervised, part=world.part(supervised, world.water), text="?", minutes=30, by=world.supervisor)
    services.hand_back(world.part(supervised, world.water), reason="R5", text="地点不清", by=world.water_handler)
    assert Supervision.objects.last().answer == "地点不清"


def test_the_timeline_tells_it_whole(world, as_, supervised):
    services.answer_supervision(world.part(supervised, world.roads), text="吊车在路上", by=world.roads_handler)
    for reader in ("viewer", "water_handler"):
        page = as_(reader).get(supervised.get_absolute_url(), follow=True).content.decode()
        assert all(said in page for said in ("Supervised", WORDS, "Supervision answered", "吊车在路上")), reader
