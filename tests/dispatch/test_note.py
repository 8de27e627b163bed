"""note: words that move nothing, at every stage, from whatever version the form was drawn."""

import pytest

from dispatch.workflow import Stage
from tests.dispatch.verbs import WORDS, address, events, filled, rules


class TestRules(rules("note", stage=Stage.HANDLING, who="call_taker", others=["viewer", "supervisor"])):
    pass


@pytest.mark.parametrize("stage", list(Stage))
def test_it_is_possible_at_every_stage(world, as_, stage):
    ticket = world.ticket_at(stage)
    assert as_("dispatcher").send(address("note", ticket), filled("note", world, ticket)).status_code == 302
    ticket.refresh_from_db()
    assert ticket.stage == stage


def test_an_old_form_is_no_hindrance(world, as_):
    ticket = world.ticket_at(Stage.HANDLING)
    response = as_("dispatcher").send(address("note", ticket), {"version": 1, "text": WORDS})
    assert response.status_code == 302
    assert ticket.notes.get().text == WORDS


def test_a_units_note_is_its_word_to_the_centre(world, as_):
    ticket = world.ticket_at(Stage.HANDLING)
    part = world.part(ticket, world.roads)
    as_("roads_handler").send(address("note", ticket), {"text": WORDS})
    assert events(ticket, "note").get().assignment == part
    assert not part.clocks.running().filter(kind="first_feedback").exists()


def test_a_unit_whose_part_is_over_writes_no_more(world, as_):
    ticket = world.ticket_at(Stage.VERIFICATION)
    assert as_("roads_handler").send(address("note", ticket), {"text": WORDS}).status_code == 403


def test_words_are_shown_as_words(world, as_):
    ticket = world.ticket_at(Stage.HANDLING)
    browser = as_("dispatcher")
    browser.send(address("note", ticket), {"text": "<script>alert(1)</script>\n第二行"})
    html = browser.get(ticket.get_absolute_url()).content.decode()
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;<br>第二行" in html


@pytest.mark.parametrize("text", ["", "   ", "长" * 2001, "零\x00字"])
def test_what_cannot_be_kept_is_said_and_not_lost(world, as_, text):
    ticket = world.ticket_at(Stage.HANDLING)
    response = as_("dispatcher").send(address("note", ticket), {"text": text})
    assert response.status_code == 422
    assert 'id="id_note_text-error"' in response.content.decode()
    assert not ticket.notes.exists()
