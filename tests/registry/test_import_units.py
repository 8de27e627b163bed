"""Importing linkage units: a dry run, errors by row, a diff, and names that lists of any age may use."""

from datetime import date

import pytest
from django.core.management import CommandError, call_command

from units.models import TeamProfile, Unit, UnitAlias
from units.services.importing import ImportRefused
from units.services.names import UnitNames, UnknownName
from units.services.units import import_units

DAY = date(2099, 1, 1)
ROADS = {
    "code": "roads-2",
    "name": "道路养护单位",
    "name_en": "Road maintenance",
    "kind": "company",
    "parent": "centre",
    "duty_phone": "0399-1",
    "valid_from": "2020/1/31",
    "valid_to": "",
    "aliases": "公路局(2010-01-01..2020-01-31);养护队",
}


def refused(rows):
    with pytest.raises(ImportRefused) as caught:
        import_units(rows)
    return [(error.row, error.column) for error in caught.value.errors]


def test_a_new_unit_gets_its_parent_its_aliases_and_its_spelling(world):
    diff = import_units([ROADS])
    unit = Unit.objects.get(code="roads-2")
    assert [change.code for change in diff.added] == ["roads-2"]
    assert unit.parent == world.centre
    assert unit.valid_from == date(2020, 1, 31)
    assert unit.pinyin == "dao lu yang hu dan wei"
    assert unit.initials == "dlyhdw"
    former = UnitAlias.objects.get(unit=unit, name="公路局")
    assert (former.valid_from, former.valid_to) == (date(2010, 1, 1), date(2020, 1, 31))


def test_the_same_file_again_changes_nothing(world):
    import_units([ROADS])
    diff = import_units([ROADS])
    assert not diff.writes
    assert [change.code for change in diff.unchanged] == ["roads-2"]
    assert "roads" in {change.code for change in diff.absent}


def test_a_dry_run_shows_the_difference_and_writes_nothing(world):
    diff = import_units([ROADS, {"code": "water", "name": "自来水公司", "kind": "company"}], dry_run=True)
    assert len(diff.added) == 1
    assert diff.changed[0].fields["name"] == ("供水公司", "自来水公司")
    assert not Unit.objects.filter(code="roads-2").exists()
    world.water.refresh_from_db()
    assert world.water.name == "供水公司"


def test_a_renamed_unit_is_still_found_by_its_former_name(world):
    import_units([{"code": "water", "name": "自来水公司", "kind": "company"}])
    assert UnitNames(DAY).find("供水公司") == world.water
    assert UnitNames(DAY).find("自来水公司") == world.water


def test_missing_columns_leave_their_fields_alone(world):
    import_units([{"code": "water", "name": "供水公司", "kind": "company"}])
    world.water.refresh_from_db()
    assert world.water.duty_phone == "0000-110"


def test_a_child_may_stand_before_its_parent(world):
    import_units([{**ROADS, "parent": "above"}, {"code": "above", "name": "上级单位", "kind": "agency"}])
    assert Unit.objects.get(code="roads-2").parent.code == "above"


def test_a_team_brings_its_strength(world):
    row = {"code": "t1", "name": "防汛队", "kind": "team"}
    import_units([{**row, "team_sort": "professional", "norm_strength": "20", "actual_strength": "18"}])
    assert TeamProfile.objects.get(unit__code="t1").actual_strength == 18


def test_all_errors_come_at_once_with_their_rows_and_nothing_is_written(world):
    rows = [
        ROADS,
        {**ROADS, "name": "又一个"},
        {**ROADS, "code": "有空 格"},
        {**ROADS, "code": "c", "name": "", "kind": "office"},
        {**ROADS, "code": "d", "name": "丁", "valid_from": "2026-02-30", "parent": "nobody"},
        {**ROADS, "code": "e", "name": "戊", "valid_to": "2019-01-01"},
        {**ROADS, "code": "f", "name": "公安分局"},
        {**ROADS, "code": "g", "name": "庚\x00"},
    ]
    assert refused(rows) == [
        (3, "code"), (4, "code"), (5, "name"), (5, "kind"), (6, "valid_from"), (6, "parent"), (7, "valid_to"),
        (8, "name"), (9, "name"),
    ]  # fmt: skip
    assert not Unit.objects.filter(code="roads-2").exists()


def test_a_unit_under_itself_is_refused(world):
    rows = [{**ROADS, "parent": "x"}, {"code": "x", "name": "甲", "kind": "agency", "parent": "roads-2"}]
    assert {column for _row, column in refused(rows)} == {"parent"}


def test_a_name_of_two_units_is_told_apart_or_refused(world):
    for code in ("a1", "a2"):
        import_units([{"code": code, "name": f"单位{code}", "kind": "agency", "aliases": "老单位"}])
    with pytest.raises(UnknownName, match="a1, a2"):
        UnitNames(DAY).find("老单位")


def test_the_command_reads_what_spreadsheets_save_in_gb18030(world, tmp_path, capsys):
    file = tmp_path / "单位 表.csv"
    file.write_bytes('code,name,kind,aliases\r\nu9,测绘院,company,"测绘队;测量队"\r\n\r\n'.encode("gb18030"))
    call_command("import_units", str(file), dry_run=True)
    assert not Unit.objects.filter(code="u9").exists()
    call_command("import_units", str(file))
    assert UnitNames(DAY).find("测量队").name == "测绘院"
    assert "+ " in capsys.readouterr().out


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff\xfe\x00\x01", b"a,b\n1,2\n", b'code,name,kind\nx,"y\n', b"code,name,kind\nx,y,agency,more\n"],
)
def test_a_file_that_is_no_such_table_is_refused_with_a_sentence(world, tmp_path, content):
    file = tmp_path / "units.csv"
    file.write_bytes(content)
    with pytest.raises(CommandError):
        call_command("import_units", str(file))


def test_a_file_that_is_not_there_is_refused_with_a_sentence(world, tmp_path):
    with pytest.raises(CommandError, match="nowhere"):
        call_command("import_units", str(tmp_path / "nowhere.csv"))


def test_who_goes_first_where_life_is_in_danger_is_a_column_that_may_be_missing(world):
    water = {"code": "water", "name": "供水公司", "kind": "company"}
    assert import_units([{**water, "responds_first": "是"}]).changed[0].fields == {"responds_first": (False, True)}
    assert not import_units([water]).writes
    world.water.refresh_from_db()
    assert world.water.responds_first
    assert refused([{**water, "responds_first": "perhaps"}]) == [(2, "responds_first")]
    assert import_units([{**water, "responds_first": ""}]).changed[0].fields == {"responds_first": (True, False)}
