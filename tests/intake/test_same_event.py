"""Candidates for the same event: by words, place, class, number and minutes, whatever is known so far, each with why."""

import datetime

import pytest

from dispatch import services
from intake import same_event
from intake.open_tickets import REGISTER
from intake.same_event import Told, weigh
from tests.intake.test_matches import HERE, seen
from units import clock


@pytest.fixture
def fire(world):
    """A fire of eight minutes ago, beside two matters that have nothing to do with it."""
    with clock.at(clock.now() - datetime.timedelta(minutes=8)):
        found = world.ticket(item=world.fight, words="东郊物流仓库冒烟，有一股塑料味，烟很大", caller=None)
    for words in ("东河路路灯不亮，晚上看不见", "路灯坏了，西山镇政府门口"):
        world.ticket(item=world.lamp, words=words, place=services.Place(address="某路"), caller=None)
    return found


def test_words_alone_find_it_and_say_why(fire, as_):
    html = seen(as_("call_taker"), words="喂，你好，我看到仓库冒烟了")
    assert html.count('class="match"') == 1 and fire.number in html
    assert "8 min ago · both mention “仓库冒烟”" in html


def test_a_place_alone_and_an_item_alone_find_it(fire, as_):
    near = {"lon": "112.0061", "lat": "28.0055"}
    assert "121 m · 8 min ago" in seen(as_("call_taker"), **near)
    assert "same item · 8 min ago" in seen(as_("call_taker"), item="0201")
    best = seen(as_("call_taker"), item="0201", words="物流仓库冒烟", **near)
    assert "same item · 121 m · 8 min ago · both mention “物流仓库冒烟”" in best


def test_what_everybody_says_of_a_class_is_no_event(fire, as_):
    assert 'class="match"' not in seen(as_("call_taker"), words="路灯不亮")
    assert 'class="match"' not in seen(as_("call_taker"), words="你好，请问这里有个问题能不能尽快解决")


def test_a_ticket_is_found_from_its_first_moment_and_is_gone_with_its_last(fire, world, as_):
    browser, asked = as_("call_taker"), {"words": "化工厂爆炸"}
    assert 'class="match"' not in seen(browser, **asked)
    second = world.ticket(words="化工厂那边爆炸了", place=services.Place(address="北门"))
    assert second.number in seen(browser, **asked)
    services.void(second, text="误报", by=world.dispatcher)
    assert second.number not in seen(browser, **asked)
    services.reopen(second, text="是真的", by=world.dispatcher)
    assert second.number in seen(browser, **asked)


def test_what_a_caller_said_who_joined_finds_it_as_well_and_only_that(fire, world, as_):
    """Each caller tells it in his own words, and the next one may tell it like the second."""
    browser, asked = as_("call_taker"), {"words": "桶装油漆堆在院里烧"}
    assert 'class="match"' not in seen(browser, **asked)
    browser.send("/calls/join/", {"ticket": fire.number, "words": "后院堆的桶装油漆烧起来了"})
    html = seen(browser, **asked)
    assert fire.number in html and "both mention “桶装油漆”" in html
    merged = world.ticket(item=world.fight, words="叉车电瓶充电间火花四溅", place=services.Place(address="某路"))
    services.merge(merged, other=fire, text="同一处", by=world.dispatcher)
    assert fire.number in seen(browser, words="电瓶充电间有火花")
    REGISTER.forget()
    assert fire.number in seen(browser, **asked), "a process that has just started reads them too"
    services.void(fire, text="误报", by=world.dispatcher)
    assert 'class="match"' not in seen(browser, **asked)


def test_callers_are_compared_one_by_one_for_what_many_say_is_like_everything():
    words = [f"字{n:02}" for n in range(40)]
    call = Told(grams=frozenset(words[::4]), said=8.0)  # a word of each of the tellings
    of_many = Told(
        grams=frozenset(words[:4]), said=3.2, retold=tuple((frozenset(words[n : n + 4]), 3.2) for n in range(4, 40, 4))
    )
    told_once = Told(grams=frozenset("一二"), said=2.0, retold=((frozenset(words[::4]), 8.0),))
    by_words = [
        weigh(call, ticket, minutes=0, knows=False, rarity=lambda gram: 0.9).counted.get("words", 0)
        for ticket in (of_many, told_once)
    ]
    assert by_words[0] < same_event.SOON_WORDS < by_words[1]


def test_each_word_in_common_is_said_once():
    text = "物流仓库冒烟，仓库冒烟，就是那个物流仓库冒烟很大"
    shared = dict.fromkeys(("物流", "流仓", "仓库", "库冒", "冒烟"), 0.9)
    assert same_event.said_in_both(text, shared) == ["物流仓库冒烟"]


def test_a_matter_that_lasts_stays_a_candidate_and_comes_after_what_is_new(world, as_):
    with clock.at(clock.now() - datetime.timedelta(hours=40)):
        old = world.ticket(words="河东新村停水")
    new = world.ticket(words="河东新村停水")
    html = seen(as_("call_taker"), words="河东新村还在停水", **HERE)
    assert html.index(new.number) < html.index(old.number)


def test_at_most_five_best_first_by_five_keys(world, as_):
    for _ in range(8):
        world.ticket()
    html = seen(as_("call_taker"), **HERE)
    assert [f'data-key="Alt+{n}"' in html for n in range(1, 7)] == [True] * 5 + [False]


def test_far_apart_only_rare_words_are_enough():
    def score(words, metres, rarity):
        here = Told(item=1, major=1, lon=112.0, lat=28.0, grams=frozenset(words))
        there = Told(item=1, major=1, lon=112.0, lat=28.0 + metres / 111_195, grams=frozenset(words))
        return weigh(here, there, minutes=20, knows=False, rarity=lambda gram: rarity).score

    words = ("化工", "工厂", "爆炸", "炸了")
    assert score(words, 2500, 0.9) > same_event.LEAST > score(words, 2500, 0.1)
    assert score(words, 100, 0.1) > score(words, 1000, 0.1) > same_event.LEAST
