"""What is heard, and by whom."""

from dispatch import services, tick
from dispatch.live import sequencer, sounds
from dispatch.live.deltas import Changes
from dispatch.models import Feed
from dispatch.workflow import Stage
from tests.cast import minutes
from units import clock


def test_a_repeat_call_is_heard_again_by_the_hall_and_by_the_units_at_work(world):
    ticket = world.ticket_at(Stage.HANDLING)
    services.join(ticket, caller=services.Caller(phone="19900009999"), source="phone", by=world.call_taker)
    event = ticket.events.last()
    assert sounds.for_centre(event, ticket) == "new_ticket"
    assert sounds.for_unit(event, world.part(ticket, world.roads)) == "new_ticket"
    urgent = world.ticket(item=world.fight)
    services.join(urgent, caller=services.Caller(phone="19900008888"), source="phone", by=world.call_taker)
    assert sounds.for_centre(urgent.events.last(), urgent) == "new_p1"


def test_a_unit_that_has_done_its_part_is_left_in_peace(world):
    ticket = world.ticket_at(Stage.HANDLING)
    world.finish(ticket, world.water)
    services.join(ticket, caller=services.Caller(phone="19900009999"), source="phone", by=world.call_taker)
    assert sounds.for_unit(ticket.events.last(), world.part(ticket, world.water)) is None


def test_what_comes_beside_worse_news_is_heard_as_well_and_what_it_says_already_is_not():
    assert sounds.to_ring(["warn", "worse"]) == ["worse", "warn"]
    assert sounds.to_ring(["new_ticket", "worse"]) == ["worse"]
    assert sounds.to_ring(["new_p1", "returned", "new_ticket"]) == ["returned", "new_p1"]


def test_one_round_of_the_line_carries_every_sound_of_a_ticket_with_who_need_not_hear_it(world):
    ticket = world.ticket()
    sequencer.sequence_all()
    before = Feed.objects.latest("number").number
    with clock.at(ticket.entered_at + minutes(2.2)):
        tick.run_once()
        services.worsen(ticket, danger=True, by=world.call_taker)
    sequencer.sequence_all()
    feed = list(Feed.objects.filter(number__gt=before).select_related("event"))
    (row,) = Changes(feed).message("centre", "en")["rows"]
    assert (row["sound"], row["by"]) == ("worse", world.call_taker.pk)
    (beside,) = row["also"]
    assert beside["sound"] == "warn" and beside["by"] != world.call_taker.pk
