"""The strip has one row: what needs an answer comes before lines that only wait their turn, and none is forgotten."""

from intake.lines import Lines
from intake.services import ask_over, claim, transfer
from intake.texts import Texts
from tests.intake.exchange import Line


def test_three_lines_are_drawn_and_the_others_counted(world, as_):
    for _ in range(5):
        Line().ring()
    lines = Lines(world.call_taker, Texts(world.call_taker))
    assert (len(lines.ringing), lines.more) == (3, 2)
    html = as_("call_taker").get("/calls/lines/").content.decode()
    assert (html.count('class="line-ringing"'), "+2" in html) == (3, True)


def test_the_oldest_is_always_there_whatever_else_is_asked(world):
    mine, other = (claim(Line().ring(), by=user) for user in (world.dispatcher, world.call_taker))
    first = Line().ring()
    for _ in range(3):
        Line().ring()
    assert len(Lines(world.dispatcher, Texts(world.dispatcher)).ringing) == 2, "a call in hand takes the room of one"
    transfer(other, way="transfer", to_seat="A01", reason="懂方言", by=world.call_taker)
    ask_over(mine, by=world.shift_leader)
    lines = Lines(world.dispatcher, Texts(world.dispatcher))
    assert ([line.ring for line in lines.ringing], lines.more) == ([first], 3)
