"""Tickets that belong together, by keyboard: merged, taken apart again, split; the shift leader's list of repeats."""

from playwright.sync_api import expect

from dispatch import services
from dispatch.workflow import Stage

WORDS = "同一个井盖"


def test_a_duplicate_is_merged_by_keyboard_and_the_merge_is_undone(world, person, axe):
    first, second = world.ticket_at(Stage.HANDLING), world.ticket(caller=services.Caller(phone="19900005678"))
    desk = person(world.dispatcher).open(second.get_absolute_url())
    beside = person(world.dispatcher).open(first.get_absolute_url())
    desk.keyboard.press("m")
    desk.locator(".likely a").click()
    expect(desk.locator("#form-merge [name=number]")).to_have_value(first.number)
    axe(desk)
    desk.locator("#form-merge textarea").fill(WORDS)
    desk.keyboard.press("Control+Enter")
    expect(desk.locator("#f-head")).to_have_attribute("data-stage", Stage.CLOSED)
    expect(desk.locator("#f-kin")).to_contain_text(first.number)
    expect(beside.locator("#f-kin")).to_contain_text(second.number)
    expect(beside.locator("#f-facts")).to_be_visible()
    axe(desk)
    desk.keyboard.press("m")
    desk.locator("#form-unmerge textarea").fill("不是一回事")
    desk.keyboard.press("Control+Enter")
    expect(desk.locator("#f-head")).to_have_attribute("data-stage", Stage.ASSIGNMENT)
    expect(beside.locator("#f-kin")).to_be_hidden()


def test_a_part_is_split_off_and_stands_on_both_pages(world, person, axe):
    whole = world.ticket_at(Stage.HANDLING)
    desk = person(world.dispatcher).open(whole.get_absolute_url())
    desk.keyboard.press("t")
    form = desk.locator("#form-split")
    form.locator("textarea").wait_for()
    axe(desk)
    form.locator("select[name=item]").evaluate("(list) => { list.value = '1602' }")
    form.locator("textarea").fill("旁边的路灯不亮")
    desk.keyboard.press("Control+Enter")
    expect(desk.locator("#f-kin")).to_contain_text("路灯不亮")
    axe(desk)
    desk.locator("#f-kin a").click()
    expect(desk.locator("#f-kin")).to_contain_text(whole.number)


def test_what_comes_again_appears_on_the_shift_leaders_list_and_leaves_it(world, person, axe):
    earlier = [world.ticket() for _ in range(2)]
    leader = person(world.shift_leader)
    board = leader.open("/repeats/")
    axe(board)
    third = world.ticket()
    row = board.locator(f"#t-{third.pk}")
    expect(row).to_be_visible()
    page = leader.open(third.get_absolute_url())
    page.keyboard.press("3")
    expect(page.locator(".likely")).to_contain_text(earlier[0].number)
    axe(page)
    page.locator("#form-review_repeat textarea").fill("约谈物业")
    page.keyboard.press("Control+Enter")
    expect(row).to_have_count(0)
