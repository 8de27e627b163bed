"""Wrong attempts make their own pair of name and address wait, and nobody else."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from tests.login.doors import HALL, PASSWORD, at, is_in, sign_in, with_password
from units.login import address, attempts
from units.models import Attempt, SecurityEvent

FREE = 5


def kinds():
    return list(SecurityEvent.objects.order_by("id").values_list("kind", flat=True))


def test_two_hundred_wrong_log_ins_from_the_hall_keep_no_other_seat_out(world, settings):
    with_password(world.dispatcher)
    for n in range(200):
        answer = sign_in(at(HALL), f"guess{n % 40}", "wrong")
        assert answer.status_code == 422
    seat = at(HALL)
    assert sign_in(seat, "dispatcher").status_code == 302
    assert is_in(seat)


def test_after_five_wrong_ones_the_right_password_waits_too_and_the_sentence_says_until_when(world):
    with_password(world.dispatcher)
    for _ in range(FREE):
        sign_in(at(), "dispatcher", "wrong")
    until = timezone.localtime(Attempt.objects.get().until)
    page = sign_in(at(), "dispatcher")
    assert page.status_code == 422
    assert f"{until:%H:%M:%S}" in page.content.decode()
    assert "ask the security administrator" in page.content.decode()


def test_the_same_person_signs_in_from_elsewhere_meanwhile(world):
    with_password(world.dispatcher)
    for _ in range(FREE + 1):
        sign_in(at(), "dispatcher", "wrong")
    elsewhere = at("10.9.9.9")
    sign_in(elsewhere, "dispatcher")
    assert is_in(elsewhere)


def test_the_wait_doubles_with_each_further_failure_up_to_its_end(world, settings):
    waits = []
    for _ in range(12):
        while attempts.count("dispatcher", HALL) is not None:
            Attempt.objects.update(until=timezone.now() - timedelta(seconds=1))
        row = Attempt.objects.get()
        waits.append(round((row.until - row.at).total_seconds()) if row.until else 0)
    assert waits == [0, 0, 0, 0, 60, 120, 240, 480, 900, 900, 900, 900]


def test_a_right_password_wipes_the_slate(world):
    with_password(world.dispatcher)
    for _ in range(FREE - 1):
        sign_in(at(), "dispatcher", "wrong")
    sign_in(at(), "dispatcher")
    assert not Attempt.objects.exists()


def test_a_name_that_nobody_has_gets_the_same_answer_and_is_not_written_down(world):
    with_password(world.dispatcher)
    pages = [sign_in(at(), name, "wrong").content.decode() for name in ("dispatcher", "hunter2-oops")]
    shown = [page.partition('id="login-error"')[2].partition("</div>")[0] for page in pages]
    assert shown[0] == shown[1] != ""
    rows = SecurityEvent.objects.order_by("id").values_list("kind", "user__username", "detail")
    assert list(rows) == [("failure", "dispatcher", ""), ("failure", None, "")]
    for _ in range(FREE + 1):
        page = sign_in(at(), "hunter2-oops", "wrong").content.decode()
    assert "Too many wrong attempts" in page


def test_an_unknown_name_costs_the_same_work_as_a_known_one(world, monkeypatch):
    """Timing tells nothing: the password is hashed whether or not there is an account."""
    from django.contrib.auth import hashers

    with_password(world.dispatcher)
    hashed = []
    encode = hashers.MD5PasswordHasher.encode
    monkeypatch.setattr(hashers.MD5PasswordHasher, "encode", lambda *given: hashed.append(1) or encode(*given))
    work = []
    for name in ("dispatcher", "nobody-of-this-name"):
        hashed.clear()
        sign_in(at(), name, "wrong")
        work.append(len(hashed))
    assert work[0] == work[1] > 0


def test_a_hundred_at_the_same_moment_are_a_hundred_attempts(transactional_db):
    admitted, barrier = [], threading.Barrier(20)

    def guess():
        barrier.wait()
        for _ in range(5):
            admitted.append(attempts.count("dispatcher", HALL) is None)
        connection.close()

    guesses = [threading.Thread(target=guess) for _ in range(20)]
    for thread in guesses:
        thread.start()
    for thread in guesses:
        thread.join()
    assert (len(admitted), sum(admitted)) == (100, FREE)


def test_many_names_from_one_address_alarm_the_security_administrator_once(world, as_):
    for n in range(15):
        sign_in(at("10.66.6.6"), f"guess{n}", "Spring2026!")
    assert kinds().count("spray") == 1
    page = as_("secadmin").get(reverse("security")).content.decode()
    assert "tried in vain from 10.66.6.6" in page


def test_a_forwarded_address_is_only_what_a_stranger_says(world):
    for n in range(FREE + 1):
        sign_in(at(HTTP_X_FORWARDED_FOR=f"1.2.3.{n}"), "dispatcher", "wrong")
    assert Attempt.objects.get().address == HALL
    assert "blocked" in kinds()


@pytest.mark.parametrize(
    ("given", "counted"),
    [
        ("10.1.2.3", "10.1.2.3"),
        ("::ffff:10.1.2.3", "10.1.2.3"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("", ""),
    ],
)
def test_one_line_of_ipv6_is_one_address(given, counted):
    assert address.counted(given) == counted


def test_nobody_reads_attempts_but_the_system(world, as_):
    sign_in(at(), "dispatcher", "wrong")
    from units import scope

    with scope.of(world.secadmin):
        assert not Attempt.objects.exists()


def test_the_password_appears_nowhere_in_what_is_kept(world):
    sign_in(at(), PASSWORD, PASSWORD)
    assert PASSWORD not in str([*Attempt.objects.values(), *SecurityEvent.objects.values()])
