"""The log of security: what happens at the door is written, the right people read it, and nobody changes it."""

from datetime import timedelta

import pytest
from django.db import InternalError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from tests.login.doors import at, sign_in, with_password
from units import scope
from units.login import events, upkeep
from units.models import Attempt, SecurityEvent


def test_the_door_writes_who_came_from_where(world):
    with_password(world.dispatcher)
    browser = at("10.1.1.1")
    sign_in(browser, "dispatcher", "wrong")
    sign_in(browser, "dispatcher")
    browser.post(reverse("lock"))
    browser.post(reverse("logout"))
    rows = SecurityEvent.objects.order_by("id").values_list("kind", "user__username", "by__username", "address")
    who = ("dispatcher", "dispatcher", "10.1.1.1")
    assert list(rows) == [
        ("failure", "dispatcher", None, "10.1.1.1"),
        ("login", *who),
        ("lock", *who),
        ("logout", *who),
    ]


@pytest.mark.parametrize(
    ("who", "status"), [("secadmin", 200), ("auditor", 200), ("sysadmin", 403), ("dispatcher", 403)]
)
def test_the_security_administrator_and_the_auditor_read_it(world, as_, who, status):
    events.write("spray", detail="12")
    assert as_(who).get(reverse("security")).status_code == status


def test_the_database_shows_it_to_nobody_else(world):
    events.write("login", user=world.dispatcher, by=world.dispatcher)
    seen = {}
    for who in ("secadmin", "auditor", "dispatcher", "shift_leader", "sysadmin", "roads_handler"):
        with scope.of(getattr(world, who)):
            seen[who] = SecurityEvent.objects.count()
    assert seen == {
        "secadmin": 1, "auditor": 1, "dispatcher": 1, "shift_leader": 0, "sysadmin": 0, "roads_handler": 0,
    }  # fmt: skip


@pytest.mark.parametrize("change", ["UPDATE units_securityevent SET kind = 'x'", "DELETE FROM units_securityevent"])
def test_no_row_is_changed_or_taken_away(world, change):
    events.write("login", user=world.dispatcher)
    with scope.system(), transaction.atomic(), connection.cursor() as cursor:
        try:
            with transaction.atomic():
                cursor.execute(change)
                touched = cursor.rowcount
        except InternalError:
            touched = 0
    assert touched == 0
    assert SecurityEvent.objects.get().kind == "login"


def test_it_is_kept_for_four_hundred_days_and_no_longer(world):
    old = timezone.now() - timedelta(days=402)
    with connection.cursor() as cursor:
        cursor.execute(events._ADD, ["login", None, None, "", ""])
        cursor.execute(events._ADD.replace("clock_timestamp()", "%s"), [old, "login", None, None, "", "old"])
    Attempt.objects.create(name="a", address="b", count=1, at=timezone.now() - timedelta(days=2))
    upkeep.prune()
    assert [event.detail for event in SecurityEvent.objects.all()] == [""]
    assert not Attempt.objects.exists()


def test_pages_of_the_log_go_on_without_counting(world, as_):
    for n in range(60):
        events.write("failure", detail=f"n{n:02}")
    first = as_("secadmin").get(reverse("security"))
    older = as_("secadmin").get(reverse("security"), {"before": first.context["next"], "kind": "failure"})
    assert [len(page.context["events"]) for page in (first, older)] == [50, 10]


@pytest.mark.parametrize("before", ["9" * 30, "-1", "x", "１"])
def test_nonsense_in_the_address_is_the_first_page(world, as_, before):
    assert (
        as_("secadmin").get(reverse("security"), {"before": before, "kind": "\x00", "who": "\x00"}).status_code == 200
    )
