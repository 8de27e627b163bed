"""Accept, depart, arrive: one press each, by the unit's own people alone."""

import uuid

import pytest
from django.urls import reverse

from dispatch import services
from dispatch.models import Event
from dispatch.workflow import Status

STEPS = [("accept", Status.SENT, Status.ACCEPTED), ("depart", Status.ACCEPTED, Status.EN_ROUTE),
         ("arrive", Status.EN_ROUTE, Status.ON_SCENE)]  # fmt: skip
steps = pytest.mark.parametrize(("verb", "before", "after"), STEPS)


def url(verb, part):
    return reverse(f"dispatch:{verb}", args=[part.pk])


@steps
def test_the_unit_takes_the_step_and_one_event_is_written(as_, part, verb, before, after):
    mine = part(before)
    response = as_("roads_handler").send(url(verb, mine), {"version": mine.version})
    assert (response.status_code, response.url) == (302, reverse("dispatch:part", args=[mine.pk]))
    mine.refresh_from_db()
    assert mine.status == after
    event = Event.objects.filter(ticket=mine.ticket).last()
    assert (event.kind, event.assignment_id) == (verb, mine.pk)


@steps
def test_at_another_step_it_is_refused_with_the_present_page(as_, part, verb, before, after):
    mine = part(Status.DONE)
    response = as_("roads_handler").send(url(verb, mine), {"version": mine.version})
    assert response.status_code == 409
    assert b"data-sentence" in response.content


@steps
def test_another_units_part_does_not_exist(as_, part, verb, before, after):
    mine = part(before)
    for who in ("water_handler", "police_handler", "collector"):
        assert as_(who).send(url(verb, mine), {"version": mine.version}).status_code == 404
        assert as_(who).get(url(verb, mine)).status_code == 404


@steps
def test_the_centre_reads_but_never_works_a_part(as_, part, verb, before, after):
    mine = part(before)
    assert as_("dispatcher").send(url(verb, mine), {"version": mine.version}).status_code == 403


@steps
def test_the_same_key_happens_once(as_, part, verb, before, after):
    mine, browser, key = part(before), as_("roads_handler"), uuid.uuid4()
    for _again in range(2):
        assert browser.send(url(verb, mine), {"version": mine.version}, key=key).status_code == 302
    assert Event.objects.filter(ticket=mine.ticket, kind=verb, assignment=mine).count() == 1


@steps
def test_a_stale_form_is_told_who_was_quicker(as_, part, verb, before, after, world):
    mine = part(before)
    old = mine.version
    services.hand_back(mine, reason="R5", text="缺少门牌", by=world.roads_handler)
    response = as_("roads_handler").send(url(verb, mine), {"version": old})
    assert response.status_code == 409
    assert str(world.roads_handler.label) in response.content.decode()


@steps
def test_a_form_without_its_version_is_not_whole(as_, part, verb, before, after):
    mine = part(before)
    assert as_("roads_handler").send(url(verb, mine)).status_code == 422
    mine.refresh_from_db()
    assert mine.status == before


@steps
def test_opening_the_address_leads_to_the_page_of_the_part(as_, part, verb, before, after):
    mine = part(before)
    response = as_("roads_handler").get(url(verb, mine))
    assert response.url == reverse("dispatch:part", args=[mine.pk]) + f"#{verb}"


def test_another_units_move_on_the_ticket_makes_no_form_stale(as_, part, world):
    mine = part(Status.SENT)
    services.accept(world.part(mine.ticket, world.water), by=world.water_handler)
    assert as_("roads_handler").send(url("accept", mine), {"version": mine.version}).status_code == 302


def test_arrival_is_the_first_word_and_stops_its_clock(as_, part):
    mine = part(Status.ACCEPTED)
    as_("roads_handler").send(url("arrive", mine), {"version": mine.version})
    assert not mine.clocks.running().filter(kind="first_feedback").exists()
    assert mine.clocks.running().filter(kind="resolve").exists()


@pytest.mark.parametrize("pk", [0, 10**18, 10**30])
def test_a_number_that_no_part_has_is_not_found(as_, world, pk):
    assert as_("roads_handler").get(f"/inbox/{pk}/").status_code == 404
    assert as_("roads_handler").send(f"/parts/{pk}/accept/", {"version": 1}).status_code == 404
