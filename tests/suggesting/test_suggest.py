"""The item, suggested while the words are typed: three at most, with what led to each, and never chosen by itself."""

import re

import pytest

from dispatch.models import Item, Rule, SuggesterPart, Ticket
from dispatch.suggesting import making, running
from dispatch.suggesting.model import Model, Unreadable
from dispatch.suggesting.suggestions import suggest, what_led
from tests.test_query_ceilings import statements
from units import clock, known

URL = "/calls/matches/"


def page(browser, **fields):
    answer = browser.send(URL, fields)
    assert answer.status_code == 200
    return answer.content.decode()


def proposed(html):
    return re.findall(r'data-suggested="(\w+)"', html)


def test_while_there_is_no_model_nothing_is_suggested(world, as_):
    assert proposed(page(as_("call_taker"), words="井盖不见了")) == []


def test_from_the_duty_lists_words_alone_an_item_is_suggested_with_its_key_its_lead_and_the_words_that_led_to_it(
    world, as_, train
):
    train()
    html = page(as_("call_taker"), words="喂，门口的井盖不见了！")
    assert proposed(html)[0] == "1601"
    assert 'data-key="Alt+7"' in html and "<q>井盖</q>" in html
    assert "City Management" in html and "Suggested by the words" in html


def test_from_closed_tickets_it_learns_how_people_say_it(world, as_, train, past):
    train()
    assert proposed(page(as_("call_taker"), words="前面有个窟窿"))[0] == "1601"
    assert proposed(page(as_("call_taker"), words="到了夜里漆黑"))[0] == "1602"


@pytest.mark.parametrize("words", ["", " ", "喂", "hello", "123456789", "\x00", "。。。！", "嗯" * 5000])
def test_where_the_words_lead_nowhere_nothing_is_said(world, as_, train, words):
    train()
    assert proposed(page(as_("call_taker"), words=words)) == []


def test_what_is_chosen_already_is_marked_and_the_rest_stands_back(world, as_, train):
    train()
    html = page(as_("call_taker"), words="井盖不见了", item="1601")
    assert 'aria-pressed="true"' in html and 'class="suggested dim"' in html


def test_the_lead_is_the_one_of_the_rule_in_force_today(world, as_, train):
    train()
    fields = {"priority": 2, "feedback_minutes": 60, "resolve_hours": 24}
    Rule.objects.create(item=world.manhole, valid_from=clock.local_day(clock.now()), lead=world.water, **fields)
    known.forget()
    html = page(as_("call_taker"), words="井盖不见了")
    assert "供水公司" in html and "City Management" not in html


def test_an_item_without_a_rule_today_is_not_suggested(world, as_, train):
    Item.objects.create(major=world.manhole.major, code="1699", name="窨井冒烟", pinyin="", initials="")
    train()
    assert "1699" not in proposed(page(as_("call_taker"), words="窨井冒烟"))


def test_words_cost_three_statements_once_the_process_knows_the_model_and_what_is_open(world, as_, train):
    train()
    browser = as_("call_taker")
    costs = []
    for words in ("", "井盖不见了", "", "井盖不见了"):
        costs.append(statements(lambda words=words: page(browser, words=words)))
    assert costs[3] - costs[2] <= 3  # which day it is, how long ago tickets were opened, which of them moved


def test_only_call_takers_ask(world, as_, train):
    train()
    for username in ("roads_handler", "collector", "viewer", "sysadmin"):
        assert as_(username).send(URL, {"words": "井盖不见了"}).status_code == 403


def test_no_part_of_a_model_is_seen_by_a_unit_and_nobody_but_the_system_writes_one(world, seen, train):
    train()
    assert seen("call_taker", SuggesterPart) == 1
    assert seen("roads_handler", SuggesterPart) == seen("collector", SuggesterPart) == 0


def test_a_model_whose_bytes_are_broken_leaves_the_page_as_it_is_without_one(world, as_, train):
    suggester = train()
    SuggesterPart.objects.filter(suggester=suggester).update(data=b"PK\x03\x04nonsense")
    assert proposed(page(as_("call_taker"), words="井盖不见了")) == []
    with pytest.raises(Unreadable):
        Model.load(b"nothing")


def test_the_words_stand_as_they_were_typed_and_overlapping_ones_are_one():
    added = {"下水": 0.3, "水井": 0.2, "井盖": 0.4, "盖": 0.9, "路上": -0.1, "0号": 0.1}
    assert what_led("路上下水井盖丢了，３号", added) == ["下水井盖", "３号"]


def test_no_digit_and_nothing_of_a_confidential_ticket_is_learnt(world, closed, train):
    for _ in range(12):
        closed(world.manhole, "电话19900001234窟窿")
        closed(world.lamp, "秘密线人说的", confidential=True)
    terms = set(running.read(train().pk).terms)
    assert "000" in terms and "窟窿" in terms
    assert not any(set("123456789") & set(term) for term in terms)
    assert "线人" not in terms


def test_what_it_suggests_changes_nothing(world, as_, train):
    train()
    before = Ticket.objects.count()
    page(as_("call_taker"), words="井盖不见了")
    assert Ticket.objects.count() == before
    assert suggest("井盖不见了")[0].line.value == "1601"
    assert making.begin() is not None
