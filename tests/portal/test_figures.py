"""The own unit's figures: raw, exempted and n, each with what is behind it, and nobody else's."""

import pytest
from django.urls import reverse

from dispatch import services
from dispatch.models import Clock
from dispatch.workflow import Stage

PAGE = reverse("dispatch:figures")


def figures(browser, days=7):
    return {own.measure.code: own for own in browser.get(PAGE, {"days": days}).context["figures"]}


def test_what_was_late_is_counted_raw_and_not_when_exempted(as_, world):
    ticket = world.appealed()
    for reviewer in (world.shift_leader, world.supervisor):
        services.review_appeal(ticket, appeal=ticket.appeals.get(), upholds=True, text="属实", by=reviewer)
    assert Clock.objects.get(kind="resolve", assignment__unit=world.roads).exempted_at
    own = figures(as_("roads_handler"))["handled_in_time"]
    assert (own.raw.n, own.raw.of) == (0, 1)
    assert (own.exempted.n, own.exempted.of) == (0, 0)
    assert own.left_out == 1
    theirs = figures(as_("water_handler"))["handled_in_time"]
    assert (theirs.raw.of, theirs.exempted.of) == (1, 1)


def test_a_ticket_that_does_not_count_is_left_out_of_the_second_figure(as_, world):
    ticket = world.ticket_at(Stage.CLOSED)
    assert figures(as_("roads_handler"), 1)["returned"].exempted.of == 1
    services.appraise(ticket, counts=False, text="不可抗力", by=world.shift_leader)
    own = figures(as_("roads_handler"), 1)["returned"]
    assert (own.raw.of, own.exempted.of) == (1, 0)


@pytest.mark.parametrize("part", ["", "n", "rest", "exempted"])
def test_each_list_is_as_long_as_its_figure_and_leads_to_the_units_own_part(as_, world, part):
    ticket = world.appealed()
    query = {"code": "handled_in_time", "days": 7, **({"part": part} if part else {})}
    page = as_("roads_handler").get(PAGE, query)
    expected = {"": 1, "n": 0, "rest": 1, "exempted": 0}[part]
    assert page.context["page"].paginator.count == expected
    if expected:
        mine = reverse("dispatch:part", args=[world.part(ticket, world.roads).pk])
        assert f'href="{mine}"' in page.content.decode()
        assert as_("roads_handler").get(mine).status_code == 200


def test_longer_periods_hold_what_shorter_ones_do_not(as_, world):
    world.overdue_and_closed()
    browser = as_("roads_handler")
    assert figures(browser, 1)["returned"].raw.of == 0
    assert figures(browser, 7)["returned"].raw.of == 1
    assert figures(browser, 30)["returned"].raw.of == 1


def test_another_unit_on_the_same_ticket_is_not_counted(as_, world):
    ticket = world.ticket_at(Stage.HANDLING)
    world.hand_back(ticket, world.water, reason="R5")
    own = figures(as_("roads_handler"), 1)["returned"]
    assert (own.raw.n, own.raw.of) == (0, 1)
    page = as_("roads_handler").get(PAGE, {"code": "returned", "days": 1}).content.decode()
    assert world.water.name not in page


def test_others_have_no_such_page_and_nonsense_is_not_there(as_, world):
    assert as_("dispatcher").get(PAGE).status_code == 403
    browser = as_("roads_handler")
    assert browser.get(PAGE, {"unit": world.water.pk}).status_code == 404
    assert browser.get(PAGE, {"code": "opened"}).status_code == 404
    assert browser.get(PAGE, {"code": "returned", "part": "x"}).status_code == 404
    assert browser.get(PAGE, {"days": "9999"}).context["days"] == 7
