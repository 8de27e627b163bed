"""The outbox: what leaves the house is leased, sent, tried again, and given up in sight; Redis holds none of it up."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.utils import timezone
from kombu.exceptions import OperationalError

from dispatch import outbox, tasks
from dispatch.models import Delivery, Heartbeat, Job, Ticket
from tests.cast import World, minutes
from units import clock
from units.models import Notice


@pytest.fixture
def sent(monkeypatch, transactional_db):
    """Deliveries that reached the handler `note`; `broken` always fails."""
    reached = []

    def note(delivery):
        reached.append((delivery.pk, Ticket.objects.count()))

    def broken(delivery):
        raise ConnectionError("the gateway is away")

    monkeypatch.setattr(outbox, "_handlers", {"note": note, "broken": broken})
    return reached


def delivery(handler):
    now = clock.now()
    return Delivery.objects.create(handler=handler, payload={}, created_at=now, next_at=now)


def test_a_delivery_is_sent_once_and_its_handler_sees_the_facts(sent):
    World().ticket()
    due = delivery("note")
    assert outbox.run_once() == 1
    assert outbox.run_once() == 0
    due.refresh_from_db()
    assert (due.state, due.tries) == (Delivery.State.SENT, 1)
    assert sent == [(due.pk, 1)]
    assert Heartbeat.objects.filter(name="outbox").exists()


def test_what_fails_is_tried_again_later_and_given_up_after_ten_tries_while_others_go_out(sent):
    bad, good = delivery("broken"), delivery("note")
    outbox.run_once()
    bad.refresh_from_db()
    assert bad.state == Delivery.State.WAITING
    assert bad.next_at > timezone.now()
    assert "the gateway is away" in bad.last_error
    for _try in range(9):
        Delivery.objects.filter(pk=bad.pk).update(next_at=clock.now() - minutes(1))
        outbox.run_once()
    bad.refresh_from_db()
    assert (bad.state, bad.tries) == (Delivery.State.DEAD, 10)
    assert [pk for pk, _count in sent] == [good.pk]


def test_deliveries_go_out_while_the_broker_is_away(sent, monkeypatch):
    def refuse(*args, **kwargs):
        raise OperationalError("no broker")

    monkeypatch.setattr(outbox.current_app, "send_task", refuse)
    due, now = delivery("note"), clock.now()
    job = Job.objects.create(task="x", created_at=now, next_at=now)
    assert outbox.run_once() == 1
    due.refresh_from_db()
    job.refresh_from_db()
    assert due.state == Delivery.State.SENT
    assert (job.tries, job.done_at) == (0, None)


def test_every_few_seconds_it_asks_the_worker_for_a_sign_of_life(sent, monkeypatch):
    asked = []
    monkeypatch.setattr(outbox, "_pulsed", -100.0)
    monkeypatch.setattr(outbox.current_app, "send_task", lambda task, **options: asked.append((task, options)))
    outbox.run_once()
    outbox.run_once()
    assert asked == [("dispatch.pulse", {"expires": 10})]
    tasks.pulse()
    assert Heartbeat.objects.filter(name="worker").exists()


def test_what_hangs_keeps_nothing_else_waiting_and_is_marked_when_it_is_over(sent, monkeypatch):
    over = threading.Event()
    monkeypatch.setitem(outbox._handlers, "hangs", lambda delivery: over.wait(10))
    slow = [delivery("hangs") for _ in range(4)]
    began = time.monotonic()
    outbox.run_once(patience=0.2)
    due = delivery("note")
    outbox.run_once(patience=1)
    assert time.monotonic() - began < 5
    assert [pk for pk, _count in sent] == [due.pk]
    assert set(Delivery.objects.filter(handler="hangs").values_list("state", flat=True)) == {"waiting"}
    over.set()
    deadline = time.monotonic() + 10
    while Delivery.objects.filter(state="sent").count() < 5 and time.monotonic() < deadline:
        outbox.run_once(patience=0.2)
    assert Delivery.objects.filter(pk__in=[each.pk for each in slow], state="sent", tries=1).count() == 4


def test_what_failed_before_takes_only_a_few_of_the_threads(sent):
    again = [delivery("note") for _ in range(outbox.AGAIN_AT_ONCE + 2)]
    Delivery.objects.update(tries=1)
    new = [delivery("note") for _ in range(5)]
    assert outbox.run_once() == outbox.AGAIN_AT_ONCE + len(new)
    assert {each.pk for each in new} < {pk for pk, _count in sent}
    outbox.run_once()
    assert len(sent) == len(again) + len(new)


def test_a_shift_leader_is_told_once_an_hour_of_what_is_given_up(sent):
    for _ in range(3):
        delivery("broken")
    Delivery.objects.update(tries=9)
    for _ in range(3):
        outbox.run_once()
    assert Delivery.objects.filter(state="dead").count() == 3
    notice = Notice.objects.get()
    assert (notice.to_role, notice.by.username) == ("shift_leader", "system")
    assert "Outbox" in notice.text


def test_a_database_that_went_away_while_a_line_was_slow_costs_one_try(sent, monkeypatch):
    def breaks(delivery):
        connection.connection.close()  # as a restart of PostgreSQL does meanwhile
        raise ConnectionError("the gateway is away")

    outbox._handlers["breaks"] = breaks
    monkeypatch.setattr(outbox, "_threads", ThreadPoolExecutor(1))
    bad = delivery("breaks")
    outbox.run_once()
    bad.refresh_from_db()
    assert (bad.state, bad.tries) == (Delivery.State.WAITING, 1)
    assert bad.last_error
    good = delivery("note")
    outbox.run_once()
    assert [pk for pk, _count in sent] == [good.pk], "the same thread goes on"


def test_a_delivery_that_cannot_be_marked_holds_up_nothing(sent, monkeypatch):
    monkeypatch.setattr(outbox, "_mark", lambda delivery, outcome: 1 / 0)
    due = delivery("note")
    assert outbox.run_once() == 1
    assert Heartbeat.objects.filter(name="outbox").exists()
    due.refresh_from_db()
    assert due.leased_until > clock.now(), "it is tried again when the lease is over"


def test_a_job_that_failed_ten_times_is_handed_over_again_half_an_hour_later(sent, monkeypatch):
    handed, now = [], clock.now()
    monkeypatch.setattr(outbox.current_app, "send_task", lambda name, **more: handed.append(name))
    job = Job.objects.create(task="x", created_at=now, next_at=now, tries=outbox.MAX_TRIES)
    outbox.run_once()
    job.refresh_from_db()
    assert "x" in handed
    assert minutes(29) < job.next_at - clock.now() < minutes(31)
