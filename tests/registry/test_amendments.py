"""Proposals for the duty list: an administrator accepts them from a day that is still to come, or declines them."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command

from dispatch import services
from dispatch.models import Amendment, Item, Rule, Ticket
from dispatch.services.duty_list import make_backstop
from dispatch.workflow import Stage
from tests.cast import LONG_AGO
from units import clock

PAGE = "/registry/amendments/"
WHY = "权属不明的井盖由消防先行围挡"


def day(n):
    return clock.local_day(clock.now()) + timedelta(days=n)


@pytest.fixture
def amendment(world):
    return services.propose_amendment(
        item=world.manhole, lead=world.fire, assists=[world.water], valid_from=day(7), text=WHY, by=world.arbiter
    )


def answer(browser, amendment, verb, **data):
    return browser.send(f"{PAGE}{amendment.pk}/{verb}/", data)


def test_the_page_shows_what_the_list_says_and_what_it_would_say(world, as_, amendment):
    page = as_("sysadmin").get(PAGE, headers={"Accept-Language": "en"}).content.decode()
    for said in (world.manhole.name, world.roads.name_en, world.fire.name, WHY, f"{day(7)}"):
        assert said in page, said


def test_accepted_it_is_a_dated_rule_with_everything_else_as_before(world, as_, amendment):
    assert answer(as_("sysadmin"), amendment, "accept", valid_from=day(9)).status_code == 302
    rule, former = Rule.objects.get(item=world.manhole, valid_from=day(9)), world.manhole.rule_on(day(0))
    assert (rule.lead, former.lead) == (world.fire, world.roads)
    assert [assist.unit or assist.placeholder for assist in rule.assists.all()] == [world.water, "street"]
    for name in ("priority", "feedback_minutes", "resolve_hours", "resolve_by"):
        assert getattr(rule, name) == getattr(former, name)
    amendment.refresh_from_db()
    assert (amendment.state, amendment.rule, amendment.answered_by) == ("accepted", rule, world.sysadmin)
    assert world.ticket().rule == former, "tickets of today go on under today's rule"
    assert WHY not in as_("sysadmin").get(PAGE).content.decode()


def test_declined_it_changes_nothing_and_says_why(world, as_, amendment):
    assert answer(as_("sysadmin"), amendment, "decline", text="").status_code == 422
    assert answer(as_("sysadmin"), amendment, "decline", text="先试行一季").status_code == 302
    assert Rule.objects.filter(item=world.manhole).count() == 1
    assert "先试行一季" in as_("sysadmin").get(PAGE).content.decode()


def test_a_day_that_has_begun_or_lies_before_a_later_rule_is_refused_at_its_field(world, as_, amendment):
    Rule.objects.create(
        item=world.manhole, valid_from=day(20), lead=world.roads, priority=2, feedback_minutes=60, resolve_hours=24
    )
    for wrong in ("", "x", day(0), day(-1), day(12)):
        response = answer(as_("sysadmin"), amendment, "accept", valid_from=wrong)
        assert response.status_code == 422, wrong
        assert f'id="id_accept_{amendment.pk}_valid_from-error"' in response.content.decode()
    assert Amendment.objects.get().state == "proposed"
    assert answer(as_("sysadmin"), amendment, "accept", valid_from=day(21)).status_code == 302


def test_whoever_answers_second_reads_who_was_quicker(world, as_, amendment):
    services.decline_amendment(amendment, text="不采纳", by=world.sysadmin)
    response = answer(as_("sysadmin"), amendment, "accept", valid_from=day(9))
    assert response.status_code == 409
    assert world.sysadmin.name in response.content.decode()


def test_only_administrators_answer(world, as_, amendment):
    for person in ("arbiter", "shift_leader", "dispatcher", "roads_handler", "collector", "secadmin"):
        assert as_(person).get(PAGE).status_code == 403, person
        assert answer(as_(person), amendment, "accept", valid_from=day(9)).status_code == 403, person
    assert answer(as_("sysadmin"), Amendment(pk=2**70), "accept").status_code == 404


# --- lessons: what fitted nowhere


@pytest.fixture
def backstop(world):
    make_backstop(world.roads, LONG_AGO)
    make_backstop(world.roads, LONG_AGO)
    return Item.objects.get(is_backstop=True)


def test_what_fits_nowhere_goes_to_the_street_office_of_the_place(world, as_, backstop):
    assert services.propose(world.ticket(item=backstop)).lead == world.east
    nowhere = world.ticket(item=backstop, place=services.Place(address="来电人说不清"))
    assert services.propose(nowhere).lead == world.roads, "where no place is known, the unit of the rule"


def test_a_lesson_says_what_it_became_and_turns_into_a_proposal(world, as_, backstop):
    open_, found = world.ticket(item=backstop, words="快递柜漏电"), world.ticket(item=backstop, words="无人机扰民")
    services.classify(found, item=world.lamp, text="同路灯", by=world.dispatcher)
    fitted = world.ticket(words="有事项的")
    services.assign(open_, lead=world.east, by=world.dispatcher)
    page = as_("arbiter").get("/lessons/", headers={"Accept-Language": "en"}).content.decode()
    assert page.count("still without an item") == 1
    for said in ("快递柜漏电", "无人机扰民", world.lamp.name, world.east.name):
        assert said in page, said
    assert fitted.number not in page
    url = f"/lessons/{found.number}/propose/"
    data = {"item": "1602", "lead": world.fire.pk, "assists": [world.water.pk], "valid_from": day(5), "text": WHY}
    for wrong in ({"item": backstop.code}, {"valid_from": day(0)}, {"text": ""}, {"assists": [world.fire.pk]}):
        assert as_("arbiter").send(url, {**data, **wrong}).status_code == 422, wrong
    assert as_("arbiter").send(url, data).status_code == 302
    made = Amendment.objects.get()
    assert (made.item, made.lead, made.ruling) == (world.lamp, world.fire, None)
    assert as_("arbiter").send(f"/lessons/{fitted.number}/propose/", data).status_code == 422


def test_lessons_are_for_those_who_may_propose(world, as_, backstop):
    ticket = world.ticket(item=backstop)
    url = f"/lessons/{ticket.number}/propose/"
    for person, status in (("dispatcher", 403), ("viewer", 403), ("roads_handler", 404), ("sysadmin", 404)):
        assert as_(person).get(url).status_code == status, person
        assert as_(person).get("/lessons/").status_code == 403, person
    Ticket.objects.filter(pk=ticket.pk).update(confidential=True)
    assert ticket.number not in as_("arbiter").get("/lessons/").content.decode()


def test_the_import_makes_the_item_for_what_fits_nowhere(world, tmp_path):
    file = tmp_path / "list.csv"
    head = "code,major_zh,item_code,item_zh,lead_agency_zh,assist_agencies,priority(1-4),feedback_minutes,resolve_hours"
    file.write_text(
        f"{head},police(yes/no)\n16,市政设施,1601,井盖缺失,{world.roads.name},,2,60,24,no\n", encoding="utf-8"
    )
    with pytest.raises(CommandError, match="nobody"):
        call_command("import_duty_list", str(file), backstop="nobody", dry_run=True)
    call_command("import_duty_list", str(file), backstop="roads", valid_from=day(1))
    rule = Rule.objects.get(item__is_backstop=True)
    assert (rule.lead, rule.lead_of_place) == (world.roads, True)
    assert world.ticket_at(Stage.ASSIGNMENT).is_open
