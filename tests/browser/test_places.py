"""The address field under fast fingers: what is taken is what was found for the words that stand there."""

import os

from playwright.sync_api import expect

from tests.browser.test_lines import Line
from tests.places.gazetteer import put

HERE = {"lon": 112.0052, "lat": 28.0052}


def test_an_arrow_marks_nothing_that_former_words_found(world, person):
    put(
        {"kind": "landmark", "name": "东河大桥", **HERE},
        {"kind": "pole", "name": "东河路灯杆", "code": "DH-0123", **HERE},
    )
    page = person(world.call_taker).open("/calls/new/")
    address, found = page.locator("#id_address"), page.locator(".place-list li")
    address.focus()
    page.keyboard.type("东河")
    expect(found).to_have_count(2)
    page.keyboard.press("ArrowDown")
    expect(found.first).to_have_attribute("aria-selected", "true")

    page.route("**/calls/places/?*", lambda route: None)  # no answer comes
    page.keyboard.type("路灯")  # over a mark of the former words
    page.keyboard.press("Enter")
    expect(address).to_have_value("东河路灯")
    address.focus()
    page.keyboard.type("杆")
    page.keyboard.press("ArrowDown")  # before the answer
    page.keyboard.press("Enter")
    expect(address).to_have_value("东河路灯杆")
    expect(page.locator("#id_item")).to_be_focused()
    expect(page.locator("#call-form [name=lon]")).to_have_value("")
    page.unroute("**/calls/places/?*")

    address.focus()
    page.keyboard.press("ArrowDown")
    expect(found).to_have_count(1)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(address).to_have_value("东河路灯杆 DH-0123")
    expect(page.locator("#call-form [name=lon]")).to_have_value("112.005200")


def test_the_carriers_whole_circle_stays_in_view_when_its_middle_is_taken(web, world, person, tmp_path):
    page = person(world.dispatcher).open("/board/")
    line = Line(web, "13911112222")
    line.say("ringing", fix={"lon": 112.004, "lat": 28.004, "accuracy": 600})
    expect(page.locator(".line-ringing")).to_have_count(1)
    with page.expect_navigation():
        page.keyboard.press("F1")
    expect(page.locator("#call-map .fix-label")).to_be_visible()
    page.keyboard.press("Alt+c")
    expect(page.locator("#call-map .map-pin")).to_be_visible()
    page.wait_for_timeout(1000)  # the map has come to rest
    page.screenshot(path=os.environ.get("FIX_SHOT") or tmp_path / "fix.png")
    assert page.evaluate("""() => {
      const { map, L } = document.getElementById('call-map').drawn;
      return map.getBounds().contains(L.latLng(28.004, 112.004).toBounds(1200));
    }""")
    pin, label = (page.locator(f"#call-map {one}").bounding_box() for one in (".map-pin", ".fix-label"))
    assert label["y"] >= pin["y"] + pin["height"] - 2, "the label leaves the pin to be seen"
