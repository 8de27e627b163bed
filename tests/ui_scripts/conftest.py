"""A page of the frame, drawn here, in a real browser; the server is played."""

import json
import mimetypes
import re
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.template import Context, Template
from playwright.sync_api import sync_playwright

from tests.headless import CHROMIUM, launched

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
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine")
    with sync_playwright() as playwright:
        browser = launched(playwright.chromium)
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
