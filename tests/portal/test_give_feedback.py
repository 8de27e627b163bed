"""The unit's answer: what it must say, what it may add, and where the ticket goes."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from dispatch import services
from dispatch.models import Event, Feedback, Job, Photo, Ticket
from dispatch.services import photos
from dispatch.workflow import Stage, Status
from tests.photos import corpus


def url(part):
    return reverse("dispatch:give_feedback", args=[part.pk])


def test_the_last_answer_brings_the_ticket_to_verification(as_, part, answer, world):
    mine = part(Status.ON_SCENE)
    world.finish(mine.ticket, world.water)
    response = as_("roads_handler").send(url(mine), {"version": mine.version, **answer})
    assert response.status_code == 302
    mine.refresh_from_db()
    assert mine.status == Status.DONE
    assert Ticket.objects.get(pk=mine.ticket_id).stage == Stage.VERIFICATION
    feedback = Feedback.objects.get(assignment=mine)
    assert (feedback.solved, feedback.public_answer, feedback.by) == (True, "井盖已更换。", world.roads_handler)
    event = Event.objects.filter(ticket=mine.ticket).last()
    assert (event.kind, event.data["feedback"]) == ("give_feedback", feedback.pk)


def test_others_still_at_work_keep_it_where_it_is(as_, part, answer):
    mine = part(Status.ACCEPTED)
    as_("roads_handler").send(url(mine), {"version": mine.version, **answer})
    assert Ticket.objects.get(pk=mine.ticket_id).stage == Stage.HANDLING


@pytest.mark.parametrize("left_out", ["facts_true", "in_remit", "solved", "public_answer"])
def test_what_must_be_said_is_asked_for_at_its_field_and_nothing_typed_is_lost(as_, part, answer, left_out):
    mine = part(Status.ACCEPTED)
    said = {"version": mine.version, **answer, "details": "更换了整套井座"}
    del said[left_out]
    response = as_("roads_handler").send(url(mine), said)
    page = response.content.decode()
    assert response.status_code == 422
    assert f'id="id_give_feedback_{left_out}-error"' in page
    assert "更换了整套井座" in page
    assert not Feedback.objects.exists()


def test_not_solved_needs_a_why(as_, part, answer):
    mine = part(Status.ACCEPTED)
    said = {"version": mine.version, **answer, "solved": "0"}
    browser = as_("roads_handler")
    response = browser.send(url(mine), said)
    assert response.status_code == 422
    assert 'id="id_give_feedback_why_not-error"' in response.content.decode()
    assert browser.send(url(mine), said | {"why_not": "needs_time"}).status_code == 302
    assert Feedback.objects.get().why_not == "needs_time"


def test_a_why_left_over_from_another_thought_is_dropped_when_solved(as_, part, answer):
    mine = part(Status.ACCEPTED)
    as_("roads_handler").send(url(mine), {"version": mine.version, **answer, "why_not": "policy"})
    assert Feedback.objects.get().why_not == ""


@pytest.mark.parametrize("moment", ["2031-01-01T10:00", "1999-01-01T10:00", "tomorrow", "0001-01-01T00:00", "9" * 40])
def test_a_time_of_contact_that_cannot_be_is_refused_at_its_field(as_, part, answer, moment):
    mine = part(Status.ACCEPTED)
    response = as_("roads_handler").send(url(mine), {"version": mine.version, **answer, "contacted_at": moment})
    assert response.status_code == 422
    assert 'id="id_give_feedback_contacted_at-error"' in response.content.decode()


def test_the_time_of_contact_is_local_and_kept(as_, part, answer, world):
    ticket = world.ticket(entered_at=timezone.now() - timedelta(hours=1))
    mine = part(Status.ACCEPTED, ticket=services.assign(ticket, lead=world.roads, by=world.dispatcher))
    at = timezone.localtime() - timedelta(minutes=10)
    said = {"version": mine.version, **answer, "contacted_at": f"{at:%Y-%m-%dT%H:%M}"}
    assert as_("roads_handler").send(url(mine), said).status_code == 302
    assert Feedback.objects.get().contacted_at == at.replace(second=0, microsecond=0)


def test_photos_come_along_and_wait_to_be_checked(as_, part, answer):
    mine = part(Status.ACCEPTED)
    files = [corpus.upload(), corpus.upload(corpus.png(), "b.png", "image/png")]
    said = {"version": mine.version, **answer, "photos": files}
    assert as_("roads_handler").send(url(mine), said).status_code == 302
    kept = list(Photo.objects.filter(ticket=mine.ticket, about="feedback"))
    assert [photo.state for photo in kept] == ["quarantined"] * 2
    assert Job.objects.filter(task="dispatch.tasks.check_photo", done_at=None).count() == 2
    event = Event.objects.filter(ticket=mine.ticket).last()
    assert event.data["photos"] == [photo.pk for photo in kept]
    assert {photo.at for photo in kept} == {event.at}
    page = as_("water_handler").get(reverse("dispatch:part", args=[mine.ticket.assignments.get(unit__code="water").pk]))
    assert page.content.decode().count("waiting-photo") == 2


def test_the_same_key_keeps_its_photos_once(as_, part, answer, photo_dir):
    mine, key, browser = part(Status.ACCEPTED), uuid.uuid4(), as_("roads_handler")
    for _again in range(2):
        said = {"version": mine.version, **answer, "photos": [corpus.upload()]}
        assert browser.send(url(mine), said, key=key).status_code == 302
    assert Photo.objects.count() == Feedback.objects.count() == 1
    assert len(list((photo_dir / "quarantine").iterdir())) == 1


@pytest.mark.parametrize(
    "files",
    [
        [corpus.upload(corpus.SVG, "x.svg", "image/svg+xml")],
        [corpus.upload(corpus.HTML, "x.jpg", "image/jpeg")],
        [corpus.upload(corpus.many_frames("GIF", 3), "x.gif", "image/gif")],
        [corpus.upload(b"", "empty.jpg")],
        [corpus.upload(b"\xff\xd8\xff" + b"0" * 10 * 1024 * 1024, "big.jpg")],
        [corpus.upload() for _n in range(6)],
    ],
    ids=["svg", "html as jpg", "gif", "empty", "too large", "six"],
)
def test_a_file_that_is_no_photo_is_refused_at_the_door_and_nothing_typed_is_lost(
    as_, part, answer, files, photo_dir, settings
):
    settings.DATA_UPLOAD_MAX_NUMBER_FILES = 20
    mine = part(Status.ACCEPTED)
    for upload in files:
        upload.seek(0)
    response = as_("roads_handler").send(url(mine), {"version": mine.version, **answer, "photos": files})
    page = response.content.decode()
    assert response.status_code == 422
    assert 'id="id_give_feedback_photos-error"' in page
    assert "井盖已更换。" in page
    assert not Photo.objects.exists()
    assert not (photo_dir / "quarantine").exists()


def test_a_refused_answer_leaves_no_file_behind(as_, part, answer, photo_dir):
    mine = part(Status.ACCEPTED)
    said = {"version": mine.version, **answer, "contacted_at": "2031-01-01T10:00", "photos": [corpus.upload()]}
    assert as_("roads_handler").send(url(mine), said).status_code == 422
    assert not Photo.objects.exists()
    assert list((photo_dir / "quarantine").iterdir()) == []


def test_a_stale_answer_is_kept_in_a_form_of_the_present_version(as_, part, answer, world):
    mine = part(Status.ACCEPTED)
    old = mine.version
    services.arrive(mine, by=world.roads_handler)
    browser = as_("roads_handler")
    response = browser.send(url(mine), {"version": old, **answer})
    page = response.content.decode()
    assert response.status_code == 409
    assert "井盖已更换。" in page
    assert str(world.roads_handler.label) in page
    mine.refresh_from_db()
    assert f'name="version" value="{mine.version}"' in page
    assert browser.send(url(mine), {"version": mine.version, **answer}).status_code == 302


def test_before_accepting_there_is_nothing_to_answer(as_, part, answer):
    mine = part(Status.SENT)
    assert as_("roads_handler").send(url(mine), {"version": mine.version, **answer}).status_code == 409


def test_strangers_and_other_roles(as_, part, answer):
    mine = part(Status.ACCEPTED)
    said = {"version": mine.version, **answer}
    assert as_("water_handler").send(url(mine), said).status_code == 404
    assert as_("dispatcher").send(url(mine), said).status_code == 403
    assert as_("dispatcher").send(url(mine), {}).status_code == 403


def test_after_rework_the_second_round_stands_beside_the_first(as_, part, answer, world):
    ticket = services.assign(world.ticket(), lead=world.roads, by=world.dispatcher)
    mine = part(Status.DONE, ticket=ticket)
    services.reject(ticket, text="井盖仍松动", by=world.verifier)
    browser = as_("roads_handler")
    page = browser.get(reverse("dispatch:part", args=[mine.pk])).content.decode()
    assert "井盖仍松动" in page
    mine.refresh_from_db()
    assert browser.send(url(mine), {"version": mine.version, **answer}).status_code == 302
    assert list(Feedback.objects.values_list("round", flat=True)) == [1, 2]


def test_photos_named_by_the_form_are_those_of_this_module():
    assert photos.MOST == 5
