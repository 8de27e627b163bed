"""Questions inside an item: asked at the call and at the assignment, kept, and the lead follows from the answers."""

from datetime import timedelta

import pytest
from django.urls import reverse

from dispatch import services
from dispatch.models import Condition, ConditionAnswer, Option, Ticket
from dispatch.workflow import Stage
from tests.cast import LONG_AGO
from tests.dispatch.test_assign import chosen
from tests.dispatch.verbs import address, events, filled
from units import clock


@pytest.fixture
def owner(world):
    """Whose mark does the cover bear? Ours, the water company's, none to be seen."""
    condition = Condition.objects.create(
        item=world.manhole, position=0, text="井盖权属标识", text_en="Whose mark?", valid_from=LONG_AGO
    )
    leads = {"供水": world.water, "消防": world.fire, "无标识": None}
    for position, (label, lead) in enumerate(leads.items()):
        Option.objects.create(condition=condition, position=position, label=label, lead=lead)
    return condition


def option(condition, label):
    return condition.options.get(label=label)


def call(**more):
    place = {"lon": 112.005, "lat": 28.005, "address": "东河路 12 号"}
    return {"number": "19900007777", "name": "李四", "words": "井盖没了", "item": "1601", **place, **more}


def name(condition):
    return f"condition_{condition.pk}"


# --- at the call ---------------------------------------------------------------------------------------------------
def test_the_call_page_asks_what_the_chosen_item_asks(world, as_, owner):
    browser = as_("call_taker")
    asked = browser.get(reverse("intake:questions"), {"item": "1601"}).content.decode()
    assert "Whose mark?" in asked
    assert asked.count('type="radio"') == 3
    assert 'type="radio"' not in browser.get(reverse("intake:questions"), {"item": "1602"}).content.decode()
    assert browser.get(reverse("intake:questions"), {"item": "9\x00"}).status_code == 200
    assert as_("roads_handler").get(reverse("intake:questions")).status_code == 403


def test_what_was_answered_is_kept_with_the_ticket_and_leads_it(world, as_, owner):
    as_("call_taker").send(reverse("intake:take"), call(**{name(owner): option(owner, "供水").pk}))
    ticket = Ticket.objects.get()
    answer = ConditionAnswer.objects.get()
    assert (answer.ticket, answer.option.label, answer.by) == (ticket, "供水", world.call_taker)
    assert events(ticket, "open").get().data["answers"] == {str(owner.pk): answer.option_id}
    proposal = services.propose(ticket)
    assert proposal.lead == world.water
    assert world.water not in proposal.assists
    assert "Whose mark?" in as_("dispatcher").get(ticket.get_absolute_url()).content.decode()


def test_a_call_may_be_saved_without_an_answer_and_not_with_a_wrong_one(world, as_, owner):
    browser = as_("call_taker")
    answer = browser.send(reverse("intake:take"), call(**{name(owner): "4711"}))
    assert answer.status_code == 422
    assert "Choose from the list" in answer.content.decode()
    browser.send(reverse("intake:take"), call())
    assert services.propose(Ticket.objects.get()).lead == world.roads


def test_answers_are_kept_with_the_draft(world, as_, owner):
    browser, key = as_("call_taker"), "6f0f0a3e-0000-4000-8000-000000000002"
    said = {"key": key, "item": "1601", "words": "井盖", name(owner): option(owner, "供水").pk}
    browser.post(reverse("intake:save_draft"), said)
    page = browser.get(f"{reverse('intake:take')}?draft={key}").content.decode()
    field = page[page.index(f'name="{name(owner)}"') : page.index("无标识")]
    assert field.count("checked") == 1


# --- at the assignment ---------------------------------------------------------------------------------------------
def test_the_assign_form_asks_again_and_shows_what_was_answered(world, as_, owner):
    ticket = world.ticket(answers=[option(owner, "供水")])
    page = as_("dispatcher").get(address("assign", ticket)).content.decode()
    assert chosen(page, "lead") == {world.water.pk}
    assert f'data-lead="{world.water.pk}"' in page
    assert page.count("checked") == 1


def test_another_answer_is_kept_beside_the_first_and_the_latest_holds(world, as_, owner):
    ticket = world.ticket(answers=[option(owner, "供水")])
    data = filled("assign", world, ticket) | {name(owner): option(owner, "无标识").pk}
    as_("dispatcher").send(address("assign", ticket), data)
    assert [answer.option.label for answer in ticket.condition_answers.all()] == ["供水", "无标识"]
    assert events(ticket, "assign").get().data["answers"] == {str(owner.pk): option(owner, "无标识").pk}
    ticket.refresh_from_db()
    assert ticket.stage == Stage.HANDLING
    assert services.propose(ticket).lead == world.roads


def test_the_same_answer_again_is_not_kept_twice(world, as_, owner):
    ticket = world.ticket(answers=[option(owner, "供水")])
    data = filled("assign", world, ticket) | {
        name(owner): option(owner, "供水").pk, "lead": world.water.pk, "assists": []
    }  # fmt: skip
    as_("dispatcher").send(address("assign", ticket), data)
    assert ticket.condition_answers.count() == 1
    assert "answers" not in events(ticket, "assign").get().data


def test_a_question_is_asked_from_its_first_day_to_its_last(world, owner):
    today = clock.local_day(clock.now())
    asked = services.conditions.asked
    Condition.objects.filter(pk=owner.pk).update(valid_from=today, valid_to=today + timedelta(days=1))
    assert [question.condition for question in asked(world.manhole, today)] == [owner]
    assert asked(world.manhole, today + timedelta(days=1)) == asked(world.manhole, today - timedelta(days=1)) == []


def test_the_proposal_names_the_street_office_of_the_place(world, as_):
    assert services.propose(world.ticket(item=world.fight)).street == world.east
    page = as_("dispatcher").get(address("assign", world.ticket(item=world.fight))).content.decode()
    assert world.east.label in page
