"""A form that comes back shows the sentence of the field that is wrong, also where the form is longer than its place."""

from playwright.sync_api import expect


def test_the_sentence_of_a_wrong_field_is_seen(world, person):
    page = person(world.call_taker).open("/calls/new/")
    for field, words in (("#id_place", "东河"), ("#id_item", "1601")):
        page.locator(field).focus()
        page.keyboard.type(words)
        page.keyboard.press("Enter")
    page.keyboard.press("Alt+e")
    expect(page.locator("[name=trapped]")).to_be_focused()
    page.keyboard.type("-1")
    page.keyboard.press("F9")
    expect(page.locator("[name=trapped]")).to_have_attribute("aria-invalid", "true")
    expect(page.locator(".error", has_text="9999").first).to_be_in_viewport(ratio=1)
