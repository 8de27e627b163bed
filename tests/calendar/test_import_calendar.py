"""Importing a year's notice: a dry run, errors by row, a diff, and the year is official from then on."""

from datetime import UTC, date, datetime

import pytest
from django.core.management import call_command

from units import calendar
from units.calendar.days import OFFICIAL
from units.models import CalendarDay
from units.services.calendar import import_calendar
from units.services.importing import ImportRefused

YEAR = max(OFFICIAL) + 1
NOTICE = [
    {"day": f"{YEAR}-02-08", "working": "休", "name": "春节"},
    {"day": f"{YEAR}/2/9", "working": "no", "name": "春节"},
    {"day": f"{YEAR}-02-20", "working": "班", "name": "春节"},
]


def spring():
    return datetime(YEAR, 2, 5, 2, tzinfo=UTC), datetime(YEAR, 3, 1, tzinfo=UTC)


def test_a_notice_makes_its_year_official(world):
    assert calendar.current().provisional(*spring())
    diff = import_calendar(NOTICE, by=world.sysadmin)
    assert [change.code for change in diff.added] == [f"{YEAR}-02-08", f"{YEAR}-02-09", f"{YEAR}-02-20"]
    assert not calendar.current().provisional(*spring())
    assert calendar.current().lacking(date(YEAR, 1, 1)) == []
    assert set(CalendarDay.objects.values_list("source", "by")) == {("file", world.sysadmin.pk)}
    assert CalendarDay.objects.get(day=f"{YEAR}-02-20").working


def test_the_same_file_again_changes_nothing_and_a_corrected_one_what_it_corrects(world):
    import_calendar(NOTICE, by=world.sysadmin)
    assert not import_calendar(NOTICE, by=world.sysadmin).writes
    diff = import_calendar([{**NOTICE[0], "working": "班"}], by=world.sysadmin)
    assert diff.changed[0].fields == {"working": (False, True)}
    assert [change.code for change in diff.absent] == [f"{YEAR}-02-09", f"{YEAR}-02-20"]


def test_a_bad_file_is_refused_whole_with_every_row_named(world):
    bad = [
        {"day": "", "working": "休"},
        {"day": "February", "working": "休"},
        {"day": "1999-01-01", "working": "休"},
        {**NOTICE[0], "working": "maybe"},
        {**NOTICE[0], "name": "节" * 61},
    ]
    with pytest.raises(ImportRefused) as refused:
        import_calendar([*NOTICE[1:], *bad], by=world.sysadmin)
    found = {(error.row, error.column) for error in refused.value.errors}
    assert found == {(4, "day"), (5, "day"), (6, "day"), (7, "working"), (8, "day"), (8, "name")}
    assert not CalendarDay.objects.exists()


def test_the_command_shows_the_difference_first(world, tmp_path, capsys):
    file = tmp_path / "notice.csv"
    lines = ["day,working,name", *(",".join(row.values()) for row in NOTICE)]
    file.write_bytes("\n".join(lines).encode("gb18030"))
    call_command("import_calendar", str(file), "--dry-run")
    shown = capsys.readouterr().out
    assert "+ added: 3" in shown and f"{YEAR}-02-20 worked 春节" in shown and "nothing was written" in shown
    assert not CalendarDay.objects.exists()
    call_command("import_calendar", str(file))
    assert CalendarDay.objects.count() == 3
    assert set(CalendarDay.objects.values_list("by__username", flat=True)) == {"system"}
