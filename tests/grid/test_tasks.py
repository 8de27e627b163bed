"""The collector's checks: his own cells only, answered once, by nobody who handled the ticket."""

import uuid

import pytest
from django.urls import reverse

from dispatch import services
from dispatch.models import Photo, Ticket
from dispatch.workflow import Stage
from tests.photos import corpus


def url(check):
    return reverse("grid:task", args=[check.pk])


def answer(check, **said):
    """Fixed, and shown."""
    version = Ticket.objects.get(pk=check.ticket_id).version
    return {"version": version, "fixed": "1", "photos": [corpus.upload()], **said}


def test_the_list_holds_the_waiting_checks_of_the_own_cells(as_, check):
    assert f'id="v-{check.pk}"' in as_("collector").get("/tasks/").content.decode()
    assert f'id="v-{check.pk}"' not in as_("other_collector").get("/tasks/").content.decode()


def test_the_refetched_list_is_the_list_of_the_page(as_, check):
    browser = as_("collector")
    fragment = browser.get("/tasks/?rows=1").content.decode().strip()
    assert fragment in browser.get("/tasks/").content.decode()


@pytest.mark.parametrize("who", ["dispatcher", "roads_handler", "supervisor", "verifier"])
def test_the_list_is_the_collectors(as_, who):
    assert as_(who).get("/tasks/").status_code == 403


def test_it_says_what_was_asked_and_what_the_unit_answered_and_nothing_of_the_caller(as_, check, settings):
    settings.LANGUAGE_CODE = "zh-hans"
    page = as_("collector").get(url(check)).content.decode()
    for words in ("井盖不见了", "东河路 12 号", "已修复。", "城市管理和综合执法局"):
        assert words in page
    assert "王" not in page
    assert "1234" not in page


def test_fixed_takes_the_ticket_on_to_the_call_back(as_, check, world):
    said = answer(check, text="已盖好", photos=[corpus.upload()])
    assert as_("collector").send(url(check), said).url == "/tasks/"
    ticket = Ticket.objects.get(pk=check.ticket_id)
    check.refresh_from_db()
    assert ticket.stage == Stage.CALLBACK
    assert (check.answer, check.answered_by, check.text) == ("fixed", world.collector, "已盖好")
    photo = Photo.objects.get()
    assert (photo.about, photo.at) == ("verification", check.answered_at)
    assert ticket.events.last().kind == "verify"


def test_not_fixed_sends_it_back_for_rework_with_the_words(as_, check, world):
    assert as_("collector").send(url(check), answer(check, fixed="0", text="还缺一块")).status_code == 302
    ticket = Ticket.objects.get(pk=check.ticket_id)
    assert (ticket.stage, ticket.reworks) == (Stage.HANDLING, 1)
    part = world.part(ticket, world.roads)
    assert "还缺一块" in as_("roads_handler").get(reverse("dispatch:part", args=[part.pk])).content.decode()


@pytest.mark.parametrize(
    ("said", "field"),
    [({"fixed": "0"}, "text"), ({"fixed": ""}, "fixed"), ({"fixed": "maybe"}, "fixed"), ({"photos": []}, "photos")],
)
def test_what_is_missing_is_asked_for_at_its_field(as_, check, said, field):
    response = as_("collector").send(url(check), answer(check, **said))
    assert response.status_code == 422
    assert f'id="id_{field}-error"' in response.content.decode()
    check.refresh_from_db()
    assert check.answered_at is None


def test_in_another_cell_there_is_no_such_check(as_, check):
    browser = as_("other_collector")
    assert browser.get(url(check)).status_code == 404
    assert browser.send(url(check), answer(check)).status_code == 404


@pytest.mark.parametrize(("who", "status"), [("verifier", 403), ("roads_handler", 404), ("water_handler", 404)])
def test_nobody_else_answers_it_here(as_, check, who, status):
    assert as_(who).get(url(check)).status_code == status
    assert as_(who).send(url(check), answer(check)).status_code == status


def test_a_collector_whose_unit_handled_the_ticket_does_not_judge_it(as_, world):
    ticket = services.assign(world.ticket(), lead=world.roads, assists=[world.east], by=world.dispatcher)
    for unit in (world.roads, world.east):
        ticket = world.finish(ticket, unit)
    check = ticket.verifications.get()
    browser = as_("collector")
    page = browser.get(url(check)).content.decode()
    assert 'id="form-answer"' not in page
    assert browser.send(url(check), answer(check)).status_code == 403
    check.refresh_from_db()
    assert check.answered_at is None


def test_the_desk_was_quicker(as_, check, world):
    said = answer(check, text="路面平整")
    services.verify(check.ticket, by=world.verifier)
    response = as_("collector").send(url(check), said)
    assert response.status_code == 409
    assert str(world.verifier.label) in response.content.decode()
    assert 'id="form-answer"' not in as_("collector").get(url(check)).content.decode()


def test_the_same_key_happens_once(as_, check):
    browser, key, said = as_("collector"), uuid.uuid4(), answer(check)
    for _again in range(2):
        said["photos"] = [corpus.upload()]
        assert browser.send(url(check), said, key=key).status_code == 302
    assert Ticket.objects.get(pk=check.ticket_id).events.filter(kind="verify").count() == 1


def test_a_stale_answer_keeps_its_words(as_, check, world):
    said = answer(check, version=1, text="看过了")
    response = as_("collector").send(url(check), said)
    assert response.status_code == 409
    assert "看过了" in response.content.decode()


def test_the_answered_check_is_read_only(as_, check, world):
    services.verify(check.ticket, by=world.verifier, text="已核实")
    page = as_("collector").get(url(check)).content.decode()
    assert "已核实" in page
    assert 'id="form-answer"' not in page
    assert f'id="v-{check.pk}"' not in as_("collector").get("/tasks/").content.decode()


def test_fragments_are_what_the_line_keeps_fresh(as_, check):
    fragment = as_("collector").get(url(check) + "?fragments=1").content.decode()
    assert 'id="f-task"' in fragment
    assert "<form" not in fragment


def test_a_list_costs_the_same_number_of_queries_however_long(as_, world, check, django_assert_max_num_queries):
    for _n in range(3):
        ticket = services.assign(world.ticket(), lead=world.roads, by=world.dispatcher)
        world.finish(ticket, world.roads)
    browser = as_("collector")
    with django_assert_max_num_queries(22):
        assert browser.get("/tasks/").content.decode().count('id="v-') == 4
