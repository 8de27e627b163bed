"""A notice in a call taker's browser: below the bar, without touching what is typed, and gone by a key."""

from playwright.sync_api import expect

from units.models import NoticeRead
from units.services.notices import send_notice


def test_it_comes_while_somebody_types_and_goes_by_a_key(world, person, axe):
    page = person(world.call_taker).open("/calls/new/")
    words = page.locator("#id_words")
    words.click()
    page.keyboard.type("井盖不见了")
    notice = send_notice(text="供水公司下午检修城东片区", hours=4, by=world.shift_leader)
    expect(page.locator(".notice-text")).to_have_text(notice.text)
    expect(words).to_be_focused()
    expect(words).to_have_value("井盖不见了")
    axe(page)
    page.keyboard.press("Alt+y")
    expect(page.locator(".notice-line")).to_have_count(0)
    expect(words).to_be_focused()
    expect(words).to_have_value("井盖不见了")
    assert NoticeRead.objects.get().user == world.call_taker
    leader = person(world.shift_leader).open("/notices/")
    expect(leader.locator(".notice-card")).to_contain_text(world.call_taker.name)
    axe(leader)
