"""Two people at one ticket: each sees the other, both correct it, the second chooses by keyboard; a phrase goes to the caret."""

from playwright.sync_api import expect

from dispatch import services
from dispatch.models import Event, Ticket
from units.models import Seat, User


def test_two_at_one_ticket_by_keyboard(world, person, axe):
    ticket = world.ticket()
    User.objects.filter(pk=world.call_taker.pk).update(volumes={"new_p1": 0, "drill": 0})
    services.keep_phrase(kind="template", words="{place}的{item}，已问清", by=world.shift_leader)
    services.keep_phrase(kind="phrase", words="请稍候", owner=world.call_taker, by=world.call_taker)
    Seat.objects.create(code="L1", name="值班长席", occupant=world.shift_leader)
    one = person(world.shift_leader).open(ticket.get_absolute_url())
    two = person(world.call_taker).open(ticket.get_absolute_url())
    expect(two.locator("#presence")).to_contain_text("L1")
    expect(one.locator("#presence")).to_contain_text(world.call_taker.name)

    for page in (one, two):
        page.keyboard.press("f")
        expect(page.locator("#id_correct_text")).to_be_focused()
    # the panel: a template, filled in from the ticket, where the second was writing
    two.keyboard.type("甲乙")
    two.keyboard.press("ArrowLeft")
    two.keyboard.press("Alt+s")
    expect(two.locator(".sp-line").first).to_be_focused()
    two.keyboard.press("ArrowRight")
    expect(two.locator("#side-2 .sp-line")).to_be_focused()
    axe(two)
    two.keyboard.press("1")
    expect(two.locator("#id_correct_text")).to_be_focused()
    expect(two.locator("#id_correct_text")).to_have_value("甲东河路 12 号的井盖缺失，已问清乙")
    two.keyboard.press("Alt+s")
    two.keyboard.press("ArrowRight")
    two.keyboard.type("gaf")
    expect(two.locator("#side-3 .sp-line:visible")).to_have_count(1)
    expect(two.locator("#side-3 .sp-line:visible")).to_contain_text("公安分局")
    two.keyboard.press("Escape")
    expect(two.locator("#side-panel")).to_be_hidden()
    expect(two.locator("#id_correct_text")).to_be_focused()

    two.locator("#id_correct_words").fill("井盖碎了")
    two.locator("#id_correct_address").fill("东河路 12 号对面")
    one.locator("#id_correct_text").fill("回拨")
    one.locator("#id_correct_words").fill("井盖歪了")
    one.keyboard.press("Control+Enter")
    expect(one.locator("#toasts")).to_contain_text("已更正")
    one.keyboard.press("Alt+w")
    expect(one.locator("details.more a").first).to_be_focused()
    one.keyboard.press("Enter")
    two.keyboard.press("Control+Enter")
    mine, theirs = (two.locator(f"[name=choice-words][value={side}]") for side in ("mine", "theirs"))
    expect(mine).to_be_focused()
    expect(two.locator("#both-words")).to_contain_text(world.shift_leader.name)
    axe(two)
    two.keyboard.press("ArrowDown")
    expect(theirs).to_be_checked()
    two.keyboard.press("ArrowUp")
    expect(mine).to_be_checked()
    two.keyboard.press("ArrowDown")
    two.keyboard.press("Control+Enter")
    expect(two.locator("#toasts")).to_contain_text("已更正")
    ticket = Ticket.objects.get()
    assert (ticket.words, ticket.address) == ("井盖歪了", "东河路 12 号对面")
    assert Event.objects.filter(kind="correct").count() == 2

    expect(two.locator("#presence")).to_contain_text("只有您")

    # a sound that is off has its twin all the same; one that may not be is quiet at most
    two.evaluate("document.dispatchEvent(new CustomEvent('alarm', {detail: {kind: 'drill'}}))")
    two.evaluate("document.dispatchEvent(new CustomEvent('alarm', {detail: {kind: 'new_p1'}}))")
    drill, first = (two.locator("#alerts .alert", has_text=words) for words in ("演练", "一级"))
    expect(drill).to_contain_text("您已关闭")
    expect(first).not_to_contain_text("您已关闭")
    shown = two.locator("#alerts .alert").count()
    two.keyboard.press("F10")
    expect(two.locator("#alerts .alert")).to_have_count(shown - 1)
