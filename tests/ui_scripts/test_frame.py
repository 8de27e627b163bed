"""What the scripts of the frame promise to the person at the keyboard."""

import re
import time
from pathlib import Path

import pytest

from tests.ui_scripts.conftest import FORM

pytestmark = pytest.mark.browser


def tell(page, name, **detail):
    page.evaluate("([name, detail]) => document.dispatchEvent(new CustomEvent(name, {detail}))", [name, detail])


@pytest.mark.parametrize(("typed", "value"), [("160", "7"), ("jgp", "8"), ("路灯", "9"), ("man", "7")])
def test_an_item_is_found_by_code_initials_or_word_in_three_keys(page, server, typed, value):
    server.open(page)
    box = page.get_by_role("combobox", name="Item")
    box.fill(typed)
    assert box.get_attribute("aria-expanded") == "true"
    page.keyboard.press("Enter")
    assert page.eval_on_selector("select[name=item]", "select => select.value") == value
    assert box.get_attribute("aria-expanded") == "false"


def test_arrows_walk_the_list_and_escape_leaves_what_was_chosen(page, server):
    server.open(page)
    box = page.get_by_role("combobox", name="Item")
    box.fill("jg")
    page.keyboard.press("ArrowDown")
    active = page.get_attribute("#id_item", "aria-activedescendant")
    assert page.get_attribute(f"#{active}", "aria-selected") == "true"
    page.keyboard.press("Enter")
    assert box.input_value() == "井盖破损"
    box.fill("lu")
    page.keyboard.press("Escape")
    assert box.input_value() == "井盖破损"


def test_letters_are_keys_only_while_nobody_types(page, server):
    server.open(page, "<button data-key='B' data-close>Note</button>" + FORM)
    page.evaluate("document.querySelector('[data-key=B]').addEventListener('click', () => document.title += '!')")
    page.locator("#id_words").press_sequentially("bb")
    assert "!" not in page.title()
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("b")
    assert page.title().endswith("!")


def test_keys_are_silent_while_an_input_method_composes(page, server):
    server.open(page)
    page.evaluate(
        "document.body.dispatchEvent(new KeyboardEvent('keydown', {key: 'F9', isComposing: true, bubbles: true}))"
    )
    assert server.posts == []


def test_the_question_mark_lists_the_keys_of_this_page(page, server):
    server.open(page)
    page.keyboard.press("?")
    assert "Save" in page.get_by_role("dialog").inner_text()
    assert "F9" in page.get_by_role("dialog").inner_text()
    page.keyboard.press("Escape")
    assert page.get_by_role("dialog").count() == 0


def test_the_sheet_of_keys_has_what_no_button_shows_and_gives_the_focus_back(page, server):
    note = "<nav aria-label='Rows'><ul><li data-key-note><kbd>J</kbd> <kbd>K</kbd> <span>walk</span></li></ul></nav>"
    hidden = "<div hidden><button data-key='X'>not here</button></div>"
    server.open(page, note + hidden + FORM)
    page.locator("#id_words").fill("half a sen")
    page.keyboard.press("Alt+h")  # a question mark is a letter there
    sheet = page.get_by_role("dialog")
    text = sheet.inner_text()
    assert "Rows" in text
    assert "walk" in text
    assert "not here" not in text
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.id") == "id_words"


@pytest.mark.parametrize(
    ("moments", "state", "words"),
    [
        ({"due": 3600, "start": -60}, "is-ok", "59 min left"),
        ({"due": 300, "start": -3600}, "is-soon", "4 min left"),
        ({"due": -130}, "is-over", "2 min over"),
        ({"due": -90000}, "is-over", "1 d 1 h over"),
        ({"due": 60, "paused-until": 86400}, "is-paused", "paused until"),
        ({"due": 60, "done": -60}, "is-done", "done"),
        ({"due": -60, "done": -30}, "is-over", "late"),
    ],
)
def test_time_left_has_a_word_and_a_shape_for_each_state(page, server, moments, state, words):
    now = time.time() * 1000
    attributes = " ".join(f'data-{name}="{int(now + seconds * 1000)}"' for name, seconds in moments.items())
    server.open(page, f'<time class="left" id="t" {attributes}>due</time>')
    page.locator(f"#t.{state}").wait_for()
    assert words in page.inner_text("#t")
    assert page.evaluate("getComputedStyle(document.getElementById('t'), '::before').content") not in ('"·"', "none")


LISTENER = """
window.heard = [];
const param = () => ({ value: 0, setValueAtTime() {}, linearRampToValueAtTime() {} });
window.AudioContext = class {
  state = "running"; currentTime = 0;
  createOscillator() {
    const tone = { frequency: param(), connect: (next) => next, stop() {} };
    tone.start = (at) => heard.push([tone.frequency.value, at]);
    return tone;
  }
  createGain() { return { gain: param(), connect: (next) => next }; }
};"""


def test_sounds_of_one_moment_are_heard_one_after_the_other_and_two_of_one_kind_as_one(page, server):
    page.add_init_script(LISTENER)
    server.open(page)
    page.keyboard.press("Shift")
    for kind in ("worse", "warn", "new_ticket", "new_ticket"):
        tell(page, "alarm", kind=kind, text=kind)
    heard = page.evaluate("heard")
    assert [hertz for hertz, _at in heard] == [988, 988, 1319, 988, 740, 740, 659, 880]
    times = [at for _hertz, at in heard]
    assert times == sorted(times) and times[4] > times[3] + 0.26 and times[6] > times[5] + 0.1


def test_an_alarm_has_a_visual_twin_that_acknowledging_takes_away(page, server):
    server.open(page)
    tell(page, "alarm", kind="new_p1")
    tell(page, "alarm", kind="new_p1")
    assert "×2" in page.inner_text(".alert")
    page.keyboard.press("F10")
    assert page.locator(".alert").count() == 0


def test_callers_about_one_event_count_in_one_twin_and_another_ticket_has_its_own(page, server):
    server.open(page)
    for words in ("T1 trapped", "T1 injured", "T1 injured"):
        tell(page, "alarm", kind="worse", text=words, url="/tickets/T1/", folds=True)
    tell(page, "alarm", kind="worse", text="T2 fire", url="/tickets/T2/", folds=True)
    assert page.locator(".alert").count() == 2
    assert "T1 trapped / T1 injured ×3" in page.inner_text(".alert >> nth=0")
    page.keyboard.press("F10")
    page.keyboard.press("F10")
    assert page.locator(".alert").count() == 0
    tell(page, "alarm", kind="worse", text="T1 dead", url="/tickets/T1/", folds=True)
    assert "T1 dead" in page.inner_text(".alert"), "within the minute it is shown at once and heard at its end"


def test_a_lost_heartbeat_turns_the_console_red_and_its_return_clears_it(page, server):
    server.open(page)
    now = page.evaluate("Date.now()")
    tell(page, "line", state="live")
    tell(page, "heartbeat", at=now - 60_000)
    page.locator(".banner.red").wait_for()
    tell(page, "heartbeat", at=now + 60_000)
    page.locator(".banner.red").wait_for(state="detached")


def test_work_behind_the_screens_that_falls_silent_is_seen_and_heard_until_it_returns(page, server):
    server.open(page)
    tell(page, "line", state="live")
    tell(page, "behind", since=page.evaluate("Date.now()"))
    page.locator("#banner-behind").get_by_text("Messages and photos are delayed since").wait_for()
    page.locator(".alert").get_by_text("Messages and photos are delayed").wait_for()
    tell(page, "behind", since=None)
    page.locator("#banner-behind").wait_for(state="detached")
    assert page.locator(".alert").count() == 0


def test_a_stale_line_says_since_when(page, server):
    server.open(page)
    tell(page, "line", state="stale", since=page.evaluate("Date.now()"))
    page.get_by_text(re.compile("out of date since")).wait_for()
    tell(page, "line", state="live")
    assert page.get_by_text(re.compile("out of date since")).count() == 0


def test_a_click_on_the_map_sets_the_place_of_the_form(page, server):
    body = "<form method='post'><input type='hidden' name='lon'><input type='hidden' name='lat'>"
    body += "<div class='map' data-map data-layer-url='/map.json' data-place data-label='Map'></div></form>"
    server.open(page, body)
    page.locator(".map.leaflet-container .map-say").wait_for()
    page.locator(".map").click(position={"x": 200, "y": 200})
    assert 112 < float(page.input_value("[name=lon]", timeout=1000)) < 114
    assert 28 < float(page.input_value("[name=lat]")) < 29


def test_a_map_that_cannot_be_loaded_says_so(page, server):
    server.open(page, "<div class='map' data-map data-layer-url='/broken.json'></div>")
    page.get_by_text(re.compile("could not be loaded")).wait_for()


@pytest.mark.parametrize("theme", ["hall", "office"])
def test_axe_finds_nothing_in_a_page_of_all_pieces(page, server, theme):
    from axe_playwright_python.sync_playwright import Axe

    pieces = Path(__file__).with_name("pieces.html").read_text()
    server.open(page, pieces + FORM)
    page.evaluate(f"document.documentElement.dataset.themeChoice = '{theme}'")
    page.wait_for_timeout(300)
    found = Axe().run(page).response["violations"]
    assert [(rule["id"], [node["html"][:100] for node in rule["nodes"]]) for rule in found] == []
