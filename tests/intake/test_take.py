"""Taking a call: the page, and a ticket opened from it."""

import re
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from dispatch.models import Clock, Event, Party, Ticket
from intake.models import Call, Concern, Draft, Validity
from units import clock

URL = "/calls/new/"
WHOLE = {
    "number": "199 0000-1234", "name": "王小明", "words": "井盖不见了", "lon": "112.005", "lat": "28.005",
    "address": "东河路 12 号", "item": "1601", "wants_callback": "on",
}  # fmt: skip


def test_the_page_opens_with_the_items_and_the_places_on_board(world, as_):
    page = as_("call_taker").get(URL)
    assert page.status_code == 200
    html = page.content.decode()
    assert 'value="1601"' in html and "井盖缺失" in html
    assert f'value="community-{world.east_community.pk}"' in html
    assert f'value="street-{world.west.pk}"' in html
    for key in ("F9", "F7", "F8", "Alt+ArrowUp"):
        assert f'data-key="{key}"' in html


def test_saving_opens_call_ticket_and_party_and_leads_to_a_fresh_form(world, as_):
    answer = as_("call_taker").send(URL, WHOLE)
    assert answer.status_code == 303
    ticket, call = Ticket.objects.get(), Call.objects.get()
    assert answer["Location"] == f"{URL}?fresh=1&saved={ticket.number}"
    assert (ticket.cell, ticket.street, ticket.words) == (world.east_cell, world.east, "井盖不见了")
    assert (call.number, call.validity, call.by) == ("19900001234", Validity.NON_POLICE, world.call_taker)
    assert Concern.objects.get(call=call, ticket=ticket).opened
    party = Party.objects.get()
    assert (party.phone, party.name, party.wants_callback) == ("19900001234", "王小明", True)
    assert Event.objects.get(ticket=ticket).kind == "open"


def test_the_fresh_form_names_the_ticket_and_who_may_assign_is_led_there(world, as_):
    browser = as_("dispatcher")
    page = browser.get(browser.send(URL, WHOLE)["Location"]).content.decode()
    number = Ticket.objects.get().number
    assert f'href="/tickets/{number}/#move"' in page
    page = as_("call_taker").get(f"{URL}?fresh=1&saved={number}").content.decode()
    assert number in page and "#move" not in page


@pytest.mark.parametrize(
    "place", [{"place": "street"}, {"place": "community"}, {"address": "老车站旁"}, {"lon": "112.015", "lat": "28.005"}]
)
def test_only_place_and_item_are_needed(world, as_, place):
    if "place" in place:
        pk = world.west.pk if place["place"] == "street" else world.west_community.pk
        place = {"place": f"{place['place']}-{pk}"}
    assert as_("call_taker").send(URL, {"item": "1601", **place}).status_code == 303
    ticket = Ticket.objects.get()
    assert ticket.street == (None if "address" in place else world.west)
    assert ticket.community == (world.west_community if "street" not in str(place) and "address" not in place else None)
    assert not Party.objects.exists()
    assert not ticket.wants_callback


def test_a_police_item_makes_a_police_call(world, as_):
    as_("call_taker").send(URL, {**WHOLE, "item": "0201"})
    assert Call.objects.get().validity == Validity.POLICE


def test_priority_is_raised_by_the_form_and_never_lowered(world, as_):
    browser = as_("call_taker")
    browser.send(URL, {**WHOLE, "priority": "1"})
    browser.send(URL, {**WHOLE, "priority": "4"})
    assert list(Ticket.objects.order_by("pk").values_list("priority", flat=True)) == [1, 2]


def test_the_caller_who_wants_no_call_back_gets_none(world, as_):
    as_("call_taker").send(URL, {**WHOLE, "wants_callback": ""})
    assert not Ticket.objects.get().wants_callback


@pytest.mark.parametrize(
    "who", ["verifier", "callback", "viewer", "supervisor", "roads_handler", "collector", "sysadmin"]
)
def test_whoever_takes_no_calls_is_refused(world, as_, who):
    browser = as_(who)
    assert browser.get(URL).status_code == 403
    for name in ("take", "join", "advise", "dismiss", "save_draft", "matches"):
        assert browser.send(reverse(f"intake:{name}"), WHOLE).status_code == 403, name
    assert browser.get(reverse("intake:locate"), {"lon": 112, "lat": 28}).status_code == 403
    assert not Call.objects.exists()


@pytest.mark.parametrize("name", ["join", "advise", "dismiss", "save_draft", "matches"])
def test_what_writes_refuses_get(world, as_, name):
    assert as_("call_taker").get(reverse(f"intake:{name}")).status_code == 405


def test_the_same_key_twice_opens_one_ticket_and_gets_the_same_answer(world, as_):
    key, browser = uuid.uuid4(), as_("call_taker")
    first, second = (browser.send(URL, WHOLE, key=key) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert Ticket.objects.count() == Call.objects.count() == 1


def test_the_same_key_with_another_body_says_which_ticket_there_is(world, as_):
    key, browser = uuid.uuid4(), as_("call_taker")
    browser.send(URL, WHOLE, key=key)
    answer = browser.send(URL, {**WHOLE, "words": "还有人受伤"}, key=key)
    assert answer.status_code == 409
    html = answer.content.decode()
    assert Ticket.objects.get().number in html and "还有人受伤" in html
    assert Call.objects.count() == 1


def test_a_refused_form_keeps_all_that_was_typed_and_its_key(world, as_):
    key = uuid.uuid4()
    answer = as_("call_taker").send(
        URL, {"number": "13800000021", "words": "路灯不亮，很暗", "name": "张女士"}, key=key
    )
    html = answer.content.decode()
    assert answer.status_code == 422
    for typed in ("13800000021", "路灯不亮，很暗", "张女士", str(key)):
        assert typed in html
    assert 'id="id_place-error"' in html and 'id="id_item-error"' in html
    assert not Call.objects.exists()


def test_a_corrected_form_goes_through_with_the_same_key(world, as_):
    key, browser = uuid.uuid4(), as_("call_taker")
    assert browser.send(URL, {"words": "暗"}, key=key).status_code == 422
    assert browser.send(URL, WHOLE, key=key).status_code == 303


def test_a_point_outside_the_district_is_refused_unless_an_address_says_where(world, as_):
    browser = as_("call_taker")
    outside = {"item": "1601", "lon": "10", "lat": "10"}
    answer = browser.send(URL, outside)
    assert answer.status_code == 422
    assert 'id="id_place-error"' in answer.content.decode()
    assert browser.send(URL, {**outside, "address": "县界外 2 公里"}).status_code == 303


def test_the_clock_starts_with_the_draft_and_the_draft_is_gone_after_saving(world, as_):
    key, browser, start = uuid.uuid4(), as_("call_taker"), clock.now()
    with clock.at(start - clock.timezone.timedelta(seconds=70)):
        assert browser.send(reverse("intake:save_draft"), {"number": "138"}, key=key).status_code == 200
    browser.send(URL, WHOLE, key=key)
    ticket = Ticket.objects.get()
    assert (ticket.opened_at - ticket.entered_at).total_seconds() >= 70
    assert Clock.objects.get(ticket=ticket).started_at == ticket.entered_at == Call.objects.get().entered_at
    assert not Draft.objects.exists()


def test_without_a_draft_the_browsers_word_for_the_first_key_counts_within_a_day(world, as_):
    browser, now = as_("call_taker"), clock.now()
    for seconds, kept in ((40, True), (90_000, False), (-500, False)):
        browser.send(URL, {**WHOLE, "began": str((now.timestamp() - seconds) * 1000)})
        ticket = Ticket.objects.latest("pk")
        assert ((ticket.opened_at - ticket.entered_at).total_seconds() > 30) is kept


def test_a_ticket_that_has_ended_meanwhile_or_a_garbled_address_does_no_harm(world, as_):
    browser = as_("call_taker")
    for query in (
        "saved=T20200101-0001",
        "saved=%00",
        "draft=%00",
        f"draft={uuid.uuid4()}",
        "draft=x",
        "saved=" + "9" * 5000,
    ):
        assert browser.get(f"{URL}?{query}").status_code == 200, query


def test_the_page_stays_within_its_queries(world, as_, django_assert_max_num_queries):
    browser = as_("call_taker")
    for _ in range(12):
        browser.send(URL, WHOLE)
    browser.get(URL)
    with django_assert_max_num_queries(22):
        html = browser.get(URL).content.decode()
    assert len(re.findall(r'id="t-\d+"', html)) == 12


def test_the_hour_at_which_the_caller_wants_to_be_rung_stays_with_the_ticket(world, as_):
    browser = as_("call_taker")
    browser.send(URL, {**WHOLE, "slot": "evening"})
    ticket = Ticket.objects.get()
    assert f"{timezone.localtime(ticket.callback_at):%H:%M}" == "18:30"
    assert "18:30" in as_("dispatcher").get(ticket.get_absolute_url()).content.decode()
    browser.send("/calls/join/", {**WHOLE, "ticket": ticket.number, "slot": "noon"})
    ticket.refresh_from_db()
    assert f"{timezone.localtime(ticket.callback_at):%H:%M}" == "12:30"


def test_an_hour_that_is_none_has_its_sentence_and_without_a_call_back_there_is_none(world, as_):
    wrong = as_("call_taker").send(URL, {**WHOLE, "slot": "midnight"})
    assert wrong.status_code == 422
    assert 'id="id_slot-error"' in wrong.content.decode()
    as_("call_taker").send(URL, {**WHOLE, "slot": "evening", "wants_callback": ""})
    assert Ticket.objects.get().callback_at is None
