"""Two seats, one event, one second: neither could have seen the other, so the save asks."""

import re
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse

from dispatch.models import Party, Ticket
from intake.models import Call, Draft
from tests.cast import browser_of, make_person
from units import clock
from units.models import Receipt

FIRE = {"words": "城东物流园三号仓库冒黑烟", "address": "城东物流园三号仓库", "item": "0201", "wants_callback": "on"}
OTHER = {"words": "下水道堵了，污水冒上来了", "address": "和平巷 3 号", "item": "1601"}


def looked(ago=0):
    return str(int((clock.now() - timedelta(seconds=ago)).timestamp() * 1000))


def call(number="13800000001", **more):
    return {"key": str(uuid.uuid4()), "number": number, "matches_looked": looked(), **FIRE, **more}


def save(browser, fields):
    return browser.post(reverse("intake:take"), fields)


@pytest.fixture
def taker(as_):
    return as_("call_taker")


@pytest.fixture
def opened(world, taker):
    """The ticket that another seat has just opened, after this page looked."""
    other = browser_of(make_person("call_taker", world.centre))
    assert save(other, call("13800000000")).status_code == 303
    return Ticket.objects.get()


def test_what_was_opened_since_the_page_looked_is_asked_about_and_nothing_is_saved(opened, taker):
    fields = call()
    taker.post(reverse("intake:save_draft"), fields)
    answer = save(taker, fields)
    html = answer.content.decode()
    assert answer.status_code == 409
    box = html[html.index("just-opened") :]
    assert opened.number in box and opened.opened_by.label in box and 'data-key="Alt+1"' in box
    assert fields["words"] in html and FIRE["address"] in html, "nothing typed is lost"
    assert Ticket.objects.count() == Call.objects.count() == 1
    assert Draft.objects.filter(pk=fields["key"]).exists() and not Receipt.objects.filter(key=fields["key"]).exists()


def test_the_same_key_once_more_opens_a_ticket_of_its_own(opened, taker):
    fields = call()
    seen = re.search(r'name="matches_seen" value="(1 T[^"]+)"', save(taker, fields).content.decode()).group(1)
    assert save(taker, {**fields, "matches_seen": seen}).status_code == 303
    assert Ticket.objects.count() == 2


def test_its_key_joins_the_caller(opened, taker):
    fields = call()
    assert save(taker, fields).status_code == 409
    assert taker.post(reverse("intake:join"), {**fields, "ticket": opened.number}).status_code == 303
    assert Ticket.objects.count() == 1 and Party.objects.filter(ticket=opened).count() == 2


def test_what_the_page_has_shown_is_not_asked_about(opened, taker):
    assert save(taker, call(matches_seen=["2 " + opened.number])).status_code == 303


def test_another_matter_is_saved_at_once(opened, taker):
    assert save(taker, call(**OTHER)).status_code == 303


def test_what_stood_there_when_the_page_looked_is_not_asked_about(opened, taker):
    Ticket.objects.filter(pk=opened.pk).update(
        opened_at=clock.now() - timedelta(minutes=1), entered_at=clock.now() - timedelta(minutes=2)
    )
    assert save(taker, call()).status_code == 303, "it was among what the page looked at"
    assert (
        save(taker, call("13800000002", matches_looked=looked(ago=90), matches_seen=["1 T20260101-0001"])).status_code
        == 409
    )


def test_a_script_that_looks_at_nothing_is_not_asked(opened, taker):
    fields = call()
    del fields["matches_looked"]
    assert save(taker, fields).status_code == 303


def test_a_page_that_looked_in_the_first_second_of_all_years_is_asked_as_one_of_yesterday(opened, taker):
    assert save(taker, call(matches_looked="-62135596799000")).status_code == 409


@pytest.mark.parametrize("wrong", ["", "x", "nan", "1e400", "-1e300"])
def test_a_moment_that_is_none_counts_as_no_look(opened, taker, wrong):
    assert save(taker, call(matches_looked=wrong)).status_code == 303


def test_a_confidential_ticket_is_not_told_to_whom_it_is_hidden_from(opened, world, taker):
    Ticket.objects.filter(pk=opened.pk).update(confidential=True)
    assert save(taker, call()).status_code == 303


def test_when_it_was_looked_and_what_was_shown_may_change_while_a_form_is_on_its_way(taker, world):
    fields = call()
    assert save(taker, fields).status_code == 303
    again = save(taker, {**fields, "matches_looked": looked(), "matches_seen": ["1 " + Ticket.objects.get().number]})
    assert again.status_code == 303 and Ticket.objects.count() == 1


def test_the_page_carries_when_it_looked_and_what_it_shows(opened, taker):
    html = taker.post(reverse("intake:matches"), call()).content.decode()
    assert f'name="matches_seen" value="1 {opened.number}"' in html
    at = float(re.search(r'name="matches_looked" value="(\d+)"', html).group(1))
    assert abs(at / 1000 - clock.now().timestamp()) < 60
    assert 'name="matches_looked"' in taker.get(reverse("intake:take"), {"fresh": 1}).content.decode()


def test_what_is_asked_about_gets_a_key_that_nothing_else_on_the_page_has(opened, taker):
    shown = [f"{digit} T20260101-000{digit}" for digit in "12345"]
    box = save(taker, call(matches_seen=shown)).content.decode()
    assert f'data-candidate="6 {opened.number}"' in box
    assert 'data-key="Alt+1"' not in box


def test_what_finds_no_free_key_waits_for_a_click(opened, taker, world):
    other = browser_of(make_person("call_taker", world.centre))
    assert save(other, call("13800000005", matches_seen=["1 " + opened.number])).status_code == 303
    shown = [f"{digit} T20260101-000{digit}" for digit in "12345"]
    box = save(taker, call(matches_seen=shown)).content.decode()
    assert sorted(re.findall(r'data-candidate="(\d?) T', box)) == ["", "6"]
    assert box.count('formaction="/calls/join/"') == 2 and 'data-key="Alt+"' not in box and "Alt </kbd>" not in box


def test_another_matter_of_the_same_call_is_no_other_event(opened, taker):
    first = call("13800000006", matches_seen=["1 " + opened.number])
    assert save(taker, first).status_code == 303
    of = Call.objects.get(number="13800000006")
    assert save(taker, call("13800000006", of=of.pk, matches_seen=["1 " + opened.number])).status_code == 303
    assert of.concerns.count() == 2


def test_a_call_that_waited_half_typed_is_asked_about_what_came_since_it_was_begun(taker):
    fields = call()
    assert taker.post(reverse("intake:save_draft"), fields).status_code == 200
    begun = Draft.objects.get().entered_at
    page = taker.get(reverse("intake:take"), {"draft": fields["key"]}).content.decode()
    assert re.search(r'name="matches_looked" value="(\d+)"', page)[1] == str(int(begun.timestamp() * 1000))


@pytest.mark.django_db(transaction=True)
def test_of_many_at_one_moment_one_opens_and_the_others_are_asked(world):
    browsers = [browser_of(make_person("call_taker", world.centre)) for _ in range(4)]
    moment = looked()

    def send(n):
        try:
            return save(browsers[n], call(f"1380000000{n}", matches_looked=moment)).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(send, range(4))) == [303, 409, 409, 409]
    assert Ticket.objects.count() == Call.objects.count() == 1
