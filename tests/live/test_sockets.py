"""The line of a console against a real web process, whose Redis hangs: everything here holds without the accelerator."""

import itertools
import socket
import time
from datetime import timedelta

import httpx
import pytest
from django.contrib.sessions.models import Session
from websockets.exceptions import InvalidStatus

from dispatch import services
from dispatch.live import sequencer
from dispatch.models import FeedHead, Heartbeat
from tests.cast import World
from tests.live.served import Console, Web
from units import clock
from units.models import User

_further = itertools.count(100, 100)
SIGNED_OUT, NOT_UNDERSTOOD = 4401, 4400


@pytest.fixture(scope="module")
def web(django_db_setup, tmp_path_factory):
    folder = tmp_path_factory.mktemp("web")
    hung = socket.socket(socket.AF_UNIX)
    hung.bind(str(folder / "hung"))
    hung.listen(64)  # takes connections and never says a word
    web = Web(folder, f"unix://{folder / 'hung'}")
    yield web
    web.stop()
    hung.close()
    said = web.log.read_text()
    assert "Traceback" not in said, said


@pytest.fixture
def world(transactional_db, web):
    """The process lives on from test to test, so the feed's numbers must go on too."""
    begins = next(_further)
    FeedHead.objects.update(number=begins)
    world = World()
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        with Console(web, world.viewer) as console:
            if console.hello["number"] == begins:
                return world
        time.sleep(0.1)
    raise AssertionError(f"the web process does not follow the feed from {begins}:\n{web.log.read_text()}")


def ids(message):
    return [row["id"] for row in message["rows"]]


def shown(console):
    """The next message that brings rows: that a ticket of one's own moved may be said before, without any."""
    while not (message := console.next("rows"))["rows"]:
        pass
    return message


@pytest.mark.parametrize("stranger", [{}, {"origin": "http://elsewhere.example"}])
def test_nobody_listens_without_a_session_or_from_another_site(world, web, stranger):
    with pytest.raises(InvalidStatus) as refused, Console(web, world.dispatcher if stranger else None, **stranger):
        pass
    assert refused.value.response.status_code == 403


def test_a_row_comes_within_a_second_of_a_commit_in_another_process(world, web):
    with Console(web, world.dispatcher) as console:
        for _attempt in range(8):  # a busy machine may need a few; the first row of a process compiles its template
            ticket = world.ticket()
            committed = time.monotonic()
            message = console.next("rows")
            if (late := time.monotonic() - committed) < 1:
                break
        assert late < 1
    [row] = message["rows"]
    assert (row["id"], row["verb"], row["stage"], row["street"]) == (
        f"t-{ticket.pk}",
        "open",
        "assignment",
        world.east.pk,
    )
    assert ticket.number in row["html"]
    assert message["tickets"] == [ticket.pk]


def test_each_console_hears_in_its_own_language(world, web):
    type(world.manhole).objects.update(name_en="Manhole cover missing")
    with Console(web, world.dispatcher) as english, Console(web, world.viewer, language="zh-CN") as chinese:
        world.ticket()
        sent = [console.next("rows")["rows"][0]["html"] for console in (english, chinese)]
    assert ["Manhole cover missing" in html for html in sent] == [True, False]


def test_a_unit_hears_nothing_of_another_units_ticket(world, web):
    with Console(web, world.roads_handler) as roads, Console(web, world.police_handler) as police:
        theirs = services.assign(world.ticket(), lead=world.roads, by=world.dispatcher)
        part = world.part(theirs, world.roads)
        assert ids(shown(roads)) == [f"p-{part.pk}"]
        other = services.assign(world.ticket(), lead=world.police, by=world.dispatcher)
        heard = shown(police)
        assert ids(heard) == [f"p-{world.part(other, world.police).pk}"]
        assert heard["tickets"] == [other.pk]
        assert roads.next("rows", within=1) is None


def test_figures_follow(world, web):
    with Console(web, world.dispatcher) as hall, Console(web, world.roads_handler) as roads:
        services.assign(world.ticket(), lead=world.roads, by=world.dispatcher)
        while (last := hall.next("counts")["counts"])["handling"] != 1:
            pass
        assert last["assignment"] == 0
        while (counts := roads.next("counts"))["counts"]["open"] != 1:
            pass
        assert counts["of"] == f"unit:{world.roads.pk}"
        assert counts["counts"]["unaccepted"] == 1


def test_a_worker_that_never_came_up_is_late_though_the_outbox_beats(world, web):
    Heartbeat.objects.create(name="outbox", at=clock.now() + timedelta(hours=1))
    with Console(web, world.dispatcher) as console:
        for _beat in range(6):  # every five seconds, and at once when it changes
            if console.next("beat", within=15)["behind_late"]:
                break
        else:
            raise AssertionError("no beat says that the worker is silent")


def test_what_came_between_page_and_line_is_sent_after_it(world, web):
    with Console(web, world.dispatcher) as console:
        world.ticket()
        seen = console.next("rows")["number"]
        missed = world.ticket()
        console.next("rows")
        with Console(web, world.supervisor, since=seen) as late:
            assert late.hello["gap"] is False
            assert ids(late.next("rows")) == [f"t-{missed.pk}"]
        with Console(web, world.roads_handler, since=seen) as unit:
            assert unit.hello["gap"] is False
            assert unit.next("rows", within=0.5) is None
    with Console(web, world.supervisor) as without:
        assert without.hello["gap"] is True


def test_the_end_of_a_session_ends_its_line_and_no_other(world, web):
    with Console(web, world.dispatcher) as one, Console(web, world.dispatcher) as other:
        Session.objects.filter(session_key=one.browser.cookies["sessionid"].value).delete()
        assert one.closed_with() == SIGNED_OUT
        assert other.closed_with(within=1) is None


def test_signing_out_ends_the_persons_line_at_once(world, web):
    with Console(web, world.dispatcher) as console:
        cookies = f"sessionid={console.browser.cookies['sessionid'].value}"
        page = httpx.get(f"http://{web.host}/map.json", headers={"Cookie": cookies}, trust_env=False, timeout=30)
        token = "a" * 32
        headers = {"Cookie": f"{cookies}; csrftoken={token}", "X-CSRFToken": token, "Origin": f"http://{web.host}"}
        answer = httpx.post(f"http://{web.host}/logout/", headers=headers, trust_env=False, timeout=30)
        assert (page.status_code, answer.status_code) == (200, 302)
        assert console.closed_with() == SIGNED_OUT


@pytest.mark.parametrize("change", [{"is_active": False}, {"role_version": 7}, {"password": "!other"}])
def test_who_is_dismissed_or_gets_another_role_is_disconnected(world, web, change):
    with Console(web, world.roads_handler) as console:
        User.objects.filter(pk=world.roads_handler.pk).update(**change)
        assert console.closed_with() == SIGNED_OUT


@pytest.mark.parametrize("nonsense", ['{"type":"assign"}', "", "[" * 5000, b"\x00\xff"])
def test_the_line_takes_no_commands(world, web, nonsense):
    with Console(web, world.dispatcher) as console:
        console.line.send("ping")
        assert console.next("pong")
        console.line.send(nonsense)
        assert console.closed_with() == NOT_UNDERSTOOD


def test_a_sign_of_life_says_how_tick_does(world, web):
    with Console(web, world.dispatcher) as console:
        beat = console.next("beat")
    assert beat["now"] > 1_600_000_000_000
    assert {"tick", "tick_late", "number"} <= set(beat)


def test_the_feed_is_followed_by_one_process_while_another_sequences(world, web):
    """Whoever numbers an event, every process sends it on."""
    with Console(web, world.dispatcher) as console:
        ticket = world.ticket()
        sequencer.sequence_all()
        assert ids(console.next("rows")) == [f"t-{ticket.pk}"]
        assert FeedHead.objects.get().number >= 1
