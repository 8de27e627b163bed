"""Two seats type one event at once, and one is quicker: the other is asked before F9 opens it twice."""

import pytest
from playwright.sync_api import expect

from dispatch.models import Party, Ticket
from intake.models import Call

WORDS, PLACE = "城东物流园三号仓库冒黑烟", "城东物流园三号仓库"


@pytest.fixture
def asked(world, person):
    """The page that was asked, and the ticket: its matches could not be loaded when that was opened elsewhere."""
    page = person(world.call_taker).open("/calls/new/?fresh=1")
    page.locator("#id_number").fill("13800000001")
    page.locator("#id_words").fill(WORDS)
    page.locator("#id_address").fill(PLACE)
    page.locator("#id_item[role=combobox]").focus()
    page.keyboard.type("0201")
    page.keyboard.press("Enter")
    with page.expect_response("**/calls/matches/"):
        page.locator("#id_name").fill("王小明")
        page.locator("#id_words").fill(f"{WORDS}。")
    page.route("**/calls/matches/", lambda route: route.abort())
    ticket = world.ticket(words=WORDS, item=world.fight, by=world.dispatcher)
    expect(page.locator("#matches")).to_contain_text("未能加载")
    page.keyboard.press("F9")
    box = page.locator(".just-opened")
    expect(box).to_contain_text(ticket.number)
    expect(box).to_contain_text(world.dispatcher.label)
    expect(box).to_be_focused()
    expect(page.locator("#id_words")).to_have_value(f"{WORDS}。")
    expect(page.locator("#id_name")).to_have_value("王小明")
    assert Call.objects.count() == 0
    page.unroute("**/calls/matches/")
    return page, ticket


def test_its_key_joins_the_caller(asked, axe):
    page, ticket = asked
    axe(page)
    page.keyboard.press("Alt+1")
    expect(page.locator("#toasts")).to_contain_text(ticket.number)
    assert Ticket.objects.count() == 1 and Party.objects.filter(ticket=ticket, phone="13800000001").exists()


def test_f9_once_more_opens_a_ticket_of_its_own(asked):
    page, ticket = asked
    page.keyboard.press("F9")
    expect(page.locator("#toasts")).to_contain_text("已开立")
    assert Ticket.objects.exclude(pk=ticket.pk).get().words == f"{WORDS}。"
