"""The supervisor's day: its figures, the lists behind them, days that are none, and who may look."""

import datetime
import html
import re

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from tests.statistics.conftest import DAY, at
from units import clock, measures

PAGE = f"/day/{DAY}/"


def hrefs(page):
    return {html.unescape(found) for found in re.findall(r'href="(/day/[^"]+)"', page)}


def body(response):
    return response.content.decode()


def test_the_page_shows_the_figures_of_the_registry(busy_day, as_):
    page = body(as_("supervisor").get(PAGE))
    for measure in measures.headlines():
        assert str(measure.label) in page
    value = measures.value("opened", busy_day.supervisor, DAY)
    assert re.search(rf'class="value">{value.of}<', page)


def test_every_link_of_the_page_opens_a_list_as_long_as_its_number(busy_day, as_):
    browser = as_("supervisor")
    page = body(browser.get(PAGE))
    numbers = re.findall(r'<a href="(/day/[^"]+/list/[^"]+)"(?: aria-label="[^"]*")?>(\d+)</a>', page)
    assert len(numbers) > 40
    for url, number in dict(numbers).items():
        listed = body(browser.get(html.unescape(url)))
        assert re.search(rf"<h2>{number} ", listed), url
    marks = [url for url in hrefs(page) if "hour=" in url or "cell=" in url]
    assert marks
    for url in marks:
        assert browser.get(url).status_code == 200


def test_a_list_has_as_many_rows_as_it_says_and_leads_to_tickets(busy_day, as_):
    listed = body(as_("supervisor").get(f"{PAGE}list/opened/"))
    number = int(re.search(r"<h2>(\d+) ", listed)[1])
    assert listed.count("<tr>") == number + 1
    assert listed.count('href="/tickets/T') == number


def test_every_list_can_be_read_in_both_languages_without_personal_data(busy_day, as_):
    browser = as_("supervisor")
    for measure in measures.all():
        for language in ("zh-hans", "en"):
            response = browser.get(f"{PAGE}list/{measure.code}/", headers={"accept-language": language})
            assert response.status_code == 200, measure.code
            assert "19900001234" not in body(response)
            assert "王小明" not in body(response)


NO_DAYS = (
    "/day/0000-99-99/", "/day/0000-01-01/", "/day/10000-01-01/", "/day/9999-12-31/", "/day/1999-12-31/",
    "/day/2026-02-29/", "/day/today/", "/day/２０２６-03-10/", "/day/%00/", "/day/2026-3-1/", "/day/?date=nonsense",
    "/day/?date=9999-99-99", "/day/2026-03-11/", f"{PAGE}list/nothing/", f"{PAGE}list/opened/?part=n",
    f"{PAGE}list/valid/?part=x", f"{PAGE}list/opened/?major=x", f"{PAGE}list/opened/?major=99999999999999999999",
    f"{PAGE}list/opened/?stage=%00", f"{PAGE}nothing.csv", "/day/2026-03-11/units.csv", "/day/x/units.csv",
    "/day/x/list/opened/",
)  # fmt: skip


def test_a_day_before_the_console_kept_figures_is_no_mistake_of_spelling(world, as_):
    html = body(as_("supervisor").get("/day/1999-12-31/", headers={"accept-language": "en"}))
    assert "1999-12-31 lies before 2000-01-01" in html
    assert "not a date" not in html


def test_a_day_that_is_none_is_answered_with_a_sentence(world, as_):
    browser = as_("supervisor")
    with clock.at(at(22)):
        for url in NO_DAYS:
            response = browser.get(url)
            assert response.status_code == 404, url
            assert "<h1" in body(response)


def test_a_list_of_nothing_and_a_page_beyond_the_last_are_no_errors(busy_day, as_):
    browser = as_("supervisor")
    for query in ("?page=99", "?page=x", "?major=123456", "?stage=nowhere", "?unknown=1"):
        assert browser.get(f"{PAGE}list/opened/{query}").status_code == 200


def test_a_day_without_anything_says_so(world, as_):
    with clock.at(at(12)):
        response = as_("supervisor").get("/day/2020-02-29/")
    assert response.status_code == 200
    assert body(response).count("–") > 10


def test_the_date_field_leads_to_its_day(busy_day, as_):
    assert as_("supervisor").get(f"/day/?date={DAY}").headers["Location"] == PAGE
    assert as_("supervisor").get("/day/").status_code == 200


def test_figures_are_for_supervisors_and_shift_leaders(world, as_):
    for who in ("call_taker", "roads_handler", "collector", "viewer", "sysadmin"):
        browser = as_(who)
        for url in ("/day/", PAGE, f"{PAGE}list/opened/", f"{PAGE}units.csv"):
            assert browser.get(url).status_code == 403
    assert as_("shift_leader").get("/day/").status_code == 200


def test_only_reading_is_possible(world, as_):
    assert as_("supervisor").post(PAGE).status_code == 405


def test_the_page_obeys_the_content_security_policy(busy_day, as_):
    page = body(as_("supervisor").get(PAGE))
    assert " style=" not in page
    assert "<style" not in page
    assert not re.search(r"<script(?![^>]* src=)(?![^>]*application/json)", page)
    assert 'class="c-part-f"' in page, "the chart is in the page, coloured by the page's tokens"
    assert 'href="http' not in page, "its bars lead to lists of ours, not to the site of the library that draws it"


def test_a_chart_that_cannot_be_drawn_leaves_the_figures_standing(busy_day, as_, monkeypatch):
    def broken(_specification):
        raise ValueError("no renderer")

    monkeypatch.setattr("dispatch.charts.vl_convert.vegalite_to_svg", broken)
    monkeypatch.setattr("dispatch.charts._KEPT", "not-drawn-before-")
    monkeypatch.setattr("dispatch.charts.log.exception", lambda *args: None)
    response = as_("supervisor").get(PAGE)
    assert response.status_code == 200
    assert "c-part-f" not in body(response)


def test_the_page_asks_few_questions_whatever_the_history(busy_day, as_):
    browser = as_("supervisor")
    browser.get(PAGE)
    with CaptureQueriesContext(
        connection,
    ) as few:
        browser.get(PAGE)
    assert len(few) <= 34, "\n".join(query["sql"][:160] for query in few)
    for day in range(20, 25):
        with clock.at(at(9, day=DAY - datetime.timedelta(days=day))):
            busy_day.ticket_at("closed")
    with CaptureQueriesContext(connection) as more:
        browser.get(PAGE)
    assert len(more) == len(few)


def test_a_list_asks_the_same_few_questions_however_long_it_is(busy_day, as_):
    browser = as_("supervisor")
    browser.get(PAGE)
    for measure in measures.all():
        with CaptureQueriesContext(connection) as asked:
            browser.get(f"{PAGE}list/{measure.code}/")
        assert len(asked) <= 14, "\n".join(query["sql"][:160] for query in asked)


def test_in_english_the_units_have_their_english_names(busy_day, as_):
    with translation.override(None):
        page = body(as_("supervisor").get(PAGE, headers={"accept-language": "en"}))
    assert "City Management" in page
