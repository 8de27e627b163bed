"""review_repeat: the third ticket of one caller and one matter goes to the shift leader."""

import pytest

from dispatch import services
from dispatch.workflow import Stage
from tests.cast import minutes
from tests.dispatch.verbs import WORDS, address, events, rules
from units import clock

URL = "/repeats/"


class TestRules(
    rules("review_repeat", stage=Stage.HANDLING, who="shift_leader", others=["call_taker", "dispatcher", "viewer"])
):
    pass


def test_the_third_within_thirty_days_is_listed_until_somebody_looked_at_it(world, as_):
    leader = as_("shift_leader")
    old = clock.now() - minutes(31 * 24 * 60)
    with clock.at(old):
        world.ticket()
    first, second = world.ticket(), world.ticket()
    assert (first.repeats, second.repeats) == (0, 1)
    assert first.number not in leader.get(URL).content.decode()
    third = world.ticket_at(Stage.CLOSED)
    third.refresh_from_db()
    assert third.repeats == 2
    html = leader.get(URL + "?rows=1").content.decode()
    assert third.number in html and second.number not in html
    assert world.CALLER.phone not in html
    assert first.number in leader.get(address("review_repeat", third)).content.decode(), "the form shows the others"
    assert 'data-verb="review_repeat"' in leader.get(third.get_absolute_url()).content.decode()
    assert leader.send(address("review_repeat", third), {"text": WORDS}).status_code == 302
    assert third.number not in leader.get(URL).content.decode()
    assert 'data-verb="review_repeat"' not in leader.get(third.get_absolute_url()).content.decode()
    assert WORDS in as_("dispatcher").get(third.get_absolute_url()).content.decode()
    assert events(third, "review_repeat").get().audience == "centre"


@pytest.mark.parametrize(
    "more",
    [{"source": "grid"}, {"is_drill": True}, {"caller": None}, {"caller": services.Caller(name="王小明")}],
)
def test_patrols_drills_and_nameless_callers_do_not_repeat_themselves(world, more):
    assert [world.ticket(**more).repeats for _ in range(3)] == [0, 0, 0]


def test_another_matter_or_another_caller_is_no_repeat(world):
    world.ticket()
    assert world.ticket(item=world.lamp).repeats == 0
    assert world.ticket(caller=services.Caller(phone="19900004321")).repeats == 0


def test_the_list_is_the_shift_leaders(world, as_):
    for who in ("dispatcher", "call_taker", "viewer", "roads_handler", "collector"):
        assert as_(who).get(URL).status_code == 403, who
    assert as_("shift_leader").post(URL).status_code == 405
