"""The calendar's page, and changing one of its days."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from units import calendar, clock
from units.calendar.days import OFFICIAL
from units.models import CalendarDay

DAY = "2026-03-09"  # an ordinary Monday
URL = "/registry/calendar/"
FRIDAY = datetime(2026, 3, 6, 2, tzinfo=UTC)


def send(browser, state, *, day=DAY, seen="", name="", **more):
    said = {"day": day, "state": state, "seen": seen, "name": name}
    return browser.send(reverse("change_day"), said, **more)


def seen_by(browser, day=DAY):
    return browser.get(f"{URL}?day={day}").context["form"]["seen"].value()


def test_the_page_shows_the_year_with_its_marks_in_words(as_):
    page = as_("sysadmin").get(f"{URL}?year=2026")
    assert page.status_code == 200
    marked = {
        day.day.isoformat(): (day.mark, day.name)
        for _first, weeks in page.context["year"].months
        for week in weeks
        for day in week
        if day and day.mark
    }
    assert marked["2026-02-14"] == ("work", "Spring Festival")
    assert marked["2026-02-17"] == marked["2026-02-22"] == ("off", "Spring Festival")
    assert "2026-02-28" in marked and DAY not in marked and "2026-03-08" not in marked
    assert page.context["year"].counts == {"worked": 248, "off": 33, "work": 6}
    assert 'aria-label="2026-02-14 make-up working day · Spring Festival"' in page.content.decode()


def test_the_hall_reads_and_a_unit_does_not(as_):
    page = as_("dispatcher").get(f"{URL}?day={DAY}")
    assert page.status_code == 200 and "change_day" not in page.content.decode() and page.context["form"] is None
    assert as_("roads_handler").get(URL).status_code == 403


@pytest.mark.parametrize(
    "asked", ["?year=1", "?year=9999", "?day=2026-02-30", "?day=0001-01-01", "?year=二〇二六", "?day="]
)
def test_a_year_that_is_none_shows_the_present_one(as_, asked):
    page = as_("sysadmin").get(URL + asked)
    assert page.context["year"].number == clock.local_day(clock.now()).year


def test_a_change_counts_at_once_and_says_who_made_it(world, as_):
    browser = as_("sysadmin")
    assert calendar.current().due(FRIDAY, 1, "working_days").date() == date(2026, 3, 9)
    response = send(browser, "free", name="区庆")
    assert response.status_code == 302 and response["Location"] == f"{URL}?day={DAY}"
    row = CalendarDay.objects.get()
    assert (row.working, row.name, row.source, row.by) == (False, "区庆", "hand", world.sysadmin)
    assert clock.now() - row.at < timedelta(minutes=1)
    assert calendar.current().due(FRIDAY, 1, "working_days").date() == date(2026, 3, 10)
    page = browser.get(response["Location"]).content.decode()
    assert "区庆" in page and world.sysadmin.label in page


def test_a_change_taken_back_stays_as_a_row_that_says_so(as_):
    browser = as_("sysadmin")
    send(browser, "free")
    send(browser, "library", seen=seen_by(browser))
    row = CalendarDay.objects.get()
    assert (row.working, row.source) == (True, "library")
    assert calendar.current().due(FRIDAY, 1, "working_days").date() == date(2026, 3, 9)
    assert "As by the library" in browser.get(f"{URL}?day={DAY}").content.decode()


def test_as_by_the_library_where_nothing_was_changed_writes_nothing(as_):
    assert send(as_("sysadmin"), "library").status_code == 302
    assert not CalendarDay.objects.exists()


def test_the_same_key_changes_once(as_):
    browser, key = as_("sysadmin"), "0b5d7a62-8f0a-4b0e-9f66-6c1f0d8a0001"
    assert send(browser, "free", key=key).status_code == send(browser, "free", key=key).status_code == 302
    assert CalendarDay.objects.count() == 1


def test_who_is_slower_is_told_who_was_quicker_and_keeps_what_was_typed(world, as_):
    browser = as_("sysadmin")
    send(browser, "free", name="区庆")
    late = send(browser, "works", name="照常上班")
    assert late.status_code == 409
    page = late.content.decode()
    assert f"{world.sysadmin.label} was quicker" in page and "照常上班" in page
    assert CalendarDay.objects.get().working is False
    assert send(browser, "works", seen=late.context["form"]["seen"].value()).status_code == 302
    assert CalendarDay.objects.get().working is True


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"state": ""}, "state"),
        ({"state": "free", "name": "字" * 61}, "name"),
        ({"state": "free", "day": "1999-01-01"}, "day"),
    ],
)
def test_bad_input_gets_a_sentence_at_its_field(as_, said, field):
    response = send(as_("sysadmin"), **said)
    assert response.status_code == 422
    assert response.context["form"].errors[field]
    assert not CalendarDay.objects.exists()


@pytest.mark.parametrize(
    "more", [{"day": "\0"}, {"day": "2026-02-30"}, {"name": "\0"}, {"state": "x"}, {"seen": "s" * 41}]
)
def test_what_no_page_sends_is_refused_as_well(as_, more):
    said = {"day": DAY, "state": "free", "seen": "", "name": "", **more}
    assert as_("sysadmin").send(reverse("change_day"), said).status_code == 422
    assert not CalendarDay.objects.exists()


def test_a_state_that_was_never_drawn_harms_nothing(as_):
    assert send(as_("sysadmin"), "free", seen="never").status_code == 302
    assert send(as_("sysadmin"), "works", seen="never").status_code == 409


@pytest.mark.parametrize("who", ["dispatcher", "supervisor", "secadmin", "auditor", "roads_handler"])
def test_nobody_else_changes_it(as_, who):
    assert send(as_(who), "free").status_code == 403
    assert not CalendarDay.objects.exists()


def test_from_november_on_administrators_are_told_of_a_year_without_data(as_):
    last = max(OFFICIAL)
    words = f"{last + 1} has no official holidays"
    for month, told in ((10, False), (11, True)):
        with clock.at(datetime(last, month, 1, 1, tzinfo=UTC)):
            for page in (URL, reverse("registry")):
                assert (words in as_("sysadmin").get(page).content.decode()) is told
                assert words not in as_("viewer").get(page).content.decode()
