"""Who hears of seats: everybody of rests, the shift leader alone of each seat; each state is one query."""

from datetime import timedelta

from dispatch.live import topics
from units import clock
from units.models import Rest, Seat
from units.seats import services


def state(name):
    return next(topic for topic in topics.every() if topic.name == name).state()


def test_a_rest_that_runs_over_changes_the_state_by_itself(world, django_assert_num_queries):
    services.alive(by=world.dispatcher)
    states = [state("rests")]
    rest = services.ask_rest(minutes=5, reason="用餐", by=world.dispatcher)
    states.append(state("rests"))
    services.approve_rest(rest, by=world.shift_leader)
    states.append(state("rests"))
    Rest.objects.update(began_at=clock.now() - timedelta(minutes=6), answered_at=clock.now() - timedelta(minutes=7))
    with django_assert_num_queries(1):
        states.append(state("rests"))
    services.end_rest(by=world.dispatcher)
    states.append(state("rests"))
    assert len(set(states[:-1])) == 4 and states[-1] is None


def test_each_change_of_a_seat_changes_the_state(world, django_assert_num_queries):
    before = state("seats")
    services.alive(by=world.dispatcher)
    with django_assert_num_queries(1):
        assert state("seats") != before
    assert Seat.objects.get().state == "ready"


def test_the_boxes_hear_of_rests_and_the_leader_of_seats():
    audiences = {topic.name: topic.audiences for topic in topics.every()}
    assert audiences["rests"] == {"cleared", "centre"} and audiences["seats"] == {"cleared"}
