"""The duty list from a file, in the browser: CSV and XLSX, tried first, with every difference, then carried out."""

import csv
import html
import io
import re
from datetime import timedelta

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from dispatch.models import Item
from dispatch.services import rules
from units import clock

PAGE = "/registry/duty-list/import/"


def tomorrow():
    return (clock.local_day(clock.now()) + timedelta(days=1)).isoformat()


@pytest.fixture
def admin(as_):
    return as_("sysadmin")


def downloaded(admin):
    text = admin.get(reverse("dispatch:duty_list_file")).content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


def changed(rows, code="1601", **cells):
    heading = rows[0]
    for row in rows[1:]:
        if row[heading.index("item_code")] == code:
            for name, value in cells.items():
                row[heading.index(name)] = value
    return rows


def as_csv(rows, encoding="utf-8-sig"):
    written = io.StringIO(newline="")
    csv.writer(written).writerows(rows)
    return SimpleUploadedFile("list.csv", written.getvalue().encode(encoding))


def as_xlsx(rows):
    """As a spreadsheet keeps it: whole numbers as numbers, so that 0201 becomes 201."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append([int(cell) if cell.isdigit() else cell for cell in row])
    written = io.BytesIO()
    book.save(written)
    return SimpleUploadedFile("list.xlsx", written.getvalue())


def tried(admin, file, **more):
    return admin.post(PAGE, {"file": file, "valid_from": tomorrow(), **more})


def apply_form(page):
    """What the page of differences sends when it is carried out."""
    form = page[page.index('id="apply-form"') :]
    text = html.unescape(re.search(r"<textarea[^>]*>(.*?)</textarea>", form, re.S)[1].removeprefix("\n"))
    seen = re.search(r'name="seen" value="([0-9a-f]{64})"', form)[1]
    return {"text": text, "valid_from": tomorrow(), "seen": seen}


def test_the_download_brought_back_changes_nothing(world, admin):
    for file in (as_csv(downloaded(admin)), as_xlsx(downloaded(admin)), as_csv(downloaded(admin), "gb18030")):
        page = tried(admin, file).content.decode()
        assert "says the same already" in page


@pytest.mark.parametrize("made", [as_csv, as_xlsx])
def test_a_change_is_shown_first_and_then_carried_out(world, admin, made):
    rows = changed(
        downloaded(admin), lead_agency_zh="供水公司", assist_agencies="城市管理和综合执法局", resolve_by="working_hours"
    )
    page = tried(admin, made(rows)).content.decode()
    assert '<span class="is">供水公司</span>' in page
    assert world.manhole.rules.count() == 1, "nothing is written by a try"
    assert admin.send(PAGE, apply_form(page)).status_code == 302
    rule = world.manhole.rules.latest("valid_from")
    assert (rule.lead, rule.resolve_by, rule.by, rule.valid_from.isoformat()) == (
        world.water, "working_hours", world.sysadmin, tomorrow(),
    )  # fmt: skip
    assert Item.objects.count() == 3


def test_what_was_shown_is_what_is_carried_out(world, admin):
    page = tried(admin, as_csv(changed(downloaded(admin), resolve_hours="48"))).content.decode()
    rules.write_rule(
        world.manhole, valid_from=clock.local_day(clock.now()) + timedelta(days=1), lead=world.water, assists=[], priority=1,
        feedback_minutes=30, resolve_hours=12, by=world.sysadmin,
    )  # fmt: skip
    answer = admin.send(PAGE, apply_form(page))
    assert answer.status_code in (409, 422)
    assert world.manhole.rules.count() == 2
    assert world.manhole.rules.latest("valid_from").resolve_hours == 12


def test_every_error_is_shown_by_row(world, admin):
    rows = changed(downloaded(admin), lead_agency_zh="月亮局", resolve_by="lunar")
    answer = tried(admin, as_csv(rows))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "月亮局" in page
    assert "lunar" in page
    assert "2 errors" in page


@pytest.mark.parametrize(
    "content",
    [b"", b"PK\x03\x04 broken", b"a,b\n1,2\n", b"\xff\xfe\xff", b'"open', b"PK\x03\x04" + b"\x00" * 500],
    ids=["empty", "broken sheet", "other columns", "no text", "open quote", "zeros"],
)
def test_a_file_that_is_no_list_is_refused_with_a_sentence(world, admin, content):
    answer = tried(admin, SimpleUploadedFile("list.csv", content))
    assert answer.status_code == 422
    assert 'class="error"' in answer.content.decode()


def test_without_file_or_day_and_with_a_page_that_was_not_whole(world, admin):
    assert admin.post(PAGE, {"valid_from": tomorrow()}).status_code == 422
    assert tried(admin, as_csv(downloaded(admin)), valid_from="yesterday").status_code == 422
    assert admin.send(PAGE, {"text": "x", "valid_from": "", "seen": ""}).status_code == 422
    assert admin.send(PAGE, {"text": "x", "valid_from": tomorrow(), "seen": "0" * 64}).status_code == 422
    assert tried(admin, SimpleUploadedFile("list.csv", b"x" * (1024 * 1024 + 1))).status_code == 422
