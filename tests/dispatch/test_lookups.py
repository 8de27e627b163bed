"""Items and units by a few letters: code, word or pinyin initials."""

import pytest

from config.demo.duty import duty_list
from dispatch import lookup
from units.labels import spelled


def found(browser, url, query):
    answer = browser.get(url, {"q": query})
    assert answer.status_code == 200
    return [line["label"] for line in answer.json()["results"]]


@pytest.mark.parametrize("query", ["160", "1601", "jg", "jgq", "JGQS", "井盖", "缺失"])
def test_an_item_is_found_by_code_initials_or_word(world, as_, query):
    assert found(as_("dispatcher"), "/lookup/items/", query)[0] == "井盖缺失"


@pytest.mark.parametrize("query", ["csg", "城市", "city man", "执法"])
def test_a_unit_is_found_by_initials_word_or_english_name(world, as_, query):
    assert found(as_("dispatcher"), "/lookup/units/", query)[0] == "City Management"


def test_a_unit_is_found_by_a_name_that_it_used_to_have(world, as_):
    world.water.aliases.create(name="自来水公司")
    assert found(as_("dispatcher"), "/lookup/units/", "zls") == ["供水公司"]


def test_the_centre_is_no_unit_to_assign_to(world, as_):
    assert "联动中心" not in found(as_("dispatcher"), "/lookup/units/", "")


def test_each_of_the_126_items_is_among_the_first_by_three_letters():
    rows = duty_list()
    lines = [
        lookup.Line(
            value=row["item_code"], label=row["item_zh"], code=row["item_code"], find=lookup.letters(row["item_zh"])
        )
        for row in rows
    ]
    assert len(lines) == 126
    for line in lines:
        for query in (line.code[:3], spelled(line.label)[1][:3], line.label[:3]):
            places = [other.value for other in lookup.search(lines, query)]
            assert line.value in places[:9], (line.label, query)


@pytest.mark.parametrize("query", ["\x00", "%", "'", "9" * 5000, "😀", " "], ids=lambda value: repr(value)[:20])
def test_odd_letters_find_something_or_nothing(world, as_, query):
    for url in ("/lookup/items/", "/lookup/units/"):
        found(as_("roads_handler"), url, query)
