"""answer_supervision: the unit says why, and its deadline for the answer stops."""

import pytest
from django.urls import reverse

from dispatch import services
from dispatch.models import Event, Supervision
from dispatch.workflow import Status
from units import clock


def url(part):
    return reverse("dispatch:answer_supervision", args=[part.pk])


@pytest.fixture
def asked(part, world):
    """The lead's part, accepted and supervised."""
    mine = part(Status.ACCEPTED)
    services.supervise(mine.ticket, part=mine, text="为何还没有到", minutes=30, by=world.shift_leader)
    return mine


def send(browser, part, **more):
    return browser.send(url(part), {"text": "吊车在路上，16 点前到", "version": part.version, **more})


def test_it_is_kept_stops_its_clock_and_moves_nothing(as_, asked, world):
    assert send(as_("roads_handler"), asked).status_code == 302
    found = Supervision.objects.get()
    assert (found.answer, found.answered_by) == ("吊车在路上，16 点前到", world.roads_handler)
    asked.refresh_from_db()
    assert asked.status == Status.ACCEPTED
    running = {limit.kind for limit in asked.clocks.running()}
    assert "resolve" in running
    assert not running & {"supervision", "first_feedback"}
    event = Event.objects.filter(kind="answer_supervision").get()
    assert (event.assignment_id, event.data) == (asked.pk, {"supervision": found.pk})
    assert asked.due_at == asked.clocks.running().earliest("due_at").due_at


def test_the_page_shows_what_is_asked_until_it_is_answered(as_, asked):
    browser = as_("roads_handler")
    page = reverse("dispatch:part", args=[asked.pk])
    html = browser.get(page).content.decode()
    assert "为何还没有到" in html
    assert "ask-answer_supervision" in html
    send(browser, asked)
    assert "ask-answer_supervision" not in browser.get(page).content.decode()


def test_nothing_asked_nothing_to_answer(as_, part):
    mine = part(Status.ACCEPTED)
    assert (
        "answer_supervision" not in as_("roads_handler").get(reverse("dispatch:part", args=[mine.pk])).content.decode()
    )
    assert send(as_("roads_handler"), mine).status_code == 409
    assert not Event.objects.filter(kind="answer_supervision").exists()


def test_of_two_colleagues_one_answers_and_the_other_reads_who(as_, asked, world):
    first = services.answer_supervision(asked, text="马上到", by=world.roads_handler, version=asked.version)
    assert first.pk == asked.ticket_id
    response = send(as_("roads_handler"), asked)
    assert response.status_code == 409
    assert world.roads_handler.name in response.content.decode()
    assert Supervision.objects.get().answer == "马上到"


def test_nothing_said_is_said(as_, asked):
    response = send(as_("roads_handler"), asked, text="  ")
    assert response.status_code == 422
    assert 'id="id_answer_supervision_text-error"' in response.content.decode()


def test_strangers_and_other_roles(as_, asked):
    assert send(as_("water_handler"), asked).status_code == 404
    assert send(as_("shift_leader"), asked).status_code == 403


def test_answered_too_late_is_missed_for_ever(asked, world):
    with clock.at(asked.clocks.get(kind="supervision").due_at + (clock.now() - asked.sent_at)):
        services.answer_supervision(asked, text="晚了", by=world.roads_handler)
    limit = asked.clocks.get(kind="supervision")
    assert limit.missed_at == limit.stopped_at
    assert limit.in_time is False
