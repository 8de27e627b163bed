"""Numbers that lead to the one queue, kept by a system administrator."""

import pytest

from intake.models import Hotline
from intake.services import keep_hotline

URL = "/registry/hotlines/"
LINE = {"number": "12345", "name": "政务热线", "greeting": "您好，请讲。", "is_active": "on"}


def test_a_number_is_added_with_its_greeting(world, as_):
    admin = as_("sysadmin")
    assert admin.send(URL, LINE).status_code == 302
    line = Hotline.objects.get()
    assert (line.number, line.name, line.greeting, line.is_active) == ("12345", "政务热线", "您好，请讲。", True)
    assert "您好，请讲。" in admin.get(URL).content.decode()


def test_a_number_is_changed_and_given_up(world, as_):
    line = keep_hotline(number="12345", name="x", greeting="x", by=world.sysadmin)
    admin = as_("sysadmin")
    assert 'value="12345"' in admin.get(f"{URL}?number=12345").content.decode()
    changed = {**LINE, "version": line.version}
    del changed["is_active"]
    assert admin.send(URL, changed).status_code == 302
    line.refresh_from_db()
    assert (line.name, line.is_active, line.version) == ("政务热线", False, 2)


def test_of_two_who_change_it_the_second_reads_who_was_first(world, as_):
    line = keep_hotline(number="12345", name="x", greeting="x", by=world.sysadmin)
    keep_hotline(number="12345", name="y", greeting="y", by=world.sysadmin, version=line.version)
    answer = as_("sysadmin").send(URL, {**LINE, "version": line.version})
    assert answer.status_code == 409
    assert world.sysadmin.name in answer.content.decode()
    assert Hotline.objects.get().name == "y"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("number", ""),
        ("number", "12a"),
        ("number", "+8612345"),
        ("number", "1" * 33),
        ("name", ""),
        ("greeting", ""),
        ("greeting", "x" * 201),
    ],
)
def test_bad_input_is_said_at_the_field(world, as_, field, value):
    answer = as_("sysadmin").send(URL, {**LINE, field: value})
    assert answer.status_code == 422
    assert f'id="id_{field}-error"' in answer.content.decode()
    assert not Hotline.objects.exists()


def test_a_number_stands_once_and_a_twenty_first_is_refused(world, as_, settings):
    settings.HOTLINES_MOST = 2
    admin = as_("sysadmin")
    for number in ("1", "2"):
        assert admin.send(URL, {**LINE, "number": number}).status_code == 302
    again = admin.send(URL, {**LINE, "number": "1"})
    assert (again.status_code, 'id="id_number-error"' in again.content.decode()) == (422, True)
    third = admin.send(URL, {**LINE, "number": "3"})
    assert (third.status_code, 'id="id_is_active-error"' in third.content.decode()) == (422, True)


def test_the_same_key_twice_is_one_number(world, as_):
    key = "00000000-0000-0000-0000-00000000000b"
    admin = as_("sysadmin")
    assert {admin.send(URL, LINE, key=key).status_code for _ in range(2)} == {302}
    assert Hotline.objects.get().version == 1


@pytest.mark.parametrize("role", ["call_taker", "shift_leader", "secadmin", "roads_handler"])
def test_nobody_else_sees_or_changes_them(world, as_, role):
    assert as_(role).get(URL).status_code == 403
    assert as_(role).send(URL, LINE).status_code == 403
