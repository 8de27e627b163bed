"""What the scripts of the frame promise to the person at the keyboard. Pages are drawn here; the server is played."""

import json
import mimetypes
import re
import shutil
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.template import Context, Template
from playwright.sync_api import sync_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
]
POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'"
FORM = """
<form method="post" id="call-form" action="/calls/"><input type="hidden" name="key" value="k-1">
  <div class="fields"><div class="field"><label for="id_words">Words</label><textarea id="id_words" name="words"></textarea></div>
  <div class="field"><label for="id_item">Item</label><select id="id_item" name="item" data-combo><option value=""></option>
    <option value="7" data-code="1601" data-find="jgqs manhole">井盖缺失</option>
    <option value="8" data-code="1602" data-find="jgps">井盖破损</option>
    <option value="9" data-code="1903" data-find="ldsh">路灯损坏</option></select></div></div>
  <button class="btn primary" data-key="F9">Save <kbd>F9</kbd></button></form>"""


MAP = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "properties": {"kind": "boundary", "name": "District"},
            "geometry": {
                "type": "Polygon",
                "coordinates": [[[112.9, 28.3], [113.1, 28.3], [113.1, 28.5], [112.9, 28.3]]],
            },
        }
    ],
}


class Server(ThreadingHTTPServer):
    """Plays the product: pages from templates, static files from where they stand, posts as the test says."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Answer)
        self.origin = f"http://127.0.0.1:{self.server_port}"
        self.posts, self.answers, self.body = [], [], FORM

    def open(self, page, body=FORM):
        self.posts, self.answers, self.body = [], self.answers, body
        page.goto(f"{self.origin}/page/")
        page.locator("[data-clock]", has_text=re.compile(r"\d\d:\d\d")).wait_for()
        return page


class Answer(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        if self.path.startswith("/static/"):
            found = finders.find(self.path.removeprefix("/static/"))
            kind = mimetypes.guess_type(self.path)[0] or "text/plain"
            self.send(200 if found else 404, Path(found).read_bytes() if found else b"", kind, "max-age=600")
        elif self.path == "/map.json":
            self.send(200, json.dumps(MAP).encode(), "application/json")
        elif self.path == "/broken.json":
            self.send(500, b"", "text/plain")
        else:
            source = '{% extends "base.html" %}{% block main %}<h1 class="sr">Page</h1>' + self.server.body
            drawn = Template(source + "{% endblock %}").render(
                Context({"server_now_ms": int(time.time() * 1000), "request": {"user": {}}})
            )
            self.send(200, drawn.encode())

    def do_POST(self):
        self.server.posts.append(self.rfile.read(int(self.headers["Content-Length"])).decode())
        status, html = self.server.answers.pop(0)
        if status == 303:
            self.send_response(303)
            self.send_header("Location", html)
            self.send_header("Content-Length", "0")
            self.end_headers()
        else:
            self.send(status, html.encode())

    def send(self, status, body, kind="text/html; charset=utf-8", cache="no-store"):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Security-Policy", POLICY)
        self.send_header("Cache-Control", cache)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        """Tests read what the page shows, not what the server prints."""


@pytest.fixture(scope="module")
def stage():
    server = Server()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def context(stage):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield browser.new_context(locale="en-US", timezone_id="Asia/Shanghai")
        browser.close()


@pytest.fixture
def page(context):
    page, problems = context.new_page(), []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda m: problems.append(m.text) if "Content Security Policy" in m.text else None)
    yield page
    page.close()
    assert problems == []


@pytest.fixture
def server(stage):
    stage.answers = []
    return stage


def tell(page, name, **detail):
    page.evaluate("([name, detail]) => document.dispatchEvent(new CustomEvent(name, {detail}))", [name, detail])


def test_a_lost_network_keeps_the_text_and_sends_by_itself_when_it_is_back(page, server):
    server.answers = [(303, "/done/")]
    server.open(page)
    page.fill("#id_words", "井盖不见了")
    page.context.set_offline(True)
    page.keyboard.press("F9")
    page.locator(".form-fail", has_text="kept").wait_for()
    assert page.input_value("#id_words") == "井盖不见了"
    page.context.set_offline(False)
    page.wait_for_url("**/done/")
    assert ["k-1" in post and "井盖不见了" in post for post in server.posts] == [True]


def test_what_is_changed_while_the_form_waits_for_the_line_is_neither_lost_nor_sent_half_typed(page, server):
    server.answers = [(303, "/done/")]
    server.open(page)
    page.fill("#id_words", "井盖不见了")
    page.context.set_offline(True)
    page.keyboard.press("F9")
    page.locator(".form-fail", has_text="kept").wait_for()
    page.fill("#id_words", "井盖破了")
    page.locator(".form-fail", has_text="You changed this after you sent it").wait_for()
    page.context.set_offline(False)
    page.wait_for_timeout(4000)  # longer than the first wait
    assert server.posts == []
    page.keyboard.press("F9")
    page.wait_for_url("**/done/")
    assert ["k-1" in post and "井盖破了" in post for post in server.posts] == [True]


def test_what_is_changed_while_the_form_is_on_its_way_does_not_go_by_itself_when_that_failed(page, server):
    server.open(page)
    page.fill("#id_words", "井盖不见了")
    page.route("**/calls/", lambda route: [page.fill("#id_words", "井盖破"), route.abort()])
    page.keyboard.press("F9")
    page.locator(".form-fail", has_text="You changed this after you sent it").wait_for()
    assert page.locator(".form-fail button").count() == 0
    assert page.input_value("#id_words") == "井盖破"


def test_what_goes_again_is_the_form_as_it_stands(page, server):
    """Changed while the first try was on its way: that it failed is known later."""
    server.answers = [(303, "/done/")]
    server.open(page)
    page.fill("#id_words", "井盖不见了")
    page.route("**/calls/", lambda route: [page.evaluate("id_words.value = '井盖破了'"), route.abort()])
    page.keyboard.press("F9")
    page.locator(".form-fail button").wait_for()
    page.unroute("**/calls/")
    page.locator(".form-fail button").click()
    page.wait_for_url("**/done/")
    assert ["井盖破了" in post for post in server.posts] == [True]


def test_a_server_that_starts_is_asked_again_with_the_same_key(page, server):
    server.answers = [(503, "starting"), (303, "/done/")]
    server.open(page)
    page.keyboard.press("F9")
    page.locator(".form-fail button").click()
    page.wait_for_url("**/done/")
    assert ["k-1" in post for post in server.posts] == [True, True]


def test_a_form_sent_twice_in_a_moment_goes_once(page, server):
    server.answers = [(303, "/done/")]
    server.open(page)
    page.evaluate("() => { const b = document.querySelector('.btn.primary'); b.click(); b.click(); }")
    page.wait_for_url("**/done/")
    assert len(server.posts) == 1


def test_bad_input_redraws_the_form_alone_and_goes_to_the_wrong_field(page, server):
    server.answers = [(422, FORM.replace("<textarea id", '<textarea aria-invalid="true" id').replace("k-1", "k-2"))]
    server.open(page, "<p id='beside'>kept</p>" + FORM)
    page.evaluate("document.getElementById('beside').dataset.same = '1'")
    page.keyboard.press("F9")
    page.locator("#id_words:focus").wait_for()
    assert page.input_value("input[name=key]") == "k-2"
    assert page.get_attribute("#beside", "data-same") == "1"
    assert page.get_by_role("combobox", name="Item").is_visible()


def test_a_refusal_says_its_sentence_at_the_form_and_keeps_the_text(page, server):
    server.answers = [(409, "<main id='main'><h1>No</h1><p data-sentence>Zhou Tao was quicker, 22:14.</p></main>")]
    server.open(page)
    page.fill("#id_words", "kept")
    page.keyboard.press("F9")
    page.get_by_role("alert").get_by_text("Zhou Tao was quicker, 22:14.").wait_for()
    assert page.input_value("#id_words") == "kept"


def test_a_failure_of_the_server_keeps_the_text(page, server):
    server.answers = [(500, "<h1>broken</h1>")]
    server.open(page)
    page.fill("#id_words", "kept")
    page.keyboard.press("F9")
    page.locator(".form-fail").wait_for()
    assert "500" in page.inner_text(".form-fail")
    assert page.input_value("#id_words") == "kept"


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

    pieces = Path(__file__).with_name("ui_pieces.html").read_text()
    server.open(page, pieces + FORM)
    page.evaluate(f"document.documentElement.dataset.themeChoice = '{theme}'")
    page.wait_for_timeout(300)
    found = Axe().run(page).response["violations"]
    assert [(rule["id"], [node["html"][:100] for node in rule["nodes"]]) for rule in found] == []
