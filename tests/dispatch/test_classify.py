"""classify: another item fits better. The first stays on the ticket, the rule is the new item's of the day of opening."""

from datetime import timedelta

from dispatch import services
from dispatch.models import Rule
from dispatch.workflow import Stage
from tests.dispatch.verbs import WORDS, address, filled, rules
from units import clock


class TestRules(
    rules("classify", stage=Stage.ASSIGNMENT, who="dispatcher", others=["call_taker", "verifier", "callback", "viewer"])
):
    pass


def test_first_item_rule_and_priority(world, as_):
    ticket = world.ticket()
    as_("dispatcher").send(address("classify", ticket), filled("classify", world, ticket))
    ticket.refresh_from_db()
    assert (ticket.item, ticket.first_item) == (world.lamp, world.manhole)
    assert ticket.rule.item == world.lamp
    assert ticket.priority == 4, "the priority was the item's; it follows"
    page = as_("dispatcher").get(ticket.get_absolute_url(), headers={"Accept-Language": "en"}).content.decode()
    for said in (WORDS, "P2 → P4", "1601 井盖缺失", "1602 路灯不亮"):
        assert said in page, said


def test_a_priority_that_was_raised_is_not_lowered(world):
    ticket = services.classify(world.ticket(priority=1), item=world.lamp, text=WORDS, by=world.dispatcher)
    assert ticket.priority == 1


def test_the_rule_is_that_of_the_day_of_opening(world):
    ticket, today = world.ticket(), clock.local_day(clock.now())
    former = world.lamp.rules.get()
    Rule.objects.create(
        item=world.lamp, valid_from=today + timedelta(days=1), lead=world.police, priority=3,
        feedback_minutes=30, resolve_hours=1,
    )  # fmt: skip
    assert services.classify(ticket, item=world.lamp, text=WORDS, by=world.dispatcher).rule == former


def test_running_clocks_keep_their_limits_and_the_next_units_get_the_new_ones(world):
    ticket = world.ticket_at(Stage.HANDLING)
    before = {c.pk: c.due_at for c in ticket.clocks.running()}
    services.classify(ticket, item=world.lamp, text=WORDS, by=world.dispatcher)
    assert {c.pk: c.due_at for c in ticket.clocks.running()} == before


def test_the_same_item_is_no_change(world, as_):
    ticket = world.ticket()
    response = as_("dispatcher").send(
        address("classify", ticket), {**filled("classify", world, ticket), "item": "1601"}
    )
    assert response.status_code == 422
    assert 'id="id_classify_item-error"' in response.content.decode()
