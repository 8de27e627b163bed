"""What is heard, and by whom."""

from dispatch import services
from dispatch.live import sounds
from dispatch.workflow import Stage


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
