"""What the simulator says at its end is asked of the database: what was told and is not there counts as lost."""

from datetime import timedelta

from config.telephone import findings
from dispatch.models import Ticket
from intake.models import Ring
from intake.services import claim
from tests.intake.exchange import Line

URL = "/calls/new/"
HOLE = {"words": "井盖不见了", "lon": "112.005", "lat": "28.005", "item": "1601"}


def saved(world, as_):
    line = Line()
    ring = claim(line.ring(ago=60), by=world.dispatcher)
    line.say("answered", ago=50)
    line.say("hung_up", ago=20)
    assert as_("dispatcher").send(URL, HOLE, key=ring.key).status_code == 303
    return Ticket.objects.latest("pk")


def test_times_states_and_tickets_of_a_run(world, as_):
    ticket = saved(world, as_)
    missed = Line()
    missed.ring(ago=20)
    missed.say("hung_up", ago=3)
    found = findings.of_run("c-", rung=2, said=5, tickets=[ticket.number])
    assert (found.rung, found.answered, found.missed, found.saved, found.held, found.stale) == (2, 1, 1, 1, 0, 0)
    assert (found.opened, found.assigned, found.lost, found.in_time) == (1, 0, [], 1.0)
    times = found.waits + found.talks + found.wraps
    assert [round(seconds, -1) for seconds in times] == [10, 30, 20]


def test_what_is_not_there_is_lost_and_a_dead_seat_is_stale(world, as_):
    saved(world, as_)
    line = Line()
    ring = claim(line.ring(ago=60), by=world.call_taker)
    line.say("hung_up", ago=50)
    Ring.objects.filter(pk=ring.pk).update(seen_at=ring.claimed_at - timedelta(seconds=46))
    found = findings.of_run("c-", rung=3, said=6, tickets=["T20260101-9999"])
    assert found.stale == 1
    words = " ".join(found.lost)
    assert all(word in words for word in ("3 calls", "6 messages", "T20260101-9999", f"{line.call} is over"))
    assert len(found.lost) == 4
