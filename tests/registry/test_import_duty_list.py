"""Importing the duty list: dated rules, tickets that keep theirs, and errors by row."""

import csv
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from dispatch.models import Item, Rule, RuleAssist
from dispatch.services import propose
from dispatch.services.duty_list import COLUMNS, PLACEHOLDERS, import_duty_list
from tests.cast import make_unit
from units import clock
from units.services.importing import ImportRefused

DRAFT = Path(__file__).parents[2] / "config" / "demo" / "duty_list.csv"
MANHOLE = {
    "code": "16", "major_zh": "市政设施", "major_en": "Municipal facilities", "item_code": "1601", "item_zh": "井盖缺失",
    "item_en": "", "lead_agency_zh": "城市管理和综合执法局", "assist_agencies": "供水公司;属地街道（乡镇）",
    "priority(1-4)": "2", "feedback_minutes": "60", "resolve_hours": "24", "police(yes/no)": "no",
}  # fmt: skip


def today():
    return clock.local_day(clock.now())


def tomorrow():
    return today() + timedelta(days=1)


def refused(rows, valid_from=None):
    with pytest.raises(ImportRefused) as caught:
        import_duty_list(rows, valid_from or tomorrow())
    return [(error.row, error.column) for error in caught.value.errors]


def test_a_list_that_says_the_same_changes_nothing(world):
    diff = import_duty_list([MANHOLE], today())
    assert not diff.writes, diff
    assert {change.code for change in diff.absent} == {"0201", "1602"}


def test_a_changed_rule_is_a_new_one_and_old_tickets_keep_theirs(world):
    old = world.ticket()
    diff = import_duty_list([{**MANHOLE, "lead_agency_zh": "公安分局", "resolve_hours": "12"}], tomorrow())
    assert set(diff.changed[0].fields) == {"lead", "resolve_hours"}
    assert Rule.objects.filter(item=world.manhole).count() == 2
    old.refresh_from_db()
    assert propose(old).lead == world.roads
    assert propose(world.ticket()).lead == world.roads, "the new rule does not hold before its day"
    with clock.at(clock.now() + timedelta(days=2)):
        assert propose(world.ticket()).lead == world.police


def test_a_rule_that_is_yet_to_come_may_be_changed_once_more(world):
    import_duty_list([{**MANHOLE, "resolve_hours": "12"}], tomorrow())
    import_duty_list([{**MANHOLE, "resolve_hours": "6"}], tomorrow())
    rules = Rule.objects.filter(item=world.manhole).order_by("valid_from")
    assert [rule.resolve_hours for rule in rules] == [24, 6]
    assert rules[1].assists.count() == 2


def test_a_rule_that_has_begun_is_never_edited(world):
    import_duty_list([{**MANHOLE, "resolve_hours": "12"}], today())
    assert refused([{**MANHOLE, "resolve_hours": "6"}], today()) == [(2, "")]
    assert refused([{**MANHOLE, "resolve_hours": "6"}], today() - timedelta(days=3)) == [(2, "")]


def test_a_new_item_brings_its_major_and_its_spelling(world):
    row = {**MANHOLE, "code": "20", "major_zh": "供水", "item_code": "2001", "item_zh": "停水", "police(yes/no)": "是"}
    diff = import_duty_list([row], date(2020, 1, 1))
    item = Item.objects.get(code="2001")
    assert [change.code for change in diff.added] == ["2001"]
    assert (item.major.name, item.initials, item.is_police) == ("供水", "ts", True)
    assert item.rule_on(date(2020, 1, 1)).lead == world.roads


def test_a_renamed_item_needs_no_new_rule(world):
    import_duty_list([{**MANHOLE, "item_zh": "井盖缺失、破损"}], tomorrow())
    world.manhole.refresh_from_db()
    assert world.manhole.initials == "jgqsps"
    assert Rule.objects.filter(item=world.manhole).count() == 1


def test_a_dry_run_writes_nothing(world):
    diff = import_duty_list([{**MANHOLE, "resolve_hours": "1"}], tomorrow(), dry_run=True)
    assert len(diff.changed) == 1
    assert Rule.objects.filter(item=world.manhole).count() == 1


def test_all_errors_come_at_once_with_their_rows_and_nothing_is_written(world):
    rows = [
        {**MANHOLE, "resolve_hours": "1"},
        MANHOLE,
        {**MANHOLE, "item_code": "16-1"},
        {**MANHOLE, "item_code": "1603", "lead_agency_zh": "城管局", "assist_agencies": "供水公司;供水公司"},
        {**MANHOLE, "item_code": "1604", "lead_agency_zh": "联动中心", "assist_agencies": ""},
        {**MANHOLE, "item_code": "1605", "assist_agencies": "城市管理和综合执法局"},
        {**MANHOLE, "item_code": "1606", "priority(1-4)": "5", "feedback_minutes": "121", "resolve_hours": "２"},
        {**MANHOLE, "item_code": "1607", "major_zh": "别的", "police(yes/no)": "?", "item_zh": ""},
    ]
    assert refused(rows) == [
        (3, "item_code"), (4, "item_code"), (5, "lead_agency_zh"), (5, "assist_agencies"), (6, "lead_agency_zh"),
        (7, "assist_agencies"), (8, "priority(1-4)"), (8, "feedback_minutes"), (8, "resolve_hours"),
        (9, "item_zh"), (9, "police(yes/no)"), (9, "major_zh"),
    ]  # fmt: skip
    assert Rule.objects.filter(item=world.manhole).count() == 1


def test_an_unknown_unit_is_answered_with_names_near_it(world):
    with pytest.raises(ImportRefused, match="城市管理和综合执法局"):
        import_duty_list([{**MANHOLE, "lead_agency_zh": "城市管理综合执法局"}], tomorrow())


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_the_working_draft_goes_in_whole(db, tmp_path, encoding):
    text = DRAFT.read_text(encoding="utf-8-sig")
    for name in bodies(text):
        make_unit(name)
    file = tmp_path / "list.csv"
    file.write_bytes(text.encode(encoding))
    call_command("import_duty_list", str(file), "--valid-from", "2026-01-01")
    assert Item.objects.count() == 126
    assert Item.objects.values("major").distinct().count() == 36
    assert Rule.objects.values("lead").distinct().count() == 14
    assert set(RuleAssist.objects.filter(unit=None).values_list("placeholder", flat=True)) == {"street", "collector"}


def bodies(text):
    names = set()
    for row in csv.DictReader(text.lstrip("\ufeff").splitlines()):
        names |= {row["lead_agency_zh"], *row["assist_agencies"].split(";")}
    return sorted(name for name in names if name and name not in PLACEHOLDERS)


def test_the_command_says_what_is_wrong_by_row(world, tmp_path, capsys):
    file = tmp_path / "list.csv"
    with file.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.DictWriter(out, [*COLUMNS, "major_en", "item_en"])
        writer.writeheader()
        writer.writerow({**MANHOLE, "lead_agency_zh": "无此单位"})
    with pytest.raises(CommandError):
        call_command("import_duty_list", str(file))
    error = capsys.readouterr().err
    assert "2" in error
    assert "无此单位" in error
