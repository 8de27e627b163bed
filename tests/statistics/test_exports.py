"""CSV that opens as what it is: in UTF-8, with the page's own numbers, and with no cell that is a formula."""

import csv
import io

import pytest

from dispatch.daily_tables import TABLES
from dispatch.exports import csv_response, safe
from dispatch.models import Item
from tests.statistics.conftest import DAY
from units import measures
from units.models import Unit


def rows(response):
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", " =", "\x00="])
def test_no_cell_begins_like_a_formula(start):
    assert safe(f"{start}1+1").startswith("'")


@pytest.mark.parametrize("plain", ["", "井盖", "12", "82.4%", "a=b", "'quoted'"])
def test_other_cells_stay_as_they_are(plain):
    assert safe(plain) == plain


def test_a_file_has_a_mark_of_its_encoding_and_a_name():
    response = csv_response("units-20260310", ["名称"], [["道路,\n桥梁"]])
    assert response.content.startswith(b"\xef\xbb\xbf")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="units-20260310.csv"'
    assert rows(response) == [["名称"], ["道路,\n桥梁"]]


def test_every_table_can_be_taken_away(busy_day, as_):
    browser = as_("supervisor")
    for table in TABLES:
        response = browser.get(f"/day/{DAY}/{table}.csv")
        assert response.status_code == 200, table
        found = rows(response)
        assert len(found) > 1, table
        assert {len(row) for row in found} == {len(found[0])}
    units = rows(browser.get(f"/day/{DAY}/units.csv"))
    received = [int(row[1]) for row in units[1:-1]]
    assert sum(received) == int(units[-1][1]) == measures.value("returned", busy_day.supervisor, DAY).of
    listed = rows(browser.get(f"/day/{DAY}/list/opened/?format=csv"))
    assert len(listed) - 1 == measures.value("opened", busy_day.supervisor, DAY).of


def test_names_that_look_like_formulas_are_text(busy_day, as_):
    Unit.objects.filter(pk=busy_day.roads.pk).update(name='=HYPERLINK("http://example.org")', name_en="")
    Item.objects.filter(pk=busy_day.manhole.pk).update(name="+1")
    text = as_("supervisor").get(f"/day/{DAY}/units.csv").content.decode("utf-8-sig")
    assert "'=HYPERLINK" in text
    assert "\n=" not in text
