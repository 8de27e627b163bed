"""The centre's desk in a browser: rows by keyboard, and words that survive whatever comes over the line."""

from playwright.sync_api import expect

from dispatch import services
from dispatch.workflow import Stage

WORDS = "请带照明设备"


def test_rows_are_walked_and_opened_by_keyboard(world, person, axe):
    tickets = [world.ticket() for _ in range(3)]
    board = person(world.dispatcher).open("/board/")
    axe(board)
    board.keyboard.press("Shift+F6")  # the bar of layers: here digits are layers and not the tabs of the board
    for key in "67":
        board.keyboard.press(key)
    expect(board.locator(".layer[aria-pressed=true]")).to_have_text(["6未办结工单", "7路灯杆"])
    expect(board.locator(".glyph.ticket:not(button *)")).to_have_count(3)
    axe(board)
    board.keyboard.press("Escape")
    expect(board.locator(".layer:visible")).to_have_count(2)
    for key in ("j", "j", "j", "k"):
        board.keyboard.press(key)
    expect(board.locator(f"#t-{tickets[1].pk} a")).to_be_focused()
    board.keyboard.press("Enter")
    expect(board.locator("#f-head .number")).to_have_text(tickets[1].number)
    axe(board)


def test_words_survive_what_others_do_and_a_refusal_and_are_sent_in_the_end(world, person, axe):
    ticket = world.ticket()
    desk = person(world.dispatcher).open(ticket.get_absolute_url())
    desk.locator("#form-assign textarea").fill(WORDS)

    # a note of somebody else moves nothing: the timeline grows, the form stays as it is
    services.note(ticket, text="来电人补充了位置", by=world.call_taker)
    expect(desk.locator("#f-timeline")).to_contain_text("来电人补充了位置")
    expect(desk.locator("#form-assign textarea")).to_have_value(WORDS)

    # somebody is quicker, and it comes back: the form is old, says so, and is refused with the name
    services.assign(ticket, lead=world.fire, by=world.shift_leader)
    part = world.part(ticket, world.fire)
    services.hand_back(part, reason="R5", text="地点不清", by=world.fire_handler)
    expect(desk.locator(".changed-meanwhile")).to_be_visible()
    desk.locator("#form-assign button[type=submit]").click()
    expect(desk.locator("#form-assign [role=alert]")).to_contain_text(world.fire_handler.name)
    expect(desk.locator("#form-assign textarea")).to_have_value(WORDS)
    axe(desk)

    # the same words, sent again from the present version
    desk.locator("#form-assign button[type=submit]").click()
    expect(desk.locator("#f-head")).to_have_attribute("data-stage", Stage.HANDLING)
    expect(desk.locator("#f-timeline")).to_contain_text(WORDS)


def test_a_number_is_shown_for_a_reason_in_place(world, person, axe):
    ticket = world.ticket_at(Stage.CALLBACK)
    desk = person(world.callback).open(ticket.get_absolute_url())
    axe(desk)
    desk.locator(".parties a").click()
    desk.locator(".parties input[name=text]").wait_for()
    axe(desk)
    desk.locator(".parties button[type=submit]").click()
    expect(desk.locator(".revealed")).to_contain_text("19900001234")
    expect(desk.locator("#f-timeline")).to_contain_text("查看号码")
    expect(desk.locator(".revealed")).to_contain_text("19900001234")
