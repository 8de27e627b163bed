"""The first accounts, from the command line."""

import re

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from tests.login.doors import at, sign_in
from units.models import SecurityEvent, User


def add(capsys, *arguments):
    call_command("add_person", *arguments)
    return capsys.readouterr().out


def test_a_new_person_gets_an_initial_password_that_is_replaced_at_the_first_log_in(world, capsys):
    said = add(capsys, "zhang", "--name", "张三", "--unit", "centre", "--role", "secadmin")
    initial = re.search(r"only now: (\S+)", said)[1]
    assert sign_in(at(), "zhang", initial).url == reverse("login_password")
    person = User.objects.get(username="zhang")
    assert (person.kind, person.password_initial) == ("office", True)
    assert SecurityEvent.objects.get(kind="initial").user == person


def test_a_known_person_gets_a_further_role_and_keeps_his_password(world, capsys):
    said = add(capsys, "verifier", "--unit", "centre", "--role", "callback")
    assert "password" not in said
    assert set(world.verifier.memberships.values_list("role", flat=True)) == {"verifier", "callback"}


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("zhang", "--unit", "centre", "--role", "viewer"), "--name"),
        (("zhang", "--name", "张三", "--unit", "nowhere", "--role", "viewer"), "no unit"),
        (("auditor", "--unit", "centre", "--role", "secadmin"), "never an administrator"),
        (("secadmin", "--unit", "centre", "--role", "auditor"), "never an administrator"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(world, arguments, why):
    before = User.objects.count()
    with pytest.raises(CommandError, match=why):
        call_command("add_person", *arguments)
    assert User.objects.count() == before
    assert not SecurityEvent.objects.exists()


def test_the_second_factor_of_a_lost_phone_is_reset_from_the_command_line(world, capsys):
    from units.login import factor
    from units.models import Factor

    nonce = factor.new_nonce()
    factor.set_up(world.secadmin, nonce, factor.code_at(factor._secret(world.secadmin, nonce), factor.step_now()))
    call_command("reset_factor", "secadmin")
    assert not Factor.objects.exists()
    assert SecurityEvent.objects.get(kind="reset").by is None
