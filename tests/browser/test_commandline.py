"""From an empty call form to an assigned ticket and a unit's word without the mouse, by the command line."""

from playwright.sync_api import expect

from dispatch.models import Event, Ticket
from dispatch.workflow import Stage
from intake.models import Draft


def say(page, line, sentence):
    """Type a line; Enter is pressed once its sentence stands there."""
    page.keyboard.type(line)
    expect(page.locator("#command-says")).to_contain_text(sentence)


def test_a_call_is_taken_assigned_and_followed_without_the_mouse(world, person, axe):
    page = person(world.dispatcher).open("/calls/new/?fresh=1")
    page.locator("#id_item[role=combobox]").wait_for()
    page.locator("#id_number").focus()
    page.keyboard.type("13800000021\n王小明\n井盖不见了")
    page.keyboard.press("Tab")
    page.keyboard.type("xsz")
    page.keyboard.press("Enter")
    page.keyboard.type("老街 3 号\njg")
    page.keyboard.press("Enter")
    page.keyboard.press("F9")
    expect(page.locator("#toasts")).to_contain_text("已开立 T")
    expect(page.locator("#id_number")).to_be_focused()
    ticket = Ticket.objects.get()

    # a new call begins; the line is opened from its field, and the keyboard comes back to it
    page.keyboard.type("138000")
    page.keyboard.press("Control+/")
    say(page, "派 1 ", "主办")
    axe(page)
    page.keyboard.type("nobody")
    expect(page.locator("#command-says")).to_contain_text("没有叫")
    page.keyboard.press("Enter")
    expect(page.locator("#command")).to_have_value("派 1 nobody")
    assert Ticket.objects.get().stage == Stage.ASSIGNMENT
    page.locator("#command").fill("")
    say(page, "派 1 zzz", "没有叫")
    page.locator("#command").fill("")
    say(page, "派 1 gafj", "公安分局 主办")
    page.keyboard.press("Enter")
    expect(page.locator("#toasts")).to_contain_text("已派")
    expect(page.locator("#command")).to_have_value("")
    ticket.refresh_from_db()
    assert ticket.stage == Stage.HANDLING
    assert world.part(ticket, world.police).part == "lead"

    # a unit rings; what was said before comes back by the arrow, without notes
    say(page, "gafj 1 签收", "代录")
    page.keyboard.press("Enter")
    expect(page.locator("#toasts")).to_contain_text("已签收")
    assert Event.objects.get(kind="accept").data["relayed"]
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(page.locator("#command")).to_have_value("派 1 gafj")
    page.keyboard.press("Escape")
    expect(page.locator("#id_number")).to_be_focused()
    expect(page.locator("#id_number")).to_have_value("138000")

    # the keys of the page, and back
    page.keyboard.press("Alt+h")
    expect(page.locator("#keys")).to_contain_text("F9")
    axe(page)
    page.keyboard.press("Escape")
    expect(page.locator("#id_number")).to_be_focused()

    # the line goes to another page: the call that was begun is parked
    page.keyboard.press("Control+/")
    say(page, "看", "看板")
    page.keyboard.press("Tab")
    expect(page.locator("#command")).to_have_value("看板")
    with page.expect_navigation(url="**/board/**"):
        page.keyboard.press("Enter")
    assert Draft.objects.count() == 1
    page.keyboard.press("/")
    page.keyboard.type("1")
    expect(page.locator("#command-says")).to_contain_text("打开")
    with page.expect_navigation(url=f"**/tickets/{ticket.number}/"):
        page.keyboard.press("Enter")
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_contain_text("命令行")
    assert page.evaluate("Object.values(sessionStorage).join()").count("138000") == 0
