"""The thirty days as planned: in order, by the rhythm of the day, with a red tail of about a fifth."""

from collections import Counter
from datetime import datetime, timedelta

import pytest

from config.demo.geography import district
from config.demo.history import history
from config.demo.matters import ZONE
from config.demo.queues import TODAY
from config.demo.story import ACCEPTANCE, Step

NOW = datetime(2026, 11, 23, 14, 20, tzinfo=ZONE)
DISPATCH, VERIFICATION = 150, 4 * 3600


@pytest.fixture(scope="module")
def month():
    return history(district(), NOW)


def late(matter) -> bool:
    """Whether dispatch, acceptance, first word or verification comes after its limit, by the plan alone."""
    first = {step.verb: step.after for step in reversed(matter.steps)}
    sent = first.get("assign")
    if sent is None:
        return False
    parts = {step.part for step in matter.steps if step.verb == "accept"}
    accepted = max(at(matter.steps, part, {"accept"}) for part in parts)
    spoke = max(at(matter.steps, part, {"arrive", "unit_note", "give_feedback", "hand_back"}) for part in parts)
    overdue = accepted - sent > ACCEPTANCE[matter.item.priority] or spoke - sent > matter.item.feedback
    answered = max(s.after for s in matter.steps if s.verb == "give_feedback")
    return sent > DISPATCH or overdue or ("verify" in first and first["verify"] - answered > VERIFICATION)


def at(steps: tuple[Step, ...], part: int, verbs: set[str]) -> float:
    return next(step.after for step in steps if step.part == part and step.verb in verbs)


def finished(month):
    matters, _calls = month
    return [
        m
        for m in matters
        if m.steps[-1].verb in ("close", "verify", "attempt", "conclude") and m.start < NOW - timedelta(days=2)
    ]


def test_some_four_hundred_tickets_lie_in_the_past_thirty_days(month):
    matters, calls = month
    assert 380 <= len(matters) <= 420
    assert all(NOW - timedelta(days=31) < matter.start <= NOW for matter in matters)
    assert all(call.at <= NOW for call in calls)


def test_steps_come_in_order_and_begin_with_the_call(month):
    for matter in month[0]:
        times = [step.after for step in matter.steps]
        assert matter.steps[0].verb == "open" and times == sorted(times) and times[0] > 0


def test_a_fifth_of_the_tickets_is_late_somewhere(month):
    matters = finished(month)
    assert 0.15 <= sum(map(late, matters)) / len(matters) <= 0.25


def test_nights_are_quiet_and_mornings_are_not(month):
    hours = Counter(matter.start.astimezone(ZONE).hour for matter in month[0])
    assert sum(hours[hour] for hour in range(1, 5)) < sum(hours[hour] for hour in range(8, 12)) / 3


def test_four_to_seven_calls_in_ten_are_valid(month):
    matters, calls = month
    valid = sum(matter.channel != "grid" for matter in matters) + sum(call.validity == "advice" for call in calls)
    everything = sum(matter.channel != "grid" for matter in matters) + len(calls)
    assert 0.41 <= valid / everything <= 0.70


def test_the_queues_of_today_are_as_long_as_a_visitor_should_find_them(month):
    def waiting(*verbs):
        ends = [m.steps[-1].verb for m in month[0] if m.start + timedelta(seconds=m.steps[-1].after) <= NOW]
        return sum(verb in verbs for verb in ends)

    wanted = {marker: count for marker, count, _low, _high in TODAY}
    assert 3 <= sum(count for marker, count, *_ in TODAY if marker in ("open", "hand_back")) <= 6
    assert 8 <= sum(count for marker, count, *_ in TODAY if marker == "last_feedback") <= 10
    assert waiting("open", "hand_back") >= wanted["open"]
    assert waiting("accept", "assign", "arrive", "depart", "unit_note", "reject") >= 25


def test_every_verb_of_the_table_happens(month):
    verbs = {step.verb for matter in month[0] for step in matter.steps}
    assert verbs >= {"assign", "settle", "void", "accept", "depart", "arrive", "give_feedback", "hand_back", "verify"}
    assert verbs >= {"reject", "attempt", "close", "dissatisfied", "reopen", "unit_note", "hall_note"}


def test_the_same_seed_and_time_give_the_same_month(month):
    again = history(district(), NOW)
    assert [vars(matter) for matter in again[0]] == [vars(matter) for matter in month[0]]
    assert again[1] == month[1]
