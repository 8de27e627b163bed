"""A unit's word to the centre on its part."""

from django.urls import reverse

from dispatch import services
from dispatch.models import Event, Note
from dispatch.workflow import Status


def url(part):
    return reverse("dispatch:part_note", args=[part.pk])


def test_it_is_kept_stops_the_first_feedback_clock_and_moves_nothing(as_, part):
    mine = part(Status.ACCEPTED)
    assert as_("roads_handler").send(url(mine), {"text": "正在赶往现场"}).status_code == 302
    mine.refresh_from_db()
    assert mine.status == Status.ACCEPTED
    assert Note.objects.get().text == "正在赶往现场"
    assert not mine.clocks.running().filter(kind="first_feedback").exists()
    event = Event.objects.filter(ticket=mine.ticket).last()
    assert (event.kind, event.assignment_id) == ("note", mine.pk)


def test_it_needs_no_version(as_, part, world):
    mine = part(Status.SENT)
    services.accept(mine, by=world.roads_handler)
    assert as_("roads_handler").send(url(mine), {"text": "x", "version": 1}).status_code == 302


def test_nothing_said_is_nothing_kept(as_, part):
    response = as_("roads_handler").send(url(part()), {"text": "  "})
    assert response.status_code == 422
    assert not Note.objects.exists()


def test_an_ended_part_takes_no_more_words(as_, part):
    response = as_("roads_handler").send(url(part(Status.DONE)), {"text": "还有一句"})
    assert response.status_code == 409
    assert not Note.objects.exists()


def test_strangers_and_other_roles(as_, part):
    mine = part()
    assert as_("water_handler").send(url(mine), {"text": "x"}).status_code == 404
    assert as_("supervisor").send(url(mine), {"text": "x"}).status_code == 403


def test_the_page_shows_it_to_the_other_unit(as_, part, world):
    mine = part(Status.ACCEPTED)
    as_("roads_handler").send(url(mine), {"text": "需要关阀"})
    other = world.part(mine.ticket, world.water)
    assert "需要关阀" in as_("water_handler").get(reverse("dispatch:part", args=[other.pk])).content.decode()
