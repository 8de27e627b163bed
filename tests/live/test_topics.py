"""What is no ticket is live as well: whoever shows a topic is told when it changes, and only then."""

import json
from datetime import timedelta

import pytest

from dispatch.live import topics
from dispatch.live.tailer import Tailer
from intake import lines, texts
from intake.models import Ring
from intake.services import claim, seen
from tests.intake.exchange import Line
from units import clock


class Hub:
    """What a tailer needs of a hub: who listens, and what is posted to them."""

    def __init__(self, *audiences):
        self.wanted = frozenset((audience, "en") for audience in audiences)
        self.told = []

    def post(self, function, *arguments):
        function(*arguments)

    def tell(self, audiences, text):
        self.told.append((audiences, json.loads(text)))


@pytest.fixture
def tailer(world):
    return Tailer(Hub("centre"), None)


def told(tailer):
    tailer._watch()
    found, tailer.hub.told = tailer.hub.told, []
    return [message["name"] for _audiences, message in found]


def test_a_change_is_told_once_to_those_who_show_it(world, tailer):
    assert "lines" in told(tailer), "what changed between the page's own reading and this first one is lost to nobody"
    assert told(tailer) == []
    ring = Line().ring()
    assert (told(tailer), told(tailer)) == (["lines"], [])
    claim(ring, by=world.call_taker)
    assert told(tailer) == ["lines"]


def test_a_sign_of_life_wakes_nobody_and_its_end_everybody(world, tailer):
    ring = claim(Line().ring(), by=world.call_taker)
    told(tailer)
    with clock.at(clock.now() + timedelta(seconds=12)):
        seen(by=world.call_taker)
    assert told(tailer) == []
    Ring.objects.filter(pk=ring.pk).update(seen_at=clock.now() - timedelta(seconds=46))
    assert told(tailer) == ["lines"], "the seat fell silent"
    seen(by=world.call_taker)
    assert told(tailer) == ["lines"], "and is back"


def test_units_hear_nothing_of_it(world):
    tailer = Tailer(Hub("unit:1", "cell:1"), None)
    told(tailer)
    Line().ring()
    assert told(tailer) == []


def test_the_state_is_one_query_whatever_rings(world, django_assert_num_queries):
    for _ in range(5):
        Line().ring()
    with django_assert_num_queries(1):
        lines.state()
    assert {topic.name for topic in topics.every()} == {"lines", "notices", "rests", "seats", "takeovers"}


def test_the_strip_costs_the_same_whatever_rings(world, django_assert_max_num_queries):
    for number in range(6):
        Line(number=f"1390000000{number}").ring()
    claim(Ring.objects.first(), by=world.call_taker)
    with django_assert_max_num_queries(9):
        strip = lines.Lines(world.call_taker, texts.Texts(world.call_taker))
        assert (len(strip.waiting), len(strip.mine), strip.owed) == (5, 1, [])
