"""The whole bench against a real web process, made short: every work is in the table, beside its baseline."""

import asyncio
import io
import json

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import override_settings

from config.bench import beside, line, material
from config.bench.browser import Ask, Browser
from config.bench.load import Client, drive
from config.bench.wire import Site
from config.bench.works import WORKS
from dispatch.models import Event, Ticket
from intake.models import Call
from tests.live.served import Web
from units.models import Session, Unit, User

ENDED = "SELECT count(*) FROM information_schema.schemata WHERE schema_name = 'bench'"


@pytest.fixture
def web(transactional_db, world, tmp_path):
    web = Web(tmp_path, settings.REDIS_URL)
    yield web
    web.stop()


@pytest.fixture
def short(monkeypatch):
    """A few requests show that it counts; how fast they are is not asked here."""
    monkeypatch.setattr(material, "BOARD_ROWS", 3)
    monkeypatch.setattr(line, "MOVES", 3)
    monkeypatch.setattr(beside, "CONSOLES", 5)
    monkeypatch.setattr(beside, "SLICES", 1)
    monkeypatch.setattr(beside, "SLICE_SECONDS", 0.3)


def bench(web, *more):
    said = io.StringIO()
    call_command("bench", "--url", f"http://{web.host}", *more, stdout=said)
    return said.getvalue()


def test_a_run_shows_every_work_beside_its_baseline_and_leaves_only_what_is_marked(web, short, tmp_path):
    file = tmp_path / "found.json"
    said = bench(web, "--clients", "2", "--seconds", "0.2", "--sockets", "4,8", "--json", str(file))
    found = json.loads(file.read_text())

    assert [(row["work"], row["clients"]) for row in found["http"]] == [(work.name, 2) for work in WORKS]
    for row in found["http"]:
        assert row["work"] in said
        assert row["errors"] == 0, row["said"]
        assert row["requests"] > 0, row["work"]
        assert row["p50"] <= row["p95"] <= row["p99"]
        assert row["ratio"] == pytest.approx(row["rate"] / row["baseline_rate"]), row["work"]
        assert row["queries"] > 0
        assert row["cpu_ms"] > 0

    assert [row["consoles"] for row in found["line"]["fan_out"]] == [4, 8]
    for row in found["line"]["fan_out"]:
        assert row["messages"] > 0
        assert row["lost"] == 0
        assert row["row_p50"] <= row["row_p99"]
        assert row["bare_rate"] > 0
    assert found["line"]["restart"] is None  # nobody would start this process again
    assert found["line"]["pages"]["errors"] == 0

    created = Ticket.objects.filter(opened_by__username__startswith="bench-")
    assert created.exists()
    assert not created.exclude(words__startswith="[bench]").exists()
    assert not Call.objects.exclude(words__startswith="[bench]").exists()
    assert not created.filter(stage="assignment").exists()  # tidied up
    assert not Event.objects.exclude(ticket__opened_by__username__startswith="bench-").exists()
    assert not User.objects.filter(username__startswith="bench-", is_active=True).exists()
    assert not Session.objects.exists()
    assert not Unit.objects.in_force().filter(code__startswith="bench-").exists()
    with connection.cursor() as cursor:
        cursor.execute(ENDED)
        assert cursor.fetchone() == (0,)


def test_a_console_on_another_database_is_not_measured(web, world):
    web.stop()
    with pytest.raises(CommandError, match="same DATA_DIR or DATABASE_URL"):
        bench(web, "--only", "board")
    assert not Session.objects.exists()


def test_a_production_hall_is_left_alone(db):
    with override_settings(PRODUCTION=True), pytest.raises(CommandError, match="--really"):
        call_command("bench")


def test_what_is_not_measured_is_named(db):
    with pytest.raises(CommandError, match="No such work: boards"):
        call_command("bench", "--only", "boards")


def test_answers_that_are_no_pages_are_counted_as_errors():
    answers = [
        b"200 OK",
        b"500 Oops",
        b"302 Found\r\nLocation: /login/",
        b"303 See Other\r\nLocation: /calls/new/?saved=T1",
    ]

    gone = asyncio.Event()

    async def serve(reader, writer):
        turn = 0
        while await reader.readline():
            while await reader.readline() != b"\r\n":
                pass
            writer.write(b"HTTP/1.1 " + answers[turn % len(answers)] + b"\r\nContent-Length: 0\r\n\r\n")
            turn += 1
        writer.close()
        await writer.wait_closed()
        gone.set()

    async def drive_it():
        async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
            browser = Browser(Site(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"), "key")
            asks = [Ask("/a/"), Ask("/b/"), Ask("/c/", {}), Ask("/d/", {}), None]
            sample = await drive([Client(browser, iter(asks).__next__)], 10)
            browser.line.close()
            await asyncio.wait_for(gone.wait(), 10)
            return sample

    sample = asyncio.run(drive_it())
    assert (len(sample.times), sample.errors) == (2, 2)
    assert sample.said == "302 from /c/"
