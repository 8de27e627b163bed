"""urge (催办): a sound in the unit, counted, and not more than one in ten minutes."""

from dispatch import services
from dispatch.live import sounds
from dispatch.workflow import Stage
from tests.cast import minutes
from tests.dispatch.verbs import WORDS, address, events, filled, rules
from units import clock


class TestRules(rules("urge", stage=Stage.HANDLING, who="dispatcher", others=["verifier", "viewer", "supervisor"])):
    pass


def test_the_unit_that_is_urged_hears_it_and_no_other(world):
    ticket = world.ticket_at(Stage.HANDLING)
    services.urge(ticket, part=world.part(ticket, world.roads), by=world.dispatcher)
    event = events(ticket, "urge").get()
    assert sounds.for_unit(event, world.part(ticket, world.roads)) == "urged"
    assert sounds.for_unit(event, world.part(ticket, world.water)) is None
    assert sounds.for_centre(event, ticket) is None


def test_a_second_one_within_ten_minutes_is_refused_by_name_and_another_unit_may_be_urged(world, as_):
    ticket = world.ticket_at(Stage.HANDLING)
    as_("dispatcher").send(address("urge", ticket), filled("urge", world, ticket))
    response = as_("call_taker").send(address("urge", ticket), filled("urge", world, ticket))
    assert response.status_code == 422
    assert f"{world.dispatcher.name} urged this unit at" in response.content.decode()
    other = {**filled("urge", world, ticket), "part": world.part(ticket, world.water).pk}
    assert as_("call_taker").send(address("urge", ticket), other).status_code == 302
    with clock.at(clock.now() + minutes(11)):
        services.urge(ticket, part=world.part(ticket, world.roads), by=world.dispatcher)
    assert events(ticket, "urge").count() == 3


def test_a_part_that_has_ended_is_not_urged(world, as_):
    ticket = world.ticket_at(Stage.HANDLING)
    data = filled("urge", world, ticket) | {"part": world.part(ticket, world.water).pk}
    world.finish(ticket, world.water)
    ticket.refresh_from_db()
    response = as_("dispatcher").send(address("urge", ticket), data | {"version": ticket.version})
    assert response.status_code == 422
    assert 'id="id_urge_part-error"' in response.content.decode()
    assert not events(ticket, "urge").exists()


def test_the_units_open_form_stays_good(world, as_):
    """Pressure takes no work away: feedback that is being written when the unit is urged goes through."""
    ticket = world.ticket_at(Stage.HANDLING)
    part = world.part(ticket, world.roads)
    services.urge(ticket, part=part, by=world.dispatcher)
    services.accept(part, by=world.roads_handler, version=part.version)


def test_the_timeline_names_the_unit_and_the_words(world, as_):
    ticket = world.ticket_at(Stage.HANDLING)
    as_("dispatcher").send(address("urge", ticket), filled("urge", world, ticket))
    page = as_("viewer").get(ticket.get_absolute_url()).content.decode()
    assert "Urged" in page
    assert WORDS in page


def test_nobody_to_press_no_button(world, as_):
    assert "/urge/" not in as_("dispatcher").get(world.ticket().get_absolute_url()).content.decode()
    assert "/urge/" in as_("dispatcher").get(world.ticket_at(Stage.HANDLING).get_absolute_url()).content.decode()


def test_whoever_came_from_the_list_of_silence_goes_back_to_it(world, as_):
    ticket = world.ticket_at(Stage.HANDLING)
    part = world.part(ticket, world.water)
    form = as_("shift_leader").get(address("urge", ticket), {"part": part.pk, "back": "silence"}).content.decode()
    assert f'value="{part.pk}" checked' in form.replace("\n", " ") or f'value="{part.pk}"' in form
    assert 'name="back" value="silence"' in form
