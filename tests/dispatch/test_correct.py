"""correct: what a unit could not work with is asked again; words and place change, and what stood there is kept."""

from dispatch import services
from dispatch.workflow import Stage
from tests.dispatch.verbs import WORDS, address, events, filled, rules


class TestRules(
    rules("correct", stage=Stage.ASSIGNMENT, who="call_taker", others=["verifier", "callback", "arbiter", "viewer"])
):
    pass


def test_words_and_place_change_and_the_former_ones_stay_in_the_timeline(world, as_):
    ticket = world.ticket()
    data = {**filled("correct", world, ticket), "lon": 112.015}
    as_("call_taker").send(address("correct", ticket), data)
    ticket.refresh_from_db()
    assert (ticket.words, ticket.address) == ("井盖不见了，在路口", "东河路 14 号")
    assert (ticket.cell, ticket.street) == (world.west_cell, world.west), "cell and street office follow from the point"
    assert "东河路 12 号" not in str(events(ticket, "correct").get().data), "texts live in rows, never in the event"
    page = as_("dispatcher").get(ticket.get_absolute_url()).content.decode()
    for said in ("井盖不见了", "东河路 12 号", WORDS):
        assert said in page, said


def test_nothing_changed_is_no_correction(world, as_):
    ticket = world.ticket()
    same = {"words": ticket.words, "address": ticket.address, "lon": ticket.lon, "lat": ticket.lat}
    response = as_("call_taker").send(address("correct", ticket), {**filled("correct", world, ticket), **same})
    assert response.status_code == 422
    assert 'id="id_correct_words-error"' in response.content.decode()


def test_a_place_is_needed_and_lies_in_the_district(world, as_):
    ticket, browser = world.ticket(), as_("call_taker")
    for wrong in (
        {"lon": "", "lat": "", "address": ""}, {"lon": 112.005, "lat": ""}, {"lon": "x", "lat": "y"},
        {"lon": 100, "lat": 20, "address": ""},
    ):  # fmt: skip
        response = browser.send(address("correct", ticket), {**filled("correct", world, ticket), **wrong})
        assert response.status_code == 422, wrong
    without_point = {"lon": "", "lat": "", "street": world.west.pk}
    browser.send(address("correct", ticket), {**filled("correct", world, ticket), **without_point})
    ticket.refresh_from_db()
    assert (ticket.lon, ticket.cell, ticket.street) == (None, None, world.west)


def test_facts_that_a_unit_wants_wait_with_the_call_taker_until_they_are_there(world, as_):
    ticket, other = world.ticket_at(Stage.HANDLING), world.ticket_at(Stage.HANDLING)
    world.hand_back(ticket, world.roads, reason="R5", legal_basis="", text="哪一个路口")
    world.hand_back(other, world.roads, suggested_unit=world.fire)
    browser = as_("call_taker")
    page = browser.get("/facts/").content.decode()
    assert ticket.number in page
    assert "哪一个路口" in page
    assert other.number not in page
    again = {**filled("assign", world, ticket), "assists": []}
    assert as_("dispatcher").send(address("assign", ticket), again).status_code == 422, "not unchanged to the same unit"
    browser.send(address("correct", ticket), filled("correct", world, ticket))
    assert ticket.number not in browser.get("/facts/?rows=1").content.decode()
    again["version"] = filled("assign", world, ticket)["version"]
    assert as_("dispatcher").send(address("assign", ticket), again).status_code == 302
    assert as_("viewer").get("/facts/").status_code == 403


def test_units_at_work_read_what_is_now_known(world, as_):
    ticket = world.ticket_at(Stage.HANDLING)
    services.correct(ticket, words="在二号门", place=world.EAST, text="回拨", by=world.call_taker)
    part = world.part(ticket, world.roads)
    assert "在二号门" in as_("roads_handler").get(f"/inbox/{part.pk}/").content.decode()
