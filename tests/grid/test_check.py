"""check: before assignment the collector of the cell looks whether the matter is there; the dispatcher decides by it."""

import pytest
from django.urls import reverse

from dispatch import services
from dispatch.models import Photo, Ticket
from dispatch.workflow import Stage
from tests.dispatch.verbs import events
from tests.photos import corpus


@pytest.fixture
def asked(world):
    ticket = services.ask_check(world.ticket(), text="看井盖编号", by=world.dispatcher)
    return ticket.verifications.get()


def url(check):
    return reverse("grid:task", args=[check.pk])


def answer(check, **said):
    return {"version": Ticket.objects.get(pk=check.ticket_id).version, "found": "1", "text": "在，编号 0117", **said}


def test_it_stands_among_the_tasks_of_the_cell_with_what_to_look_at(as_, asked):
    browser = as_("collector")
    assert f'id="v-{asked.pk}"' in browser.get("/tasks/").content.decode()
    page = browser.get(url(asked)).content.decode()
    assert "看井盖编号" in page
    assert 'name="found"' in page
    assert 'name="fixed"' not in page
    assert as_("other_collector").get(url(asked)).status_code == 404


@pytest.mark.parametrize(("found", "kept"), [("1", "found"), ("0", "not_found")])
def test_the_answer_moves_nothing_and_tells_the_dispatcher(as_, world, asked, found, kept):
    said = answer(asked, found=found, photos=[corpus.upload()])
    assert as_("collector").send(url(asked), said).url == "/tasks/"
    asked.refresh_from_db()
    ticket = Ticket.objects.get(pk=asked.ticket_id)
    assert (asked.answer, asked.answered_by, ticket.stage) == (kept, world.collector, Stage.ASSIGNMENT)
    assert not ticket.clocks.running().filter(kind="verification").exists()
    assert Photo.objects.get().about == "verification"
    (event,) = events(ticket, "check")
    assert event.by == world.collector
    assert "编号 0117" in as_("dispatcher").get(ticket.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("said", "field"),
    [({"found": ""}, "found"), ({"found": "0", "text": "", "photos": []}, "text"), ({"found": "0"}, "photos")],
)
def test_whoever_finds_nothing_shows_the_place(as_, asked, said, field):
    response = as_("collector").send(url(asked), answer(asked, **said))
    assert response.status_code == 422
    assert f'id="id_{field}-error"' in response.content.decode()
    assert not events(asked.ticket, "check").exists()


def test_the_dispatcher_did_not_wait(as_, world, asked):
    said = answer(asked)
    services.assign(asked.ticket, lead=world.roads, by=world.dispatcher)
    response = as_("collector").send(url(asked), said)
    assert response.status_code == 409
    assert str(world.dispatcher.label) in response.content.decode()


def test_a_stale_answer_keeps_its_words(as_, asked):
    response = as_("collector").send(url(asked), answer(asked, version=1, text="看过了"))
    assert response.status_code == 409
    assert "看过了" in response.content.decode()
