"""What the database refuses of a pause."""

from datetime import timedelta

from dispatch.models import Pause
from dispatch.workflow import Stage
from tests.gate.test_constraints import refused


def test_a_clock_is_paused_once_at_a_time_and_never_backwards(world):
    ticket = world.ticket_at(Stage.HANDLING)
    clock = ticket.clocks.running().first()
    facts = {"clock": clock, "ticket": ticket, "text": "等待配件", "by": world.shift_leader}
    times = {"started_at": clock.started_at, "until": clock.due_at}
    Pause.objects.create(**facts, **times)
    refused("one_pause_at_a_time", lambda: Pause.objects.create(**facts, **times))
    early = clock.started_at - timedelta(seconds=1)
    refused("pause_never_negative", lambda: Pause.objects.create(**facts, **times, ended_at=early))
