"""Text messages without a gateway: one line of the log, no number in it; the reader's number is the present one."""

import logging

import pytest

from dispatch import outbox, sms
from dispatch.models import Delivery
from dispatch.services import texting
from tests.cast import World, make_person
from units import clock


@pytest.fixture
def world(transactional_db):
    return World()


def numbered(person, phone):
    person.phone = phone
    person.save()
    return person


def test_it_is_one_line_of_the_log_with_the_number_masked(world, caplog):
    numbered(make_person("unit_lead", world.roads), "19900007777")
    texting.to_leads(world.ticket(), world.roads, "请尽快签收\n工单", at=clock.now())
    with caplog.at_level(logging.INFO, "dispatch.sms"):
        outbox.run_once()
    (line,) = [record.getMessage() for record in caplog.records if record.name == "dispatch.sms"]
    assert line == "SMS to 199****7777: 请尽快签收 工单"
    assert Delivery.objects.get().state == "sent"


def test_each_lead_with_a_number_gets_a_message_and_nobody_elses_lead(world):
    for person in (numbered(make_person("unit_lead", world.roads), f"1990000777{n}") for n in range(2)):
        assert person.phone
    numbered(make_person("unit_lead", world.water), "19900008888")
    make_person("unit_lead", world.roads)  # has no number
    gone = numbered(make_person("unit_lead", world.roads), "19900009999")
    type(gone).objects.filter(pk=gone.pk).update(is_active=False)
    rows = texting.to_leads(world.ticket(), world.roads, "请尽快签收", at=clock.now())
    assert sorted(sms.number_of(row.payload) for row in rows) == ["19900007770", "19900007771"]


def test_without_a_lead_the_duty_phone_and_a_caller_by_his_present_number(world):
    ticket = world.ticket()
    (row,) = texting.to_leads(ticket, world.water, "请尽快签收", at=clock.now())
    assert sms.number_of(row.payload) == world.water.duty_phone
    party = ticket.parties.get()
    row = texting.to_party(ticket, party, "无法联系到您", at=clock.now())
    assert party.phone not in str(row.payload)
    type(party).objects.filter(pk=party.pk).update(phone="19911112222")
    assert sms.number_of(row.payload) == "19911112222"


def test_a_reader_without_a_number_is_given_up_at_once(world):
    ticket = world.ticket()
    ticket.parties.update(phone="")
    texting.to_party(ticket, ticket.parties.get(), "无法联系到您", at=clock.now())
    outbox.run_once()
    row = Delivery.objects.get()
    assert (row.state, row.tries) == ("dead", 1)
    assert "no number" in row.last_error
