"""How often the unit of a past event is found, on the later fifth, beside a plain table; renamed units are one."""

import pytest
from django.core.management import CommandError

from dispatch.suggesting import files, routing
from tests.suggesting.tables import run, write


def event(day, kind, community, unit):
    return {"create_time": f"2018-{day}", "sub_type": kind, "community": community, "dispose_unit": unit}


@pytest.fixture
def events(tmp_path):
    rows = []
    for n in range(10, 30):
        rows += [event(f"03-{n}", "噪音", "东社区", "环保局"), event(f"03-{n}", "路灯", "西社区", "城管办")]
    rows += [event("04-01", "噪音", "东社区", "环保局"), event("04-02", "路灯", "西社区", "城管办（西街道办事处）")]
    return write(tmp_path / "events.csv", rows)


def test_routing_is_measured_on_the_later_fifth_beside_a_table(db, events):
    said = run("evaluate_routing", events)
    assert "42 events, 3 names of units, 2 units." in said
    assert "Learnt from 33 to 2018-03-26, measured on 9 from then on." in said
    assert "model  top-1 1.000  top-3 1.000" in said and "table  top-1 1.000  top-3 1.000" in said


def test_a_file_of_renamed_units_is_followed(db, events, tmp_path):
    aliases = write(tmp_path / "aliases.csv", [{"former": "环保局", "present": "生态环境局"}])
    rows = routing.one_name(files.rows_of(str(events)), {"环保局": "生态环境局"})
    assert {row["dispose_unit"] for row in rows} == {"生态环境局", "城管办（西街道办事处）"}
    assert "2 units" in run("evaluate_routing", events, "--aliases", aliases)


def test_a_name_with_two_superiors_is_left_alone():
    rows = [event("01-01", "", "", unit) for unit in ("城建办", "城建办（东街道）", "城建办（西街道）")]
    assert len({row["dispose_unit"] for row in routing.one_name(rows)}) == 3


def test_one_unit_alone_teaches_nothing(db, tmp_path):
    alone = write(tmp_path / "alone.csv", [event("01-01", "噪音", "东社区", "环保局")] * 3)
    with pytest.raises(CommandError, match="two units"):
        run("evaluate_routing", alone)
