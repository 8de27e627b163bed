"""The SMS gateway over real HTTP: signed, bounded in time, never redirected, tried again by the outbox."""

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from dispatch import gateway, outbox
from dispatch.models import Delivery
from dispatch.services import texting
from tests.cast import World, make_person, minutes
from units import clock

SECRET = "a-secret-of-the-district"
NUMBER = "19900007777"


class Gateway(ThreadingHTTPServer):
    """Answers with `status`; `slow` drips its answer a byte a second."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.status, self.slow, self.got, self.location = 202, False, [], "/elsewhere"

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}/sms?district=1"


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append((self.path, dict(self.headers), body))
        if self.server.slow:
            for byte in b"HTTP/1.1 200 OK\r\nX-Slow: " + b"x" * 20:
                self.wfile.write(bytes([byte]))
                time.sleep(0.5)
            return
        self.send_response(self.server.status)
        if 300 <= self.server.status < 400:
            self.send_header("Location", self.server.location)
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_GET = do_POST

    def log_message(self, *args):
        pass


@pytest.fixture
def server(settings):
    running = Gateway()
    threading.Thread(target=running.serve_forever, daemon=True).start()
    settings.SMS_GATEWAY_URL, settings.SMS_GATEWAY_SECRET = running.url, SECRET
    yield running
    running.shutdown()
    running.server_close()


@pytest.fixture
def lead(transactional_db):
    world = World()
    person = make_person("unit_lead", world.roads)
    person.phone = NUMBER
    person.save()
    return world, person


def text_to_lead(world):
    ticket = world.ticket()
    (row,) = texting.to_leads(ticket, world.roads, "井盖工单请尽快签收", at=clock.now())
    return row


def test_a_message_is_posted_once_signed_and_whole(server, lead):
    world, _person = lead
    row = text_to_lead(world)
    assert outbox.run_once() == 1
    assert outbox.run_once() == 0
    ((path, headers, body),) = server.got
    assert path == "/sms?district=1"
    assert json.loads(body) == {"id": f"sms-{row.pk}", "to": NUMBER, "text": "井盖工单请尽快签收"}
    assert headers["X-Signature"] == gateway.signature(headers["X-Timestamp"], body)
    assert abs(int(headers["X-Timestamp"]) - clock.now().timestamp()) < 60
    row.refresh_from_db()
    assert (row.state, row.tries, row.last_error) == ("sent", 1, "")


@pytest.mark.parametrize("status", [301, 307, 400, 401, 500, 503])
def test_what_is_no_yes_is_tried_again_and_no_redirect_is_followed(server, lead, status):
    world, _person = lead
    row, server.status = text_to_lead(world), status
    outbox.run_once()
    row.refresh_from_db()
    assert (row.state, row.tries) == ("waiting", 1)
    assert row.next_at > clock.now()
    assert f"answered {status}" in row.last_error
    assert len(server.got) == 1, "a redirect leads nowhere"
    server.status = 200
    Delivery.objects.update(next_at=clock.now() - minutes(1))
    outbox.run_once()
    row.refresh_from_db()
    assert row.state == "sent"
    assert {json.loads(body)["id"] for _path, _headers, body in server.got} == {f"sms-{row.pk}"}, "the same id again"


def test_a_gateway_that_drips_is_given_up_after_five_seconds(server, lead, monkeypatch):
    world, _person = lead
    assert gateway.SECONDS == 5
    monkeypatch.setattr(gateway, "SECONDS", 1)  # and one is as good as five: it drips for twenty
    row, server.slow = text_to_lead(world), True
    began = time.monotonic()
    outbox.run_once()
    assert time.monotonic() - began < 10
    row.refresh_from_db()
    assert row.state == "waiting"
    assert "no answer within 1 s" in row.last_error


def test_nobody_listens_and_ten_tries_later_it_is_given_up_in_sight(settings, lead, client):
    world, _person = lead
    settings.SMS_GATEWAY_URL, settings.SMS_GATEWAY_SECRET = "http://127.0.0.1:9/sms", SECRET
    row = text_to_lead(world)
    for _try in range(outbox.MAX_TRIES):
        Delivery.objects.update(next_at=clock.now() - minutes(1))
        outbox.run_once()
    row.refresh_from_db()
    assert (row.state, row.tries) == ("dead", outbox.MAX_TRIES)
    assert client.get("/healthz").json()["outbox_dead"] == 1
    assert NUMBER not in row.last_error
