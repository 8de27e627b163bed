"""The main job, end to end, with three browsers open at once: hall, agency and collector. Each screen changes by itself."""

from playwright.sync_api import expect

from dispatch.models import Ticket
from dispatch.workflow import Stage
from intake.models import Call
from tests.photos import corpus


def test_a_call_becomes_a_ticket_and_is_closed_while_every_screen_follows(world, person, axe):
    hall, agency, phone = person(world.shift_leader), person(world.police_handler), person(world.collector, (390, 844))
    board, inbox, tasks = hall.open("/board/?stage=all"), agency.open("/inbox/"), phone.open("/tasks/")
    for page in (board, inbox, tasks):
        axe(page)

    # a call comes in and becomes a ticket: keys, and one click on the map
    taking = hall.open("/calls/new/?fresh=1")
    taking.locator("#id_item[role=combobox]").wait_for()
    axe(taking)
    taking.locator("#id_number").focus()
    taking.keyboard.type("19900005555\n李女士\n")
    taking.keyboard.type("楼下有人打架")
    box = taking.locator("[data-map]").bounding_box()
    taking.mouse.click(box["x"] + box["width"] * 0.4, box["y"] + box["height"] * 0.5)
    expect(taking.locator("main")).to_contain_text("东河街道")
    taking.locator("#id_item[role=combobox]").focus()
    taking.keyboard.type("0201")
    taking.keyboard.press("Enter")
    taking.keyboard.press("F9")
    expect(taking.locator("#toasts")).to_contain_text("已开立 T")
    ticket = Ticket.objects.get()
    assert Call.objects.get().concerns.get().ticket == ticket
    assert (ticket.cell, ticket.item, ticket.words) == (world.east_cell, world.fight, "楼下有人打架")

    # the board shows it by itself; the dispatcher assigns it as the duty list proposes
    expect(board.locator(f"#t-{ticket.pk}")).to_be_visible()
    desk = hall.open(f"/tickets/{ticket.number}/")
    axe(desk)
    desk.locator("#form-assign button[type=submit]").click()
    expect(board.locator(f"#t-{ticket.pk}")).to_contain_text("公安分局")
    expect(desk.locator("#f-head")).to_have_attribute("data-stage", Stage.HANDLING)

    # the agency's inbox shows it by itself; the agency works it
    part = world.part(ticket, world.police)
    expect(inbox.locator(f"#p-{part.pk}")).to_be_visible()
    at_work = agency.open(f"/inbox/{part.pk}/")
    axe(at_work)
    at_work.locator("#form-accept button[type=submit]").click()
    expect(inbox.locator(f"#p-{part.pk}")).to_contain_text("已签收")
    expect(desk.locator("#f-timeline")).to_contain_text("签收")
    expect(at_work.locator("#form-depart, #form-arrive").first).to_be_attached()
    at_work.goto(f"http://{agency.host}/parts/{part.pk}/give_feedback/")
    form = at_work.locator("#form-give_feedback")
    for question in ("facts_true", "in_remit", "solved"):
        pick(form.locator(f"input[name={question}]").first)
    form.locator("[name=public_answer]").fill("双方已劝离，现场恢复。")
    axe(at_work)
    at_work.locator("button[form=form-give_feedback], #form-give_feedback button[type=submit]").locator(
        "visible=true"
    ).click()
    expect(inbox.locator(f"#p-{part.pk}")).to_have_count(0)

    # the collector's phone shows the check by itself; he answers it on the spot
    check = ticket.verifications.get()
    expect(tasks.locator(f"#v-{check.pk}")).to_be_visible()
    on_site = phone.open(f"/tasks/{check.pk}/")
    axe(on_site)
    pick(on_site.locator("#form-answer input[name=fixed]").first)
    shot = {"name": "done.jpg", "mimeType": "image/jpeg", "buffer": corpus.jpeg()}
    on_site.locator("#form-answer input[type=file]").first.set_input_files(shot)
    on_site.locator("#form-answer button[type=submit]").click()
    expect(tasks.locator(f"#v-{check.pk}")).to_have_count(0)

    # the hall's ticket page is at the call-back by itself; the caller is content, and it closes
    expect(desk.locator("#f-head")).to_have_attribute("data-stage", Stage.CALLBACK)
    desk.locator("[data-verb=close]").first.click()
    form = desk.locator("#form-close")
    form.locator("[name=solved]").first.wait_for(state="attached")
    choose(form, "solved", "solved")
    choose(form, "disposition", "on_site")
    axe(desk)
    form.locator("button[type=submit]").click()
    expect(desk.locator("#f-head")).to_have_attribute("data-stage", Stage.CLOSED)
    expect(board.locator(f"#t-{ticket.pk}")).to_have_count(0)
    ticket.refresh_from_db()
    assert (ticket.stage, ticket.disposition) == (Stage.CLOSED, "on_site")

    # the supervisor sees the day, the agency its history, the collector reports a finding of his own
    day = person(world.supervisor).open("/day/")
    axe(day)
    expect(day.locator("main")).to_contain_text("100")
    for page in (
        agency.open("/inbox/history/"),
        phone.open("/tasks/report/"),
        hall.open("/find/"),
        hall.open("/registry/"),
    ):
        axe(page)


def choose(form, name, value):
    """Pick a value whether the field is drawn as a list or as tiles."""
    if form.locator(f"select[name={name}]").count():
        form.locator(f"select[name={name}]").select_option(value, force=True)
    else:
        pick(form.locator(f"input[name={name}][value='{value}']"))


def pick(choice):
    """As a finger does: on the label around it, once it stands still and nothing lies over it."""
    choice.locator("xpath=ancestor::label").click()
    expect(choice).to_be_checked()


def test_the_door_and_the_refusals_are_readable(world, person, axe, web):
    visitor = person(world.roads_handler)
    page = visitor.context.new_page()
    for path in ("/board/", "/tickets/T20260101-9999/", "/nowhere/"):
        page.goto(f"http://{visitor.host}{path}")
        expect(page.locator("h1")).to_be_visible()
        axe(page)
    visitor.context.clear_cookies()
    page.goto(f"http://{visitor.host}/login/")
    axe(page)
