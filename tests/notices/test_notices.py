"""Notices: sent to all of the hall, one role or one seat; read by a key; who has read them and who has not is seen."""

import uuid

import pytest
from django.urls import reverse

from tests.cast import minutes
from units import clock, notices, scope
from units.models import Notice, NoticeRead
from units.services.notices import end_notice, read_notice, send_notice

PAGE, STRIP, SEND = reverse("notices"), reverse("notice_strip"), reverse("send_notice")
EN = {"headers": {"Accept-Language": "en"}}
FORM = {"text": "供水下午检修", "to": "", "hours": "4"}


def strip(browser):
    return browser.get(STRIP, **EN).content.decode()


def read(browser, notice, **more):
    return browser.send(reverse("read_notice", args=[notice.pk]), **more)


@pytest.fixture
def notice(world):
    return send_notice(text="供水下午检修", hours=4, by=world.shift_leader)


def test_sent_once_it_stands_in_the_strip_of_everybody_in_the_hall(world, as_):
    leader, key = as_("shift_leader"), uuid.uuid4()
    for _ in range(2):
        assert leader.send(SEND, FORM, key=key).status_code == 302
    notice = Notice.objects.get()
    assert (notice.by, notice.until - notice.at) == (world.shift_leader, minutes(240))
    for who in ("call_taker", "dispatcher", "verifier", "callback", "arbiter", "shift_leader"):
        assert "供水下午检修" in strip(as_(who))
    for who in ("supervisor", "roads_handler", "collector", "sysadmin"):
        assert (
            "<form" not in strip(as_(who)) and 'id="notices"' not in as_(who).get(reverse("account")).content.decode()
        )
    assert f'data-url="{STRIP}"' in as_("dispatcher").get(reverse("dispatch:board")).content.decode()


@pytest.mark.parametrize(
    ("to", "readers"),
    [("role:dispatcher", ["dispatcher"]), ("role:callback", ["callback"]), ("seat:A01", ["dispatcher"])],
)
def test_to_a_role_or_a_seat_nobody_else_is_told(world, as_, to, readers):
    assert as_("shift_leader").send(SEND, {**FORM, "to": to}).status_code == 302
    hall = ("call_taker", "dispatcher", "verifier", "callback")
    assert [who for who in hall if "<form" in strip(as_(who))] == readers
    notice = Notice.objects.get()
    assert read(as_("verifier"), notice).status_code == 404


def test_read_by_one_key_it_leaves_his_strip_alone_and_says_when(world, as_, notice):
    second = send_notice(text="电梯检修", hours=4, by=world.shift_leader)
    taker = as_("call_taker")
    assert "1 more follows" in strip(taker)
    for _ in range(2):
        answer = read(taker, notice)
        assert (answer.status_code, answer["Location"]) == (302, STRIP)
    (receipt,) = NoticeRead.objects.all()
    assert (receipt.user, receipt.notice) == (world.call_taker, notice)
    assert second.text in strip(taker) and notice.text not in strip(taker)
    assert notice.text in strip(as_("dispatcher"))
    page = as_("shift_leader").get(PAGE, **EN).content.decode()
    assert "1 has read it" in page and world.call_taker.label in page
    (listed,) = [each for each in _listed() if each.pk == notice.pk]
    assert world.call_taker not in [person.user for person in listed.missing]
    assert world.dispatcher in [person.user for person in listed.missing]


def _listed():
    found = list(Notice.objects.all())
    notices.attach_receipts(found)
    return found


def test_it_ends_by_itself_or_is_taken_down_once(world, as_, notice):
    with clock.at(clock.now() + minutes(241)):
        assert "<form" not in strip(as_("call_taker"))
    address = reverse("end_notice", args=[notice.pk])
    assert as_("shift_leader").send(address).status_code == 302
    assert "<form" not in strip(as_("call_taker"))
    answer = as_("shift_leader").send(address, **EN)
    assert answer.status_code == 409
    assert world.shift_leader.label in answer.content.decode()


@pytest.mark.parametrize(
    "wrong",
    [{"text": ""}, {"text": "长" * 301}, {"to": "role:sysadmin"}, {"to": "seat:Z99"}, {"hours": "0"}, {"hours": "x"}],
)
def test_bad_input_is_said_beside_its_field(as_, wrong):
    answer = as_("shift_leader").send(SEND, {**FORM, **wrong}, **EN)
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.content.decode()
    assert not Notice.objects.exists()


def test_others_send_nothing_and_see_no_receipts(world, as_, notice):
    for who in ("dispatcher", "supervisor", "roads_handler"):
        for answer in (
            as_(who).get(PAGE),
            as_(who).send(SEND, FORM),
            as_(who).send(reverse("end_notice", args=[notice.pk])),
        ):
            assert answer.status_code == 403
    for pk in (notice.pk + 1, 2**63):
        assert as_("shift_leader").send(f"/notices/{pk}/read/").status_code == 404
    with scope.of(world.roads_handler):
        assert not Notice.objects.exists()
    assert Notice.objects.count() == 1


def test_what_is_read_stays_read_when_it_was_taken_down(world, notice):
    read_notice(notice, by=world.call_taker)
    end_notice(notice, by=world.shift_leader)
    (listed,) = _listed()
    assert [receipt.user for receipt in listed.readers] == [world.call_taker]
