"""Nobody at the seat: in the hall the screen locks and everything stays, elsewhere the person is signed out."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from dispatch.models import Event, Ticket
from tests.login.doors import PASSWORD, with_password
from units.models import SecurityEvent, Session

BROWSER = {"HTTP_USER_AGENT": "Mozilla/5.0 (Windows NT 10.0) Chrome/140", "HTTP_ACCEPT": "*/*"}
PAGE = {**BROWSER, "HTTP_ACCEPT": "text/html,application/xhtml+xml"}


def row_of(browser):
    return Session.objects.get(pk=browser.cookies["sessionid"].value)


def idle(browser, minutes=31):
    Session.objects.filter(pk=browser.cookies["sessionid"].value).update(
        seen_at=timezone.now() - timedelta(minutes=minutes)
    )


@pytest.fixture
def seat(world, as_):
    with_password(world.dispatcher)
    return as_("dispatcher")


def test_a_seat_in_the_hall_locks_and_says_so(seat):
    idle(seat)
    answer = seat.get(reverse("dispatch:board"), **PAGE)
    assert answer.url == f"{reverse('unlock')}?next=%2Fboard%2F"
    page = seat.get(answer.url, **PAGE).content.decode()
    assert "Screen locked" in page
    assert "data-live" not in page


def test_behind_the_lock_nothing_is_read_or_written(seat, world):
    ticket = world.ticket()
    seat.post(reverse("lock"))
    for url in (reverse("dispatch:board"), ticket.get_absolute_url(), reverse("map_layer")):
        for headers in (
            BROWSER,
            {**BROWSER, "HTTP_HX_REQUEST": "true"},
            {**BROWSER, "HTTP_ACCEPT": "application/json"},
        ):
            answer = seat.get(url, **headers)
            assert answer.status_code == 423
            assert ticket.number not in answer.content.decode()
    assert seat.send(reverse("dispatch:void", args=[ticket.number]), {"version": 1, "text": "x"}).status_code == 423
    assert Ticket.objects.get().is_open


def test_the_same_form_with_the_same_key_goes_through_after_unlocking_once(seat, world):
    ticket, key = world.ticket(), "11111111-1111-4111-8111-111111111111"
    url, form = reverse("dispatch:note", args=[ticket.number]), {"text": "请带照明设备", "version": ticket.version}
    idle(seat)
    assert seat.send(url, form, key=key).status_code == 423
    assert seat.post(reverse("unlock"), {"password": PASSWORD}, HTTP_ACCEPT="application/json").status_code == 204
    for _ in range(2):
        assert seat.send(url, form, key=key).status_code == 302
    assert Event.objects.filter(kind="note").count() == 1


def test_a_wrong_password_keeps_it_locked_and_five_make_it_wait(seat):
    seat.post(reverse("lock"))
    for _ in range(5):
        answer = seat.post(reverse("unlock"), {"password": "wrong"}, HTTP_ACCEPT="application/json")
        assert (answer.status_code, row_of(seat).locked_at is None) == (422, False)
    assert "Too many wrong attempts" in answer.json()["sentence"]
    assert seat.post(reverse("unlock"), {"password": PASSWORD}, HTTP_ACCEPT="application/json").status_code == 422


def test_wrong_log_ins_elsewhere_in_the_hall_keep_nobody_from_his_locked_seat(seat):
    from tests.login.doors import at, sign_in

    seat.post(reverse("lock"))
    for _ in range(8):
        sign_in(at("127.0.0.1"), "dispatcher", "wrong")
    assert seat.post(reverse("unlock"), {"password": PASSWORD}, HTTP_ACCEPT="application/json").status_code == 204


def test_the_session_and_its_line_go_on_through_the_lock(seat):
    from dispatch.live import admission

    key = seat.cookies["sessionid"].value
    stamp = admission.guests([key])[key].stamp
    seat.post(reverse("lock"))
    assert admission.still_good({stamp}) == {stamp}
    assert key in admission.guests([key])
    seat.post(reverse("unlock"), {"password": PASSWORD})
    assert seat.cookies["sessionid"].value == key


@pytest.mark.parametrize("who", ["roads_handler", "collector", "supervisor", "secadmin"])
def test_everybody_else_is_signed_out_and_comes_back_to_where_he_was(world, as_, who):
    browser = as_(who)
    key = browser.cookies["sessionid"].value
    idle(browser)
    answer = browser.get("/account/", **PAGE)
    assert answer.url == "/login/?why=idle&next=%2Faccount%2F"
    assert not Session.objects.filter(pk=key).exists()
    assert "nobody touched the screen" in browser.get(answer.url, **PAGE).content.decode()
    assert SecurityEvent.objects.get().kind == "idle"


def test_what_a_page_asks_by_itself_keeps_nobody_there(seat):
    idle(seat, minutes=20)
    before = row_of(seat).seen_at
    seat.get(reverse("dispatch:board") + "?rows=1", **BROWSER, HTTP_HX_REQUEST="true")
    seat.post(reverse("intake:save_draft"), {"key": "x"}, **{**BROWSER, "HTTP_ACCEPT": "application/json"})
    seat.head(reverse("dispatch:board"), **BROWSER)
    assert row_of(seat).seen_at == before


@pytest.mark.parametrize("sign", ["page", "here"])
def test_going_to_a_page_does_and_so_does_the_sign_of_a_key(seat, sign):
    idle(seat, minutes=20)
    if sign == "page":
        seat.get(reverse("dispatch:find"), **PAGE)
    else:
        assert seat.post(reverse("here"), **BROWSER).status_code == 204
    assert timezone.now() - row_of(seat).seen_at < timedelta(minutes=1)


def test_a_sign_that_comes_too_late_does_not_open_the_lock(seat):
    idle(seat)
    assert seat.post(reverse("here"), **BROWSER).status_code == 423


def test_only_the_hall_locks(world, as_):
    assert as_("roads_handler").post(reverse("lock")).status_code == 403


def test_a_request_that_was_under_way_does_not_open_the_lock(seat):
    """Saving a session writes its contents, not what it knew of the lock when it was read."""
    from units.login.store import SessionStore

    slow = SessionStore(seat.cookies["sessionid"].value)
    slow["theme"] = "hall"
    seat.post(reverse("lock"))
    slow.save()
    assert row_of(seat).locked_at is not None


def test_twelve_hours_are_the_end_whatever_is_done_in_between(seat, settings):
    session = seat.session
    ends = row_of(seat).expire_date
    session["anything"] = 1
    session.save()
    assert row_of(seat).expire_date == ends
    assert ends - row_of(seat).started_at <= timedelta(hours=12, seconds=1)


def test_it_costs_no_query(seat, settings):
    """Within a minute of the last sign nothing is written and nothing more is read."""

    def queries():
        seat.get(reverse("map_layer"))
        with CaptureQueriesContext(connection) as asked:
            seat.get(reverse("map_layer"))
        return len(asked)

    with_it = queries()
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "presence" not in name]
    seat.handler.load_middleware()
    assert queries() == with_it


def test_what_a_page_of_another_person_sends_is_refused_and_not_written(world, as_):
    ticket, browser = world.ticket(), as_("dispatcher")
    said = {"version": ticket.version, "text": "备注"}
    address = f"/tickets/{ticket.number}/note/"
    answer = browser.send(address, said, headers={"X-User": str(world.verifier.pk)})
    assert answer.status_code == 403 and world.dispatcher.label in answer.content.decode()
    assert not ticket.notes.exists()
    assert browser.send(address, said, headers={"X-User": str(world.dispatcher.pk)}).status_code == 302
