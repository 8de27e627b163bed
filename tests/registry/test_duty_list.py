"""The duty list in the browser: its table, an item with its dated rules and questions, and the forms that change it."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from dispatch.models import Condition, Rule
from dispatch.services import conditions, rules
from tests.cast import LONG_AGO
from units import clock
from units.refusals import BadInput

CODE = "1601"


def at(name, code=CODE):
    return reverse(f"dispatch:{name}", args=[code])


def tomorrow(n=1):
    return clock.local_day(clock.now()) + timedelta(days=n)


def said(world, **more):
    return {
        "seen": rules.state_of(world.manhole), "valid_from": tomorrow().isoformat(), "lead": world.water.pk,
        "assists": [world.roads.pk], "of_place": ["street"], "priority": 1, "feedback_minutes": 30, "resolve_hours": 72,
        "resolve_by": "working_days", **more,
    }  # fmt: skip


# --- reading -------------------------------------------------------------------------------------------------------
def test_hall_and_registry_read_it_and_nobody_else(world, as_):
    for person in ("sysadmin", "dispatcher", "viewer"):
        page = as_(person).get(reverse("dispatch:duty_list")).content.decode()
        assert "井盖缺失" in page
        assert world.roads.label in page
        assert as_(person).get(at("duty_item")).status_code == 200
    for person in ("roads_handler", "collector", "auditor", "secadmin"):
        for page in (reverse("dispatch:duty_list"), reverse("dispatch:duty_list_file"), at("duty_item")):
            assert as_(person).get(page).status_code == 403, person
    assert as_("sysadmin").get(at("duty_item", "9999")).status_code == 404


def test_who_only_reads_sees_no_form_and_may_send_none(world, as_):
    page = as_("dispatcher").get(at("duty_item")).content.decode()
    assert "rule-form" not in page
    for door in ("write_rule", "ask_condition", "end_condition"):
        assert as_("dispatcher").send(at(door), said(world)).status_code == 403
        assert as_("sysadmin").get(at(door)).status_code == 405
    assert as_("dispatcher").get(reverse("dispatch:import_duty_list")).status_code == 403
    assert Rule.objects.filter(item=world.manhole).count() == 1


def test_the_table_and_an_item_cost_the_same_however_long_the_list(world, as_, django_assert_max_num_queries):
    browser = as_("sysadmin")
    for page in (reverse("dispatch:duty_list"), at("duty_item")):
        browser.get(page)
        with django_assert_max_num_queries(14):
            browser.get(page)


# --- a dated rule --------------------------------------------------------------------------------------------------
def test_a_rule_holds_from_its_day_and_the_old_ticket_keeps_the_old_one(world, as_):
    old = world.ticket()
    assert as_("sysadmin").send(at("write_rule"), said(world)).status_code == 302
    rule = world.manhole.rule_on(tomorrow())
    assert (rule.lead, rule.resolve_by, rule.by) == (world.water, "working_days", world.sysadmin)
    assert [a.unit or a.placeholder for a in rule.assists.all()] == [world.roads, "street"]
    assert world.manhole.rule_on(tomorrow(0)).lead == world.roads
    old.refresh_from_db()
    assert old.rule.lead == world.roads
    page = as_("sysadmin").get(at("duty_item")).content.decode()
    assert "to come" in page
    assert '<span class="was">P2</span><span class="is">P1</span>' in page
    assert "changes" in as_("sysadmin").get(reverse("dispatch:duty_list")).content.decode()


def test_one_that_is_still_to_come_is_written_anew(world):
    for priority in (1, 3):
        rules.write_rule(
            world.manhole, valid_from=tomorrow(3), lead=world.water, assists=[], priority=priority, feedback_minutes=30,
            resolve_hours=24, by=world.sysadmin,
        )  # fmt: skip
    assert [rule.priority for rule in world.manhole.rules.filter(valid_from=tomorrow(3))] == [3]


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"valid_from": "2020-01-02"}, "still to come"),
        ({"valid_from": ""}, "required"),
        ({"feedback_minutes": "121"}, "120"),
        ({"resolve_hours": "25"}, "Days are whole"),
        ({"resolve_by": "lunar"}, "lunar"),
        ({"lead": "999"}, "Choose from the list"),
        ({"of_place": ["moon"]}, "Choose from the list"),
    ],
)
def test_what_cannot_hold_is_said_at_its_field(world, as_, wrong, sentence):
    answer = as_("sysadmin").send(at("write_rule"), said(world, **wrong))
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert Rule.objects.filter(item=world.manhole).count() == 1


def test_a_lead_is_no_assist(world, as_):
    answer = as_("sysadmin").send(at("write_rule"), said(world, lead=world.roads.pk))
    assert answer.status_code == 422
    assert "either lead or assist" in answer.content.decode()


def test_two_at_once_one_wins_and_the_other_reads_who(world, as_):
    mine = said(world, valid_from=tomorrow(5).isoformat())
    as_("sysadmin").send(at("write_rule"), said(world))
    answer = as_("sysadmin").send(at("write_rule"), mine)
    assert answer.status_code == 409
    assert world.sysadmin.name in answer.content.decode()
    assert "quicker" in answer.content.decode()
    assert not world.manhole.rules.filter(valid_from=tomorrow(5)).exists()
    assert as_("sysadmin").send(at("write_rule"), mine | {"seen": rules.state_of(world.manhole)}).status_code == 302


# --- questions -----------------------------------------------------------------------------------------------------
def asking(world, **more):
    return {
        "text": "井盖权属标识", "text_en": "Whose mark?", "label_1": "供水", "lead_1": world.water.pk, "label_2": "无标识", **more
    }  # fmt: skip


def test_a_question_is_asked_from_tomorrow(world, as_):
    assert as_("sysadmin").send(at("ask_condition"), asking(world)).status_code == 302
    condition = Condition.objects.get()
    assert condition.valid_from == tomorrow()
    assert [(o.label, o.lead) for o in condition.options.all()] == [("供水", world.water), ("无标识", None)]
    assert conditions.asked(world.manhole, tomorrow(0)) == []
    assert [q.condition for q in conditions.asked(world.manhole, tomorrow())] == [condition]


def test_a_question_needs_words_and_two_answers(world, as_):
    for wrong in ({"text": ""}, {"label_2": ""}, {"lead_1": "77777"}):
        assert as_("sysadmin").send(at("ask_condition"), asking(world, **wrong)).status_code == 422, wrong
    assert not Condition.objects.exists()


def test_it_is_ended_and_its_answers_stay(world, as_):
    as_("sysadmin").send(at("ask_condition"), asking(world))
    condition = Condition.objects.get()
    Condition.objects.update(valid_from=LONG_AGO)
    assert as_("sysadmin").send(at("end_condition"), {"condition": condition.pk}).status_code == 302
    condition.refresh_from_db()
    assert condition.valid_to == tomorrow()
    assert as_("sysadmin").send(at("end_condition"), {"condition": condition.pk}).status_code == 422
    assert as_("sysadmin").send(at("end_condition"), {"condition": "x"}).status_code == 422
    with pytest.raises(BadInput):
        rules.end_condition(world.lamp, condition=condition.pk, by=world.sysadmin)


def test_the_days_of_a_rule_are_dates_that_exist(world, as_):
    for wrong in ("2026-02-30", "9999-99-99", "x" * 50):
        assert as_("sysadmin").send(at("write_rule"), said(world, valid_from=wrong)).status_code == 422
    assert world.manhole.rules.get().valid_from == date(2020, 1, 1)
