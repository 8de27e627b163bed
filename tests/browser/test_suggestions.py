"""The item suggested in a call taker's browser: it comes while the words are typed and stands in the form by a key."""

from playwright.sync_api import expect

from dispatch.suggesting import making


def test_it_comes_while_the_words_are_typed_and_is_chosen_by_its_key_alone(world, person, axe):
    suggester = making.begin()
    while making.step(suggester):
        pass
    page = person(world.call_taker).open("/calls/new/")
    words, item = page.locator("#id_words"), page.locator("#id_item-value")
    words.click()
    page.keyboard.type("门口的井盖不见了")
    first = page.locator("[data-suggested]").first
    expect(first).to_contain_text("井盖缺失")
    expect(page.locator(".suggested q").first).to_have_text("井盖")
    expect(item).to_have_value("")
    expect(words).to_be_focused()
    axe(page)
    page.keyboard.press("Alt+7")
    expect(item).to_have_value("1601")
    expect(page.locator("#item-facts")).to_contain_text("60")
    expect(words).to_be_focused()
    expect(words).to_have_value("门口的井盖不见了")
    expect(page.locator(".suggested.dim [aria-pressed=true]")).to_have_count(1)
    axe(page)
    ticket = world.ticket(words="门口的井盖不见了")
    expect(page.locator("#matches")).to_contain_text(
        ticket.number
    )  # opened at another seat, and nothing was typed here since
    expect(words).to_be_focused()
