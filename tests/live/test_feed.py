"""The feed: each committed event once, in an order without gaps, whatever the writers do."""

import random
import threading
import time

import pytest
from django.db import connection, transaction

from dispatch import services
from dispatch.live import sequencer
from dispatch.models import Event, Feed, FeedHead, Pending
from units import scope

WRITERS, TICKETS, MOVES = 6, 4, 12


def numbers():
    return list(Feed.objects.order_by("number").values_list("number", flat=True))


def in_a_thread(work, errors):
    def run():
        try:
            scope.set_scope(("system", "", "", ""))
            work()
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def test_pending_events_become_numbers_without_gap_and_leave_the_line(world):
    world.ticket()
    world.ticket()
    before = FeedHead.objects.get().number
    assert sequencer.sequence() == before + 2
    assert numbers()[-2:] == [before + 1, before + 2]
    assert not Pending.objects.exists()
    assert sequencer.sequence() is None


def test_a_rolled_back_sequencer_takes_no_number(world):
    world.ticket()
    with pytest.raises(RuntimeError), transaction.atomic():
        sequencer.sequence()
        raise RuntimeError
    assert Pending.objects.count() == 1
    assert sequencer.sequence_all() == 1
    assert numbers() == [1]


def test_many_writers_and_long_transactions_lose_no_event_and_make_no_gap(transactional_db, monkeypatch):
    """Ids are handed out before COMMIT: tailing by id would skip what a slow writer commits late. By number nothing is."""
    from tests.cast import World

    world = World()
    tickets = [world.ticket() for _ in range(TICKETS)]
    seen, errors, stopping = [], [], threading.Event()
    monkeypatch.setattr(sequencer, "BATCH", 7)

    def write():
        chance = random.Random(threading.get_ident())
        for _ in range(MOVES):
            with transaction.atomic():
                services.note(chance.choice(tickets), text="一句话", by=world.dispatcher)
                time.sleep(chance.choice((0, 0, 0.002, 0.02)))  # the id is taken, the COMMIT comes later

    def tail():
        last = 0
        while True:
            done = stopping.is_set()
            sequencer.sequence()
            for entry in Feed.objects.filter(number__gt=last).order_by("number"):
                seen.append((entry.number, entry.event_id))
                last = entry.number
            if done and not Pending.objects.exists() and last == FeedHead.objects.get().number:
                return

    tailer = in_a_thread(tail, errors)
    rivals = [in_a_thread(lambda: [sequencer.sequence() for _ in range(40)], errors) for _ in range(2)]
    writers = [in_a_thread(write, errors) for _ in range(WRITERS)]
    for thread in [*writers, *rivals]:
        thread.join(30)
    stopping.set()
    tailer.join(30)
    assert errors == []
    assert [number for number, _event in seen] == list(range(1, TICKETS + WRITERS * MOVES + 1))
    assert {event for _number, event in seen} == set(Event.objects.values_list("pk", flat=True))
    order = {event: number for number, event in seen}
    for ticket in tickets:
        events = Event.objects.filter(ticket=ticket).order_by("position").values_list("pk", flat=True)
        assert [order[event] for event in events] == sorted(order[event] for event in events)


def test_an_open_transaction_holds_up_nobody_else(transactional_db):
    from tests.cast import World

    world = World()
    slow, quick = world.ticket(), world.ticket()
    sequencer.sequence_all()
    written, go, errors = threading.Event(), threading.Event(), []

    def hold():
        with transaction.atomic():
            services.note(slow, text="慢", by=world.dispatcher)
            written.set()
            go.wait(10)

    thread = in_a_thread(hold, errors)
    assert written.wait(10)
    services.note(quick, text="快", by=world.dispatcher)
    assert sequencer.sequence() == 3
    go.set()
    thread.join(10)
    assert errors == []
    assert sequencer.sequence() == 4
    assert Feed.objects.get(number=4).event.ticket_id == slow.pk
