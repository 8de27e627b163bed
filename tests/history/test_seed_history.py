"""Seeded history is history: chained and sealed like the hall's own, silent to its screens, and made once."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Count, F, Max, Q

from config.history import piece
from dispatch.models import Assignment, Callback, Checkpoint, Clock, Event, Feedback, NumberSeries, Party, Ticket
from dispatch.services import chain
from dispatch.workflow import MOVES, Stage
from grid.models import Report
from intake.models import Call, Concern
from tests.history.conftest import TICKETS
from units import clock, territory


def seeded():
    return Ticket.objects.filter(place_source="seeded")


def test_there_are_as_many_tickets_as_were_asked_for_all_closed_and_marked(hall):
    assert f"{TICKETS} tickets added" in hall.said
    assert seeded().count() == TICKETS
    assert not seeded().open().exists()
    assert Event.objects.filter(kind="open", data__seeded=1).count() == TICKETS
    assert Call.objects.filter(called_line="seeded").count() > TICKETS


def test_every_hash_is_the_one_that_the_services_would_have_written(hall):
    tickets = seeded().order_by("?")[:150]
    for ticket in tickets:
        position, previous = 0, ""
        for event in ticket.events.order_by("position"):
            assert (event.position, event.previous_hash) == (position + 1, previous)
            assert chain.digest(event) == event.hash
            position, previous = event.position, event.hash
        assert (ticket.chain_position, ticket.chain_hash) == (position, previous)
        assert ticket.version == ticket.events.latest("position").version


def test_the_log_verifies_with_the_seeded_tickets_under_its_checkpoints(hall):
    said = StringIO()
    call_command("verify_log", stdout=said)
    assert "all as written" in said.getvalue()
    sealed = {ticket for heads in Checkpoint.objects.values_list("heads", flat=True) for ticket in heads}
    assert {str(pk) for pk in seeded().values_list("pk", flat=True)} <= sealed


def test_neither_the_feed_nor_what_waits_for_it_grew(hall):
    assert hall.feed() == hall.before


def test_it_was_stored_in_pieces_of_whole_days(hall):
    days = Counter()
    for checkpoint in Checkpoint.objects.all():
        tickets = Ticket.objects.filter(pk__in=[int(ticket) for ticket in checkpoint.heads], place_source="seeded")
        days.update({clock.local_day(at) for at in tickets.values_list("entered_at", flat=True)})
    assert Checkpoint.objects.count() >= TICKETS // 1000
    assert set(days.values()) == {1}


def test_each_move_follows_from_the_table_of_moves(hall):
    moves = (
        Event.objects.filter(ticket__place_source="seeded")
        .values_list("kind", "stage_before", "stage_after")
        .distinct()
    )
    for kind, before, after in moves:
        if kind == "open":
            assert (before, after) == ("", Stage.ASSIGNMENT)
            continue
        move = MOVES[kind]
        assert before in move.sources
        assert after in move.reaches(before) | (move.targets & {before}), (kind, before, after)


def test_clocks_and_parts_are_what_the_events_say(hall):
    parts = Assignment.objects.filter(ticket__place_source="seeded")
    assert not parts.exclude(status="done").exists()
    assert not parts.filter(Q(accepted_at__lt=F("sent_at")) | Q(ended_at__lte=F("accepted_at"))).exists()
    assert not parts.filter(ended_at__gt=F("ticket__closed_at")).exists()
    clocks = Clock.objects.filter(ticket__place_source="seeded")
    assert not clocks.running().exists()
    missed = clocks.filter(missed_at__isnull=False)
    assert missed.exists()
    assert not missed.filter(due_at__gte=F("stopped_at")).exists()
    struck = Event.objects.filter(ticket__place_source="seeded", kind="warn").count()
    assert struck == clocks.filter(warned_at__isnull=False).count()
    assert Feedback.objects.filter(ticket__place_source="seeded", round=2).count() == seeded().filter(reworks=1).count()


def test_calls_parties_and_reports_belong_to_their_tickets(hall):
    rung = seeded().exclude(source="grid")
    assert Concern.objects.filter(ticket__in=rung, opened=True).count() == rung.count()
    assert Party.objects.filter(ticket__in=rung).count() == rung.count()
    assert Report.objects.filter(ticket__in=seeded()).count() == seeded().filter(source="grid").count() > 0
    asked = seeded().filter(wants_callback=True, assigned_at__isnull=False)
    assert not asked.filter(callbacks=None).exists()
    unreachable = seeded().filter(disposition="unreachable")
    assert set(Callback.objects.filter(ticket__in=unreachable).values_list("outcome", flat=True)) <= {"no_answer"}


def test_places_lie_in_their_cells(hall):
    for ticket in seeded().order_by("?")[:50]:
        assert territory.locate(ticket.lon, ticket.lat).cell_id == ticket.cell_id


def test_numbers_continue_each_days_series(hall):
    found = seeded().values("number").annotate(n=Count("pk"))
    assert not found.filter(n__gt=1).exists()
    for series in NumberSeries.objects.filter(kind="T").order_by("?")[:20]:
        numbers = Ticket.objects.filter(number__startswith=f"T{series.day:%Y%m%d}-")
        last = numbers.aggregate(last=Max("number"))["last"]
        assert int(last.split("-")[1]) == series.last == numbers.count()


def test_the_day_has_its_rhythm(hall):
    hours = Counter(clock.timezone.localtime(at).hour for at in seeded().values_list("entered_at", flat=True))
    assert sum(hours[h] for h in range(8, 20)) > 5 * sum(hours[h] for h in range(6))


def test_the_same_figure_twice_adds_nothing(hall):
    assert f"{TICKETS} seeded tickets already" in hall.seed(TICKETS)


def test_a_second_seeding_waits_for_no_one(hall):
    with piece.alone(), pytest.raises(CommandError, match="Another seed_history"):
        _in_another_thread(hall)


def _in_another_thread(hall):
    with ThreadPoolExecutor(1) as pool:
        pool.submit(hall.seed, TICKETS + 1).result()


def test_production_is_asked_twice(hall, settings):
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="--really"):
        hall.seed(TICKETS + 1)
