"""The duty list as law, in a browser: questions at the call, danger by one key, a lead that follows an answer, the editor,
and a screen that lets go of what became confidential."""

import io

import openpyxl
from playwright.sync_api import expect

from dispatch import services
from dispatch.models import Condition, Option, Ticket
from dispatch.workflow import Stage
from tests.cast import LONG_AGO


def asking(world):
    condition = Condition.objects.create(
        item=world.manhole, position=0, text="井盖权属标识", text_en="Whose mark?", valid_from=LONG_AGO
    )
    for position, (label, lead) in enumerate({"供水公司": world.water, "无标识": None}.items()):
        Option.objects.create(condition=condition, position=position, label=label, lead=lead)
    return condition


def test_an_item_asks_its_questions_while_the_call_is_typed_and_danger_is_one_key(world, person, axe):
    asking(world)
    call = person(world.call_taker).open("/calls/new/?fresh=1")
    call.locator("#id_item-field input[role=combobox]").fill("1601")
    call.keyboard.press("Enter")
    expect(call.locator("#questions")).to_contain_text("井盖权属标识")
    call.get_by_label("供水公司", exact=True).check()
    call.keyboard.press("Alt+x")
    expect(call.locator("[name=danger]")).to_be_checked()
    expect(call.locator("[name=priority][value='1']")).to_be_checked()
    axe(call)
    call.locator("[name=address]").fill("东河路 12 号")
    call.keyboard.press("F9")
    expect(call.locator(".saved")).to_be_visible()
    ticket = Ticket.objects.get()
    assert (ticket.danger, ticket.priority) == (True, 1)
    assert ticket.condition_answers.get().option.label == "供水公司"

    # at the desk the answer leads, and another answer leads elsewhere
    desk = person(world.dispatcher).open(ticket.get_absolute_url())
    expect(desk.locator("#form-assign [name=lead]")).to_have_value(str(world.water.pk))
    axe(desk)
    desk.get_by_label("无标识", exact=True).check()
    expect(desk.locator("#form-assign [name=lead]")).to_have_value(str(world.water.pk))
    desk.get_by_label("供水公司", exact=True).check()
    desk.locator("#form-assign button[type=submit]").click()
    expect(desk.locator("#f-head")).to_have_attribute("data-stage", "handling")
    assert {part.unit for part in ticket.assignments.all()} >= {world.water, world.police}


def test_open_screens_let_go_of_what_becomes_confidential(world, person):
    ticket = world.ticket_at(Stage.HANDLING)
    board, page = person(world.dispatcher).open("/board/"), person(world.viewer).open(ticket.get_absolute_url())
    expect(board.locator(f"#t-{ticket.pk}")).to_be_visible()
    services.seal(ticket, text="举报人要求保密", by=world.shift_leader)
    expect(board.locator(f"#t-{ticket.pk}")).to_have_count(0)
    expect(page.locator(".refusal .code")).to_have_text("404")
    expect(page.locator("body")).not_to_contain_text("东河路 12 号")


def test_the_duty_list_is_read_changed_and_imported(world, person, axe, tmp_path):
    asking(world)
    admin = person(world.sysadmin).open("/registry/duty-list/")
    axe(admin)
    admin.get_by_role("link", name="1601").click()
    axe(admin)
    admin.locator("#rule-form [name=resolve_hours]").fill("48")
    admin.locator("#rule-form button[type=submit]").click()
    expect(admin.locator(".rule.to_come .diff")).to_contain_text("48")
    admin.goto(admin.url.replace("1601/", "import/"))
    axe(admin)
    rows = [
        ["code", "major_zh", "item_code", "item_zh", "lead_agency_zh", "assist_agencies", "priority(1-4)"],
        [16, "市政设施", 1602, "路灯不亮", "供水公司", "", 3],
    ]
    rows[0] += ["feedback_minutes", "resolve_hours", "police(yes/no)"]
    rows[1] += [120, 72, "no"]
    admin.locator("[name=file]").set_input_files(sheet(tmp_path, rows))
    admin.locator("#upload-form button[type=submit]").click()
    expect(admin.locator("#tried .diff .is").first).to_be_visible()
    axe(admin)
    admin.locator("#apply-form button[type=submit]").click()
    expect(admin.locator("#i-1602 .badge.soon")).to_be_visible()
    phone = person(world.sysadmin, size=(390, 844)).open("/registry/duty-list/1601/")
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    axe(phone)


def sheet(folder, rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    written = io.BytesIO()
    book.save(written)
    path = folder / "list.xlsx"
    path.write_bytes(written.getvalue())
    return path
