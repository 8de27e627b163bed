"""ask_help: a unit needs hands or equipment; the hall hears it and sees it until it answers."""

import pytest
from django.urls import reverse

from dispatch import services
from dispatch.live import sounds
from dispatch.models import Event
from dispatch.workflow import Status


def send(browser, part, **more):
    url = reverse("dispatch:ask_help", args=[part.pk])
    return browser.send(url, {"text": "需要一台吊车", "version": part.version, **more})


def board(as_):
    return as_("dispatcher").get(reverse("dispatch:board")).content.decode()


@pytest.fixture
def asked(as_, part):
    mine = part(Status.ACCEPTED)
    assert send(as_("roads_handler"), mine).status_code == 302
    mine.refresh_from_db()
    return mine


def test_it_moves_nothing_and_the_hall_hears_it(asked):
    assert asked.status == Status.ACCEPTED
    assert not asked.clocks.running().filter(kind="first_feedback").exists()
    event = Event.objects.get(kind="ask_help")
    assert event.assignment_id == asked.pk
    assert set(event.data) == {"note"}
    assert sounds.for_centre(event, asked.ticket) == "help"
    assert sounds.for_unit(event, asked) is None


def test_board_ticket_and_part_show_it_until_the_centre_says_something(as_, asked, world):
    page = reverse("dispatch:part", args=[asked.pk])
    assert "Help!" in board(as_)
    assert "Asked for help at" in as_("dispatcher").get(asked.ticket.get_absolute_url()).content.decode()
    assert "You asked for help at" in as_("roads_handler").get(page).content.decode()
    before = asked.ticket.version
    services.note(asked.ticket, text="吊车 15 点到", by=world.dispatcher)
    asked.ticket.refresh_from_db()
    assert asked.ticket.version > before
    assert Event.objects.filter(kind="note").latest("pk").data["helped"] == [asked.pk]
    assert "Help!" not in board(as_)
    page = as_("roads_handler").get(page).content.decode()
    assert "You asked for help at" not in page
    assert "需要一台吊车" in page
    assert "吊车 15 点到" in page


def test_an_assist_is_an_answer_and_the_units_own_note_is_none(asked, world):
    services.note(asked.ticket, text="还在等", by=world.roads_handler, assignment=asked)
    services.note(asked.ticket, text="也在等", by=world.water_handler)
    asked.refresh_from_db()
    assert asked.help_at
    services.add_assist(asked.ticket, assists=[world.fire], by=world.dispatcher)
    asked.refresh_from_db()
    assert asked.help_at is None


def test_a_second_call_before_the_answer_is_refused_and_the_menu_offers_none(as_, asked):
    response = send(as_("roads_handler"), asked)
    assert response.status_code == 422
    page = as_("roads_handler").get(reverse("dispatch:part", args=[asked.pk])).content.decode()
    assert "ask-ask_help" not in page
    assert Event.objects.filter(kind="ask_help").count() == 1


def test_a_part_that_ends_waits_for_no_help(as_, asked, world):
    services.give_feedback(asked, answer=world.DONE, by=world.roads_handler)
    asked.refresh_from_db()
    assert asked.help_at is None
    assert send(as_("roads_handler"), asked).status_code == 409


def test_strangers_and_other_roles(as_, part):
    mine = part(Status.ACCEPTED)
    assert send(as_("water_handler"), mine).status_code == 404
    assert send(as_("shift_leader"), mine).status_code == 403
    assert send(as_("roads_handler"), mine, text=" ").status_code == 422
