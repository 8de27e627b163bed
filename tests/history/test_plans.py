"""No page's cost grows with history: what each page asks is answered from indexes, and few rows are read for it."""

from contextlib import nullcontext
from urllib.parse import parse_qsl

import pytest
from django.db import transaction
from django.test import Client

from dispatch import outbox, tick
from dispatch.live.counts import counts_of
from dispatch.models import Assignment, Clock, Party, Ticket, Verification
from dispatch.searching import walking
from dispatch.services import checkpoints
from intake.models import Call
from tests.history.conftest import days_ago
from tests.history.pages import PAGES
from tests.history.plans import faults, read_of, watched
from units import scope
from units.models import User

MOST = 900  # rows of one table in one statement; the history has four thousand tickets and forty thousand events
OLD_DAY = days_ago(200)


def closed():
    return Ticket.objects.filter(place_source="seeded", reworks=1).latest("opened_at")


def phone():
    return Party.objects.filter(ticket__place_source="seeded").latest("pk").phone


@pytest.fixture(scope="module")
def names(hall):
    world, ticket = hall.world, closed()
    middle = Ticket.objects.order_by("opened_at")[2000]
    return {
        "roads": world.roads.pk, "fire": world.fire.pk, "east": world.east.pk,
        "community": world.east_community.pk,
        "number": ticket.number, "tail": ticket.number[-4:],
        "head": ticket.number[1:7], "day": ticket.number[1:9], "phone": phone(), "old_day": OLD_DAY.isoformat(),
        "live": hall.live["handling"][0].number, "before": f"{int(middle.opened_at.timestamp() * 1e6)}.{middle.pk}",
        "part": Assignment.objects.filter(ticket__place_source="seeded", unit=world.roads).latest("pk").pk,
        "open_part": Assignment.objects.open().filter(unit=world.roads).latest("pk").pk,
        "dispatcher": world.dispatcher.pk,
        "check": Verification.objects.filter(cell=world.east_cell).latest("pk").pk,
    }  # fmt: skip


@pytest.mark.parametrize(("who", "page"), [(who, page) for who, pages in PAGES.items() for page in pages])
def test_a_page_reads_a_few_rows_from_indexes(hall, names, who, page):
    user = User.objects.get(username=who)
    browser = Client()
    browser.force_login(user)
    with watched() as statements:
        answer = _answer(browser, page.format(**names))
    assert answer.status_code in (200, 302)
    _hold(statements, user, page)


def _answer(browser, page):
    url, sends, form = page.partition(" <- ")
    return browser.post(url, dict(parse_qsl(form, keep_blank_values=True))) if sends else browser.get(url)


def _hold(statements, user, page):
    with scope.of(User.objects.get(pk=user.pk)) if user else nullcontext():
        found = [f"{page}: {fault}\n{sql[:400]}" for sql in statements for fault in faults(sql, MOST)]
    scope.set_scope(("system", "", "", ""))
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    "work",
    [
        tick.run_once,
        outbox.run_once,
        checkpoints.seal,
        lambda: Client().get("/healthz"),
        lambda: counts_of(
            {"cleared", "centre", *(f"unit:{pk}" for pk in Assignment.objects.values_list("unit", flat=True)[:1])}
        ),
    ],
    ids=["tick", "outbox", "seal", "healthz", "counts"],
)
def test_what_runs_all_the_time_reads_a_few_rows(hall, work):
    with watched() as statements:
        work()
    scope.set_scope(("system", "", "", ""))
    _hold(statements, None, "loop")


@pytest.mark.parametrize("who", ["dispatcher", "roads_handler"])
def test_words_are_found_through_the_index_under_row_level_security(hall, who):
    """A common word reads some pages' worth and a word that nobody says none; a unit reads no more than its own parts."""
    user = User.objects.get(username=who)
    own = Assignment.objects.filter(unit__in=user.unit_ids()).count()
    assert own < Ticket.objects.count(), "else nobody could tell a unit's own from everybody's"
    for word, most in (("社区", max(MOST, own)), ("火星", own)):
        with scope.of(user), transaction.atomic():
            before = read_of("dispatch_ticketwords")
            walking.newest([word], Ticket.objects.visible_to(user), walking.Narrowed(), "", 51, looks_closer=False)
            after = read_of("dispatch_ticketwords")
        whole, by_index, rows = (late - early for early, late in zip(before, after, strict=True))
        assert (whole, by_index > 0, rows <= most) == (0, True, True), (word, rows)


def test_the_history_is_large_enough_for_a_bad_plan_to_show(hall):
    for model in (Ticket, Party, Assignment, Clock, Verification, Call):
        assert model.objects.count() > 3 * MOST
