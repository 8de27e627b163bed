"""hand_to: the lead of a unit gives a part to one of its people."""

import pytest
from django.urls import reverse

from dispatch import services
from dispatch.models import Event
from dispatch.workflow import Status
from tests.cast import make_person, minutes
from units import clock
from units.models import Duty


@pytest.fixture
def lead(world):
    return make_person("unit_lead", world.roads, "roads_lead", "韩队")


@pytest.fixture
def other(world):
    return make_person("unit_handler", world.roads, "roads_second", "李四")


def send(browser, part, to, **more):
    url = reverse("dispatch:hand_to", args=[part.pk])
    return browser.send(url, {"to": to.pk, "text": "你去看一下", "version": part.version, **more})


def test_the_part_has_its_handler_and_no_clock_moves(as_, part, lead, other):
    mine = part(Status.SENT)
    before = list(mine.clocks.values_list("kind", "due_at", "stopped_at"))
    assert send(as_(lead), mine, other).status_code == 302
    mine.refresh_from_db()
    assert (mine.handler, mine.status) == (other, Status.SENT)
    assert list(mine.clocks.values_list("kind", "due_at", "stopped_at")) == before
    event = Event.objects.get(kind="hand_to")
    assert event.data["handler"] == other.pk
    page = as_(other).get(reverse("dispatch:part", args=[mine.pk])).content.decode()
    assert "李四" in page
    assert "你去看一下" in page
    assert "李四" in as_(other).get(reverse("dispatch:inbox") + "?show=mine").content.decode()
    assert 'id="p-' not in as_(lead).get(reverse("dispatch:inbox") + "?show=mine").content.decode()


def test_the_menu_says_who_is_on_duty(as_, part, world, lead, other):
    mine, now = part(Status.ACCEPTED), clock.now()
    Duty.objects.create(unit=world.roads, user=other, starts_at=now - minutes(5), ends_at=now + minutes(60))
    page = as_(lead).get(reverse("dispatch:part", args=[mine.pk])).content.decode()
    assert "On duty now: 李四" in page
    assert "李四 · on duty until" in page


def test_only_a_lead_and_only_to_ones_own_people(as_, part, world, lead, other):
    mine = part(Status.ACCEPTED)
    assert send(as_(other), mine, other).status_code == 403
    assert send(as_("shift_leader"), mine, other).status_code == 403
    assert send(as_(make_person("unit_lead", world.water)), mine, other).status_code == 404
    assert send(as_(lead), mine, world.water_handler).status_code == 422
    assert send(as_(lead), mine, world.roads_handler).status_code == 422, "who has it already"
    assert not Event.objects.filter(kind="hand_to").exists()
    assert "ask-hand_to" not in as_(other).get(reverse("dispatch:part", args=[mine.pk])).content.decode()


def test_of_two_leads_one_wins(as_, part, lead, other, world):
    mine = part(Status.ACCEPTED)
    services.hand_to(mine, to=other, by=lead, version=mine.version)
    response = send(as_(make_person("unit_lead", world.roads)), mine, other)
    assert response.status_code == 409
    assert lead.name in response.content.decode()
