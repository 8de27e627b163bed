"""The arbiter's page: the two sides face to face, filled by one key, sent by keyboard, and binding."""

import pytest
from playwright.sync_api import expect

from dispatch.workflow import Stage
from tests.dispatch.verbs import WORDS, address

pytestmark = pytest.mark.browser


def test_a_side_fills_the_ruling_and_the_keyboard_sends_it(world, person, axe):
    ticket = world.ticket_at(Stage.ARBITRATION)
    desk = person(world.arbiter).open("/disputes/")
    axe(desk)
    desk.locator(f'a[href="{address("rule", ticket)}"]').click()
    expect(desk.locator(".dispute .side")).to_have_count(2)
    axe(desk)
    desk.keyboard.press("2")
    expect(desk.locator("#form-rule [name=legal_basis]")).to_be_focused()
    desk.keyboard.type("《条例》第三条")
    desk.keyboard.press("Tab")
    desk.keyboard.type(WORDS)
    desk.keyboard.press("Control+Enter")
    expect(desk.locator("#f-head")).to_have_attribute("data-stage", Stage.HANDLING)
    expect(desk.locator("#f-timeline")).to_contain_text(WORDS)
    assert ticket.assignments.open().get(part="lead").unit == world.fire
