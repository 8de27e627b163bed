"""Finding tickets: by number, phone, unit, item, stage, street, days; newest first, through indexes."""

import datetime
import re

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from dispatch import finding, services
from dispatch.models import Item
from dispatch.workflow import Stage
from tests.cast import minutes
from units import clock, measures, scope

FIND = reverse("dispatch:find")


def found(browser, **query):
    """As the page asks: by its form, which leads to an address unless a number was given."""
    response = browser.post(FIND, query, follow="phone" not in query)
    assert response.status_code == 200
    return re.findall(r">(T\d{8}-\d{4,})<", response.content.decode())


@pytest.fixture
def three(world):
    """Three tickets, the newest last: a manhole, a lamp in the west, a fight; the first one from yesterday."""
    with clock.at(clock.now() - minutes(24 * 60)):
        first = world.ticket()
    lamp = services.Caller(name="李四", phone="0399-8110001")
    second = world.ticket(item=world.lamp, place=services.Place(lon=112.015, lat=28.005), caller=lamp)
    third = world.ticket(item=world.fight)
    services.assign(third, lead=world.police, by=world.dispatcher)
    return first.number, second.number, third.number


def test_without_conditions_the_newest_come_first(as_, three):
    assert found(as_("dispatcher")) == [*reversed(three)]


def test_by_number_whole_by_its_date_or_by_its_last_digits(as_, three):
    first, second, third = three
    browser = as_("dispatcher")
    assert found(browser, number=second.lower(), stage=Stage.ASSIGNMENT) == [second]
    assert found(browser, number=first[:9]) == [first], "T20260822"
    assert found(browser, number=second[1:9]) == [third, second], "20260822"
    assert found(browser, number=second[:-1]) == [third, second], "T20260822-000"
    assert found(browser, number="0001") == [second, first]
    assert found(browser, number="2") == [third]
    assert found(browser, number="9999") == []


def test_a_whole_number_alone_leads_to_its_ticket(as_, three):
    response = as_("dispatcher").get(FIND, {"number": three[1]})
    assert response.status_code == 302
    assert response["Location"] == f"/tickets/{three[1]}/"


def test_by_a_figure_of_the_day_and_its_length_is_the_figure(as_, three, world):
    today = clock.local_day(clock.now())
    assert found(as_("supervisor"), measure="opened", day=today) == [three[2], three[1]]
    counted = measures.value("opened", world.supervisor, today)
    assert counted.of == 2


def test_by_phone_of_any_party_and_it_stays_masked(as_, three, world):
    first, _second, third = three
    browser = as_("callback")
    assert found(browser, phone="199 0000-1234") == [third, first]
    assert found(browser, phone="+8619900001234") == [third, first]
    assert found(browser, phone="19900001235") == []
    assert "王小明" not in browser.post(FIND, {"phone": "19900001234"}).content.decode()


def test_a_phone_never_stands_in_an_address(as_, three):
    """Addresses stay in the browser's history and in the logs of proxies."""
    browser = as_("callback")
    page = browser.post(FIND, {"phone": "19900001234", "item": "1601"})
    assert page.status_code == 200
    assert not re.search(r'(href|action)="[^"]*19900001234', page.content.decode())
    answer = browser.post(FIND, {"phone": "", "item": "1601"})
    assert (answer.status_code, answer["Location"]) == (302, f"{FIND}?item=1601")
    assert len(re.findall(r">(T\d{8}-\d{4,})<", browser.get(FIND, {"phone": "19900009999"}).content.decode())) == 3


def test_the_next_page_of_a_phones_tickets_is_asked_for_by_a_form(as_, world, monkeypatch):
    monkeypatch.setattr("dispatch.views.find.SIZE", 1)
    first, second = world.ticket().number, world.ticket().number
    browser = as_("callback")
    html = browser.post(FIND, {"phone": "19900001234"}).content.decode()
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]+)"', html.split('class="pager"')[1]))
    assert hidden["phone"] == "19900001234"
    assert second in html and first not in html
    assert first in browser.post(FIND, hidden).content.decode()


def test_only_those_who_may_see_a_number_search_by_it(as_, three):
    html = as_("viewer").post(FIND, {"phone": "19900001234"}).content.decode()
    assert 'name="phone"' not in html
    assert len(re.findall(r">(T\d{8}-\d{4,})<", html)) == 3, "the condition is not even read"


def test_by_unit_item_major_stage_street_and_priority(as_, three, world):
    first, second, third = three
    browser = as_("supervisor")
    assert found(browser, unit=world.police.pk) == [third]
    assert found(browser, item="1602") == [second]
    assert found(browser, major="16") == [second, first]
    assert found(browser, stage=Stage.HANDLING) == [third]
    assert found(browser, street=world.west.pk) == [second]
    assert found(browser, priority=1) == [third]
    assert found(browser, stage=Stage.HANDLING, street=world.west.pk) == []


def test_by_days_as_the_district_counts_them(as_, three):
    first, second, third = three
    today = timezone.localdate()
    yesterday = today - datetime.timedelta(days=1)
    browser = as_("dispatcher")
    assert found(browser, since=today) == [third, second]
    assert found(browser, until=yesterday) == [first]
    assert found(browser, opened=today, stage=Stage.ASSIGNMENT) == [second]


def test_a_last_day_before_the_first_is_said_at_its_field_and_left_out(as_, three):
    today = timezone.localdate()
    asked = {"since": today, "until": today - datetime.timedelta(days=1)}
    assert found(as_("dispatcher"), **asked) == [three[2], three[1]]
    html = as_("dispatcher").get(FIND, asked).content.decode()
    assert "The last day lies before the first." in html.split('id="id_until-error"')[1].split("</p>")[0]


STRANGE = [
    "number=%00", "number=';--", "number=T2026'", "number=T99999999-0001", "phone=abc", "phone=%00", "unit=x",
    "unit=99999999999999999999", "item=nope", "stage=nowhere", "street=-5", "since=2026-13-45", "since=9999-12-31",
    "until=0001-01-01", "opened=gestern", "before=abc", "before=99999999999999999.5", "measure=nothing",
    "measure=%00&part=x&day=y", "priority=11111111111111111111", "number=" + "9" * 200, "major=%F0%9F%98%80",
]  # fmt: skip


def test_what_cannot_be_read_is_left_out(as_, three):
    browser = as_("dispatcher")
    for query in STRANGE:
        assert browser.get(f"{FIND}?{query}").status_code == 200, query


def test_the_sentence_stands_at_the_field_that_it_speaks_of(as_, three):
    html = as_("dispatcher").get(FIND, {"since": "2026-13-45", "measure": "nothing"}).content.decode()
    assert 'id="id_since-error"' in html
    assert "“Figure” was left out: There is no such figure." in html


def test_nothing_found_says_what_to_do_next(as_, three):
    html = as_("dispatcher").get(FIND, {"number": "9999"}, headers={"Accept-Language": "en"}).content.decode()
    assert "Nothing was found" in html
    assert "Clear all conditions" in html


def test_pages_follow_each_other_by_place(as_, world, monkeypatch):
    monkeypatch.setattr("dispatch.views.find.SIZE", 2)
    numbers = [world.ticket(item=world.lamp).number for _ in range(5)]
    browser, url, seen = as_("dispatcher"), f"{FIND}?item=1602", []
    while url:
        html = browser.get(url).content.decode()
        seen += re.findall(r">(T\d{8}-\d{4,})<", html)
        more = re.search(r'rel="next" href="(\?[^"]+)"', html)
        url = FIND + more[1].replace("&amp;", "&") if more else None
    assert seen == [*reversed(numbers)]


@pytest.mark.parametrize("who", ["roads_handler", "collector", "sysadmin", "auditor"])
def test_it_is_not_for_those_who_see_only_their_own(as_, three, who):
    assert as_(who).get(FIND).status_code == 403


def test_confidential_tickets_are_found_by_the_cleared_alone(as_, world):
    ticket = world.ticket()
    type(ticket).objects.filter(pk=ticket.pk).update(confidential=True)
    assert found(as_("dispatcher"), number=ticket.number) == []
    assert found(as_("dispatcher"), phone="19900001234") == []
    assert found(as_("shift_leader"), phone="19900001234") == [ticket.number]


@pytest.mark.parametrize(
    ("query", "index"),
    [
        ({"number": "0042"}, "number"), ({"phone": "19900001234"}, "phone"), ({"item": "1601"}, "item_newest"),
    ],
)  # fmt: skip
def test_it_goes_through_an_index_under_row_level_security(world, query, index):
    """Only leakproof operators may use one there: a LIKE on the number would read every ticket."""
    world.ticket()
    asked = {**query, **({"item": Item.objects.get(code="1601")} if "item" in query else {})}
    with scope.of(world.dispatcher), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        tickets, _title = finding.tickets(world.dispatcher, asked)
        sql, parameters = tickets.order_by("-opened_at", "-pk")[:51].query.sql_with_params()
        cursor.execute(f"EXPLAIN {sql}", parameters)
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert index in plan, plan
