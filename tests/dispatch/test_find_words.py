"""Finding tickets by what they say: words, address, place, a caller's name; nobody learns of what he may not see."""

import re
from datetime import timedelta
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dispatch import services
from dispatch.models import Item, Ticket, TicketWords
from dispatch.searching.understanding import understood
from units import clock, known, scope

FIND = reverse("dispatch:find")


def html(browser, **query):
    response = browser.post(FIND, query, follow=True)
    assert response.status_code == 200
    return response.content.decode()


def found(browser, words, **query):
    return re.findall(r">(T\d{8}-\d{4,})<", html(browser, words=words, **query))


@pytest.fixture
def street(world):
    """Three tickets, the newest last; the first one from two months ago."""
    with clock.at(clock.now() - timedelta(days=60)):
        lamp = world.ticket(item=world.lamp, words="路灯不亮，３号楼Ｂ座门口，车牌浙A12345")
    hole = world.ticket(words="井盖不见了，路灯也不亮")
    fight = world.ticket(
        item=world.fight, words="有人打架", place=services.Place(lon=112.015, lat=28.005, address="桥西巷 132 号")
    )
    services.assign(fight, lead=world.police, by=world.dispatcher)
    return lamp.number, hole.number, fight.number


def test_by_two_letters_that_stand_together_in_words_address_or_place(as_, street):
    lamp, hole, fight = street
    browser = as_("dispatcher")
    assert found(browser, "路灯") == [hole, lamp]
    assert found(browser, "路灯 井盖") == [hole], "all words must fit"
    assert found(browser, "灯不亮") == [lamp], "they stand together: 路灯也不亮 is something else"
    assert found(browser, "3号楼b座") == [lamp], "full-width and capital letters are the same"
    assert found(browser, "a1234") == [lamp], "a piece of a number"
    assert found(browser, "132号桥西巷") == [], "in this order nobody said it"
    assert found(browser, "桥西巷") == found(browser, "西山镇社区") == [fight]
    assert found(browser, "没有的事") == []


def test_why_it_was_found_is_marked_and_how_many_are_said(as_, street):
    page = html(as_("dispatcher"), words="路灯 东河路")
    assert "<mark>路灯</mark>不亮" in page
    assert "<mark>东河路</mark>" in page, "only the address has it"
    assert "2 found" in page


def test_the_names_of_the_place_are_marked_as_well(as_, street):
    assert "<mark>西山镇社区</mark>" in html(as_("dispatcher"), words="西山镇社区")
    assert "<mark>打架</mark> · <mark>西山镇社区</mark>" in html(as_("dispatcher"), words="打架 西山镇社区")


def test_what_a_caller_says_who_joins_is_found_and_marked(as_, street, world):
    _lamp, hole, _fight = street
    ticket = Ticket.objects.get(number=hole)
    services.assign(ticket, lead=world.roads, by=world.dispatcher)
    services.join(ticket, caller=world.CALLER, source="phone", by=world.call_taker, words="电动车摔进去了，还在冒水")
    assert found(as_("dispatcher"), "电动车") == found(as_("dispatcher"), "冒水 井盖") == [hole]
    assert "<mark>电动车</mark>摔进去了" in html(as_("dispatcher"), words="电动车")
    assert (
        "<mark>电动车</mark>"
        in as_("roads_handler").post(reverse("dispatch:history"), {"words": "电动车"}).content.decode()
    )
    assert asked_alone(world.police_handler, "电动车") == (0, 1), "another unit learns nothing of it"
    Ticket.objects.filter(number=hole).update(words="井盖丢了")
    assert found(as_("dispatcher"), "电动车") == [hole], "a correction takes nothing away of what others said"
    services.seal(ticket, text="保密", by=world.shift_leader)
    assert found(as_("dispatcher"), "电动车") == []
    assert "<mark>" not in html(as_("shift_leader"), words="电动车")


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_what_callers_said_before_the_index_knew_is_brought_in_once(world, as_):
    ticket, owner = world.ticket(words="井盖不见了"), connections["owner"]
    services.join(ticket, caller=world.CALLER, source="phone", by=world.call_taker, words="电动车摔进去了")
    with owner.cursor() as cursor:
        cursor.execute("UPDATE dispatch_ticketwords SET text = '井盖不见了'")
    assert found(as_("dispatcher"), "电动车") == []
    migration = import_module("dispatch.migrations.0025_words_of_callers")
    for _run in range(2):
        migration.backfill(None, SimpleNamespace(connection=owner))
        assert found(as_("dispatcher"), "电动车 井盖") == [ticket.number]
        assert TicketWords.objects.get().text.count("电动车") == 1
    owner.close()


def test_an_item_is_found_by_a_piece_of_its_initials(as_, world):
    named = (("xhjfqz", "9701"), ("gdxhlgz", "9702"), ("gdxzz", "9703"))
    first, second, _third = (
        Item.objects.create(major=world.lamp.major, code=code, name=code, initials=initials) for initials, code in named
    )
    known.forget()
    for typed, item in (("xhjfqz", first), ("xhjf", first), ("XH", first), ("jfq", first), ("xhl", second)):
        assert understood(typed) == {"item": item}
        assert understood(f"路灯 {typed}") == {"item": item, "words": ["路灯"]}
    for typed in ("gdx", "fq", "zzz", '"xhjf"'):
        assert understood(typed).keys() == {"words"}, typed
    assert as_("dispatcher").post(FIND, {"words": "xhjf"})["Location"] == f"{FIND}?item=9701"


def test_the_databases_clock_is_asked_once_while_words_are_typed(as_, street):
    line, today = reverse("dispatch:read_command"), clock.local_day(clock.now())
    for url, sent in (
        (FIND, {"words": f"路灯 昨天 {today:%m-%d}"}),
        (FIND, {"words": "路灯 井盖"}),
        (line, {"line": "find 路灯 井盖"}),
        (line, {"line": "路灯 井盖"}),
        (reverse("dispatch:history"), {"words": "路灯 昨天"}),
        (reverse("intake:matches"), {"words": "路灯不亮"}),
    ):
        browser = as_("roads_handler" if "history" in url else "dispatcher")
        with CaptureQueriesContext(connection) as asked:
            assert browser.post(url, sent).status_code == 200
        assert sum("clock_timestamp" in query["sql"] for query in asked) <= 1, (url, sent)


def test_conditions_combine_and_the_box_says_what_it_understood(as_, street, world):
    lamp, hole, fight = street
    browser, today = as_("dispatcher"), clock.local_day(clock.now())
    for day in (f"{today:%m-%d}", f"{today:%Y%m%d}", f"{today.month}月{today.day}日"):
        assert found(browser, f"路灯 {day}") == [hole]
    assert found(browser, "路灯", item="1602") == [lamp]
    assert found(browser, "路灯 昨天") == []
    assert found(browser, "打架 公安分局") == [fight]
    assert found(browser, "打架", unit=world.roads.pk) == []
    assert found(browser, "路灯", stage="closed") == found(browser, "路灯", priority=1) == []
    for phone in ("19900001234", "199 0000 1234", "+86 19900001234", "+86-199-0000-1234"):
        assert found(browser, f"路灯 {phone}") == [hole, lamp]
    assert understood("20260822", may_phone=True) == understood("2026-8-22", may_phone=True)
    assert understood("202608", may_phone=True) == understood("2026年8月", may_phone=True)
    for house in ("3-2", "12-3", "5.1"):
        assert understood(f"桥西巷 {house}", may_phone=True).keys() == {"words"}
    assert browser.post(FIND, {"words": hole}, follow=True).redirect_chain[-1][0] == f"/tickets/{hole}/"
    assert "Linkage unit: <b>公安分局</b>" in html(browser, words="打架 公安分局")


def test_a_word_more_keeps_what_a_link_had_asked(as_, street):
    _lamp, hole, fight = street
    here, there = (Ticket.objects.get(number=number).community_id for number in (hole, fight))
    page = html(as_("dispatcher"), words="井盖", community=here, only_open="1")
    assert f">{hole}<" in page
    assert f'type="hidden" name="community" value="{here}"' in page and 'type="hidden" name="only_open"' in page
    assert found(as_("dispatcher"), "井盖", community=there) == []
    assert 'name="only_open"' not in html(as_("dispatcher"), words="井盖 未结"), "the box says it already"


def test_what_may_be_personal_stands_in_no_address(as_, street):
    browser = as_("dispatcher")
    assert browser.post(FIND, {"words": "1602"})["Location"] == f"{FIND}?item=1602"
    page = browser.post(FIND, {"words": "路灯 19900001234"})
    assert page.status_code == 200
    assert not re.search(r'(href|action)="[^"]*(1990000|%E8%B7%AF)', page.content.decode())
    assert 'value="路灯"' not in browser.get(FIND, {"words": "路灯"}).content.decode(), (
        "what stands in one is not even read"
    )


def test_one_sign_is_too_little_and_says_so_at_the_box(as_, street):
    page = html(as_("dispatcher"), words="灯")
    assert 'id="id_words-error"' in page
    assert 'value="灯"' in page, "nothing typed is lost"
    for nothing in ("灯", "%_'"):
        refused = as_("dispatcher").post("/find/", {"words": nothing}).content.decode()
        assert "One sign alone" in refused
        assert "Nothing was found" not in refused and "/tickets/T" not in refused, "no list that looks like an answer"


def test_pages_follow_each_other_across_the_eras_and_open_ones_go_first_on_wish(as_, street, world, monkeypatch):
    lamp, hole, _fight = street
    services.void(Ticket.objects.get(number=hole), text="重复", by=world.dispatcher)
    monkeypatch.setattr("dispatch.views.find.SIZE", 1)
    for wish, order, counts in (({}, [hole, lamp], ["2", "2"]), ({"open_first": "1"}, [lamp, hole], [])):
        counted = []
        asked, seen = {"words": "路灯", "since": clock.local_day(clock.now()) - timedelta(days=90), **wish}, []
        while asked:
            page = html(as_("dispatcher"), **asked)
            assert 'name="words" value="路灯"' in page, "as it was typed, on each page"
            seen += re.findall(r">(T\d{8}-\d{4,})<", page)
            counted += re.findall(r"(\d+) found<", page)
            more = re.search(r'<form method="post".*?Older', page.split('class="pager"')[-1], re.S)
            asked = more and dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]+)"', more[0]))
        assert (seen, counted) == (order, counts), "nobody counted the closed ones behind the open ones"


def test_a_correction_is_found_by_what_it_says_now(as_, street, world):
    _lamp, hole, _fight = street
    Ticket.objects.filter(number=hole).update(words="水管爆了" + "很" * 4000)
    assert found(as_("dispatcher"), "水管爆") == [hole]
    assert hole in found(as_("dispatcher"), "东河路"), "long words leave room for the place"
    assert found(as_("dispatcher"), "路灯也") == []


def test_a_callers_name_is_found_by_those_who_may_see_it(as_, street):
    lamp, hole, fight = street
    assert found(as_("dispatcher"), "", name="王小") == [fight, hole, lamp]
    assert found(as_("dispatcher"), "王小明") == [fight, hole, lamp], "no words say it, so it is a name"
    assert found(as_("dispatcher"), "", name="小明") == found(as_("dispatcher"), "", name="王\ud7ff") == []
    assert found(as_("viewer"), "王小明") == []
    assert 'name="name"' not in html(as_("viewer"), words="王小明")


def asked_alone(person, said):
    """What the database itself answers a session of this person, past every filter of the application."""
    with scope.of(person), connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(ticket) FROM app_find_words(%s, NULL, NULL, NULL, false, now() + interval '1 day', 0,"
            " '2000-01-01', 200, 1000)",
            [said],
        )
        return cursor.fetchone()[0], TicketWords.objects.count()


def test_words_of_others_are_found_by_nobody_else(as_, street, world):
    """Neither by the page, nor by the function, nor in the table behind it."""
    sealed = services.seal(world.ticket(words="举报线索暗渠"), text="保密", by=world.shift_leader).number
    assert found(as_("dispatcher"), "暗渠") == []
    assert "0 found" in html(as_("dispatcher"), words="暗渠")
    assert found(as_("shift_leader"), "暗渠") == [sealed]
    assert "<mark>暗渠" not in html(as_("shift_leader"), words="暗渠"), (
        "its words are read on its page, which is logged"
    )
    assert asked_alone(world.dispatcher, "暗渠") == (0, 3)
    assert asked_alone(world.police_handler, "打架") == (1, 1)
    assert asked_alone(world.police_handler, "路灯") == (0, 1)
    assert asked_alone(world.roads_handler, "打架") == (0, 0)
    assert asked_alone(world.collector, "路灯") == asked_alone(world.auditor, "路灯") == (0, 0)


def test_a_unit_finds_its_own_parts_open_and_ended(as_, street, world):
    history = reverse("dispatch:history")
    sealed = world.ticket(words="桥西巷的举报")
    services.assign(sealed, lead=world.roads, by=world.dispatcher)
    services.seal(sealed, text="保密", by=world.shift_leader)
    page = as_("roads_handler").post(history, {"words": "举报"}).content.decode()
    assert sealed.number in page and "<mark>举报" not in page, "its words are read on its page, which is logged"
    assert "<mark>桥西巷</mark>" in as_("police_handler").post(history, {"words": "桥西巷"}).content.decode()
    assert "Nothing of your unit" in as_("roads_handler").post(history, {"words": "路灯"}).content.decode()


def test_a_unit_looks_by_a_number_and_a_day_as_the_hall_does_and_by_no_caller(as_, street, world):
    history, today = reverse("dispatch:history"), clock.local_day(clock.now())
    fight = street[-1]

    def own(words):
        page = as_("police_handler").post(history, {"words": words}).content.decode()
        return re.findall(r'class="num">(T\d{8}-\d{4,})<', page)

    for words in (
        fight,
        fight[-4:],
        f"{today:%m-%d}",
        "今天",
        f"打架 {today:%Y-%m-%d}",
        f"打架 {fight}",
        f"{fight} 今天",
    ):
        assert own(words) == [fight], words
    for words in (
        street[0],
        "昨天",
        "打架 昨天",
        f"路灯 {fight}",
        world.CALLER.phone,
        world.CALLER.name,
        "公安分局 昨天",
    ):
        assert own(words) == [], words
    page = as_("police_handler").post(history, {"words": f"打架 {today:%m-%d}"}).content.decode()
    assert "Opened from: <b>" in page, "it says what it understood"
    assert understood("19900001234", of_unit=True) == {"words": ["19900001234"]}


def test_a_units_pages_keep_what_was_typed(as_, world, monkeypatch):
    monkeypatch.setattr("dispatch.views.history.PAGE", 1)
    numbers = []
    for words in ("桥西巷噪音", "桥西巷噪音"):
        ticket = world.ticket(words=words)
        services.assign(ticket, lead=world.roads, by=world.dispatcher)
        numbers.insert(0, ticket.number)
    browser, seen, asked = as_("roads_handler"), [], {"words": "噪音 今天"}
    while asked:
        page = browser.post(reverse("dispatch:history"), asked).content.decode()
        seen += re.findall(r'class="num">(T\d{8}-\d{4,})<', page)
        asked = dict(re.findall(r'type="hidden" name="(words|after)" value="([^"]+)"', page))
        assert asked.get("words", "噪音 今天") == "噪音 今天"
    assert seen == numbers
