"""A place is found by what a caller says: words, pinyin, initials, a number on a plate, a stone, a house number."""

import threading

import pytest
from django.urls import reverse

from tests.places.gazetteer import put
from units import hazards
from units.places import index, search

HOSPITAL = "Donghe People's Hospital"  # the tests read English
TYPED = [
    ("人民路", "人民路"),
    ("医院", HOSPITAL),
    ("老县医院", HOSPITAL),
    ("hospital", HOSPITAL),
    ("rml12h", "人民路12号"),
    ("renminlu12", "人民路12号"),
    ("rmlu 12", "人民路12号"),
    ("renml", "人民路"),
    ("人民路１２号", "人民路12号"),
    ("lxyy", HOSPITAL),
    ("dhqrmyy", HOSPITAL),
    ("rmyy", HOSPITAL),
    ("renminyiyuan", HOSPITAL),
    ("灯杆 0123", "人民路灯杆 LG-0123"),
    ("路灯杆１２３", "人民路灯杆 LG-0123"),
    ("LG0124", "东河路灯杆 LG-0124"),
    ("人民路灯杆123", "人民路灯杆 LG-0123"),
    ("报警点 b07", "滨河步道报警点 B07"),
    ("井盖77", "雨水井 YS00077"),
    ("K12+300", "东西公路 K12+300"),
    ("k12 300", "东西公路 K12+300"),
    ("12公里300米", "东西公路 K12+300"),
    ("南北公路12公里300米", "南北公路 K12+300"),
    ("nbgl k12+300", "南北公路 K12+300"),
    ("k12+100", "东西公路 K12+000"),
    ("chongqing", "重庆小面馆"),
    ("chq", "重庆小面馆"),
]


@pytest.fixture
def town(world):
    put(
        {"kind": "road", "name": "人民路", "lon": None, "lat": None},
        {"kind": "landmark", "name": "东河区人民医院", "name_en": "Donghe People's Hospital", "aliases": ["老县医院"]},
        {"kind": "house", "name": "人民路12号", "code": "12", "lon": 112.0010, "lat": 28.0010},
        {"kind": "house", "name": "人民路120号", "code": "120", "lon": 112.0049, "lat": 28.0049},
        {"kind": "house", "name": "人民路128号", "code": "128", "lon": 112.0080, "lat": 28.0080},
        {"kind": "pole", "name": "人民路灯杆", "code": "LG-0123", "lon": 112.0030, "lat": 28.0030},
        {"kind": "pole", "name": "东河路灯杆", "code": "LG-0124", "lon": 112.0150, "lat": 28.0030},
        {"kind": "post", "name": "滨河步道报警点", "code": "B07"},
        {"kind": "km", "name": "东西公路", "code": "K12+300"},
        {"kind": "km", "name": "东西公路", "code": "K12+000"},
        {"kind": "km", "name": "南北公路", "code": "K12+300"},
        {"kind": "manhole", "name": "雨水井", "code": "YS00077"},
        {"kind": "hazard", "name": "液化气站", "radius_m": 300, "warning": "勿用明火", "lon": 112.0060, "lat": 28.0060},
        {"kind": "landmark", "name": "重庆小面馆"},
    )
    return world


@pytest.fixture
def ask(town, as_):
    browser = as_("call_taker")

    def ask(q, **more):
        answer = browser.get(reverse("intake:places"), {"q": q, **more})
        assert answer.status_code == 200
        return [place["label"] for place in answer.json()["places"]]

    return ask


def test_what_a_caller_says_finds_the_place(ask):
    assert {typed: next(iter(ask(typed)), None) for typed, _first in TYPED} == dict(TYPED)


def test_the_number_that_was_typed_comes_before_longer_ones_and_near_before_far(ask):
    assert ask("人民路12") == ["人民路12号", "人民路120号", "人民路128号"]
    assert ask("人民路12", lon=112.008, lat=28.008) == ["人民路12号", "人民路128号", "人民路120号"]
    assert ask("灯杆012", lon=112.015, lat=28.003)[0] == "东河路灯杆 LG-0124"
    assert ask("k12+200")[:3] == ["东西公路 K12+300", "南北公路 K12+300", "东西公路 K12+000"]


def test_a_road_comes_before_its_own_houses_wherever_one_stands(ask):
    put({"kind": "landmark", "name": "人民路小学"})
    for typed in ("rml", "rm", "renminlu", "renmin", "人民"):
        for near in ({}, {"lon": 112.001, "lat": 28.001}):
            found = ask(typed, **near)
            assert found.index("人民路") < found.index("人民路12号"), (typed, near)
    assert ask("rml")[0] == ask("rml", lon=112.001, lat=28.001)[0] == ask("renminlu")[0] == "人民路"


def test_a_web_process_reads_ahead_in_a_thread_that_nobody_waits_for(world, monkeypatch):
    begin, read = threading.Event(), []
    monkeypatch.setattr(index, "current", lambda: begin.wait(10) and read.append(True))
    thread = index.read_ahead()
    assert not read, "the start goes on meanwhile"
    begin.set()
    thread.join(10)
    assert read and thread.daemon


def test_a_road_with_many_houses_hides_none_of_its_plates(ask, monkeypatch):
    monkeypatch.setattr(search, "_GATHERED", 2)
    assert ask("人民路0123") == ask("人民路lg0123") == ["人民路灯杆 LG-0123"]
    assert ask("人民路0123", lon=112.001, lat=28.001) == ["人民路灯杆 LG-0123"]


def test_the_answer_says_all_that_a_form_and_a_map_need(town, as_):
    answer = as_("collector").get(reverse("intake:places"), {"q": "灯杆123"}).json()["places"][0]
    assert answer == {
        "value": answer["value"], "label": "人民路灯杆 LG-0123", "kind": "Lamp pole", "memo": "东河街道 · 东河街道社区",
        "code": "LG-0123", "lon": 112.003, "lat": 28.003, "verified": False, "source": "wgs84", "why": "number",
        "wide": False,
    }  # fmt: skip
    assert as_("roads_handler").get(reverse("intake:places"), {"q": "人民路"}).status_code == 200
    assert as_("verifier").get(reverse("intake:places"), {"q": "人民路"}).status_code == 403
    assert as_("call_taker").post(reverse("intake:places")).status_code == 405


def test_garbage_is_answered(town, as_):
    browser = as_("call_taker")
    garbage = [
        "",
        " ",
        "\x00",
        "\x01",
        "\n",
        "%",
        "a" * 5000,
        "zhuang" * 30,
        "9" * 400,
        "K" + "9" * 50,
        "\\",
        "灯杆" * 99,
        "🀄",
    ]
    for q in garbage:
        for near in ({}, {"lon": "nan", "lat": "1e999"}, {"lon": "112", "lat": "28.0"}, {"lon": "x"}):
            assert browser.get(reverse("intake:places"), {"q": q, **near}).status_code == 200
    assert browser.get(reverse("intake:places") + "?q=%ED%A0%80%FF&lon=1&lon=2").status_code == 200


def test_a_point_is_told_by_the_nearest_place(town):
    assert search.nearest(112.0010, 28.0010).sentence == "人民路12号"
    assert search.nearest(112.0012, 28.0012).sentence == "30 m north-east of 人民路12号"
    assert search.nearest(113.0, 28.0) is None
    assert [near.place.name for near in hazards.covering(112.006, 28.0080)] == ["液化气站"]
    assert hazards.covering(112.006, 28.0090) == []
    shown, more = search.within(["pole", "hazard"], (112.0, 28.0, 112.01, 28.01))
    assert ([one.label for one in shown], more) == (["人民路灯杆 LG-0123", "液化气站"], False)
    assert search.within(["house"], (112.0, 28.0, 112.01, 28.01), most=2)[1] is True
