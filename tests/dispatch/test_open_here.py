"""open_here: who else has a ticket open, as each side may know it; it comes, it goes, and it decides nothing."""

import uuid

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dispatch.models import Event, Presence
from dispatch.workflow import Stage
from tests.cast import minutes
from units import clock, scope

EN = {"headers": {"Accept-Language": "en"}}


def address(ticket):
    return reverse("dispatch:open_here", args=[ticket.number])


@pytest.fixture
def at_work(world):
    return world.ticket_at(Stage.HANDLING)


def said(browser, ticket, page=None, **more):
    answer = browser.send(address(ticket), more, key=page, **EN)
    assert answer.status_code == 200
    return answer.content.decode()


def test_each_sees_the_others_with_their_seats_and_never_himself(world, as_, at_work):
    assert "Nobody else" in said(as_("call_taker"), at_work)
    page = said(as_("dispatcher"), at_work)
    assert world.call_taker.label in page and world.dispatcher.label not in page
    page = said(as_("call_taker"), at_work)
    assert world.dispatcher.label in page and "A01" in page
    assert world.call_taker.label not in page
    assert "Nobody else" in said(as_("call_taker"), world.ticket()), "of one record, not of the hall"
    assert as_("verifier").get(address(at_work), **EN).content.decode().count("<b>") == 2, "who only looks is told too"


def test_two_pages_of_one_person_are_one_and_the_last_to_leave_takes_the_name_along(world, as_, at_work):
    one, two, reader = uuid.uuid4(), uuid.uuid4(), as_("dispatcher")
    for page in (one, two, two):
        said(as_("call_taker"), at_work, page)
    assert Presence.objects.count() == 2
    assert said(reader, at_work).count(world.call_taker.label) == 1
    for page, shown in ((one, True), (two, False)):
        assert as_("call_taker").send(address(at_work), {"left": "1"}, key=page).status_code == 204
        assert (world.call_taker.label in said(reader, at_work)) is shown


def test_a_page_that_fell_silent_is_gone_in_less_than_ten_seconds_by_the_databases_clock(world, as_, at_work):
    said(as_("call_taker"), at_work)
    row = Presence.objects.filter(user=world.call_taker)
    for seconds, shown in ((7, True), (10, False)):
        row.update(seen=clock.now() - minutes(seconds / 60))
        assert (world.call_taker.label in said(as_("dispatcher"), at_work)) is shown
    row.update(seen=clock.now() - minutes(2))
    said(as_("call_taker"), at_work)
    assert row.count() == 1, "what one left behind goes with the next page"


def test_a_unit_sees_its_own_people_and_that_the_centre_reads(world, as_, at_work):
    for who in ("dispatcher", "shift_leader", "water_handler", "roads_handler"):
        said(as_(who), at_work)
    page = said(as_("roads_handler"), at_work)
    assert page.count("<b>") == 1 and "the centre" in page
    for hidden in (world.dispatcher, world.shift_leader, world.water_handler):
        assert hidden.label not in page and "A01" not in page
    page = said(as_("dispatcher"), at_work)
    assert page.count("<b>") == 3, "the hall sees all"
    with scope.of(world.roads_handler):
        assert set(Presence.objects.values_list("unit", flat=True)) == {None, world.roads.pk}
    with scope.of(world.police_handler):
        assert not Presence.objects.exists()


def test_nobody_is_written_down_for_another(world, at_work):
    row = {"page": uuid.uuid4(), "ticket": at_work, "user": world.dispatcher, "seen": clock.now()}
    with scope.of(world.call_taker), pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        Presence.objects.create(**row)


def test_of_a_confidential_ticket_only_the_cleared_hear(world, as_, at_work):
    said(as_("shift_leader"), at_work)
    type(at_work).objects.filter(pk=at_work.pk).update(confidential=True)
    assert as_("dispatcher").send(address(at_work)).status_code == 404
    with scope.of(world.dispatcher):
        assert not Presence.objects.exists()


def test_strangers_find_nothing_and_nonsense_is_refused(world, as_, at_work):
    for who in ("police_handler", "collector", "sysadmin"):
        assert as_(who).send(address(at_work)).status_code == 404
        assert as_(who).get(address(at_work)).status_code == 404
    assert as_("dispatcher").post(address(at_work), {"key": "x"}).status_code == 422
    assert not Presence.objects.exists()


def test_a_sign_of_life_costs_two_statements_and_no_event(as_, at_work):
    browser, before = as_("roads_handler"), Event.objects.count()
    for _turn in range(2):
        with CaptureQueriesContext(connection) as queries:
            said(browser, at_work)
    assert len(queries) - 1 - 3 <= 2, "beside the three that say who asks"
    assert Event.objects.count() == before
