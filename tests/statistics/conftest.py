"""A day in the life of the cast: calls of every sort, tickets at every stage, some of it late."""

import datetime

import pytest
from django.db.models import F
from django.utils import timezone

from dispatch import services
from dispatch.workflow import Stage
from grid import services as grid
from intake import services as intake
from units import clock

DAY = datetime.date(2026, 3, 10)


def at(hour, minute=0, day=DAY):
    """A local moment of the day."""
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(hour, minute)))


@pytest.fixture
def busy_day(world):
    """The day before, the day, and the same day of the week before; the clock then tells the evening of the day."""
    for day, n in ((DAY - datetime.timedelta(days=7), 1), (DAY - datetime.timedelta(days=1), 2), (DAY, 3)):
        for hour in range(n):
            _call(world, at(8 + hour, day=day))
    _life(world)
    with clock.at(at(22)):
        yield world


def _call(world, moment):
    with clock.at(moment):
        contact = intake.Contact(number="19900001234", name="王小明", words="井盖不见了")
        intake.open_from_call(contact, item=world.manhole, place=world.EAST, by=world.call_taker)
        intake.advise(contact, advice="已告知。", by=world.call_taker)
        intake.dismiss(contact, validity="silent", by=world.call_taker)
        intake.dismiss(contact, validity="test", by=world.call_taker)


def _life(world):
    """Tickets of the day: closed in time, closed late, handed back, redone, voided, unreachable, drill, from the grid."""
    with clock.at(at(7)):
        for stage in Stage:
            world.ticket_at(stage)
        for stage in (Stage.CLOSED, Stage.HANDLING):
            world.ticket_at(stage, item=world.fight)  # its limit ends within the day
        world.ticket(is_drill=True)
        _unreachable(world, world.ticket_at(Stage.CALLBACK))
        _redone(world, world.ticket_at(Stage.VERIFICATION))
        _handed_back(world, world.ticket_at(Stage.HANDLING))
        services.void(world.ticket(), text="重复", by=world.dispatcher)
        report = grid.send_report(item=world.lamp, place=world.EAST, words="路灯不亮", by=world.collector)
        services.void(report.ticket, text="不属实", by=world.dispatcher)
        grid.send_report(item=world.lamp, place=world.EAST, words="路灯不亮", by=world.collector)
        late, never = world.ticket(), world.ticket_at(Stage.HANDLING)
        _asked_for(world)
    with clock.at(at(9)):
        services.assign(late, lead=world.roads, by=world.dispatcher)
    with clock.at(at(13)):
        world.finish(late, world.roads)
        services.accept(world.part(never, world.roads), by=world.roads_handler)
    with clock.at(at(14)):
        _exempted(world, late)


def _unreachable(world, ticket):
    for _attempt in range(3):
        ticket = services.attempt(ticket, outcome="no_answer", by=world.callback)


def _redone(world, ticket):
    ticket = services.reject(ticket, text="仍有缺口", by=world.verifier)
    ticket = services.give_feedback(world.part(ticket, world.roads), answer=world.DONE, by=world.roads_handler)
    ticket = services.verify(ticket, by=world.verifier)
    reply = services.Reply(solved="not_solved", satisfied_result=1, satisfied_process=2, text="没有修好")
    ticket = services.dissatisfied(ticket, reply=reply, by=world.callback)
    services.redo(ticket, text="请彻底修好", by=world.dispatcher)
    unreasonable = services.find_unreasonable(world.not_solved(), text="已三次答复", by=world.dispatcher)
    services.sign_unreasonable(unreasonable, by=world.shift_leader)


def _handed_back(world, ticket):
    services.hand_back(
        world.part(ticket, world.roads), reason="R2", text="不属本局", legal_basis="城市道路管理条例",
        suggested_unit=world.police, by=world.roads_handler,
    )  # fmt: skip


def _asked_for(world):
    """An extension granted and one asked, a suspension, and a dispute."""
    granted, asked, laid_aside = (world.ticket_at(Stage.HANDLING) for _ in range(3))
    for ticket in (granted, asked, laid_aside):
        services.accept(world.part(ticket, world.roads), by=world.roads_handler)
    for ticket in (granted, asked):
        services.ask_extension(world.part(ticket, world.roads), text="配件未到", by=world.roads_handler)
    services.grant_extension(granted, extension=granted.extensions.get(), by=world.shift_leader)
    until = clock.now() + datetime.timedelta(days=30)
    services.ask_suspension(
        world.part(laid_aside, world.roads), until=until, text="等待汛期结束", by=world.roads_handler
    )
    services.suspend(laid_aside, suspension=laid_aside.suspensions.get(), by=world.shift_leader)


def _exempted(world, ticket):
    """A late acceptance, appealed against once the ticket is closed, and exempted by two; the ticket does not count."""
    ticket = services.verify(ticket, by=world.verifier)
    reply = services.Reply(solved="solved", satisfied_result=3, satisfied_process=3)
    ticket = services.close(ticket, reply=reply, disposition="later", by=world.callback)
    part = ticket.assignments.get()
    part.clocks.filter(kind="acceptance").update(missed_at=F("due_at"))  # as tick would have found
    missed = part.clocks.get(kind="acceptance")
    services.appeal(part, limit=missed, text="系统故障", by=world.roads_handler)
    appeal = ticket.appeals.get()
    for reviewer in (world.shift_leader, world.arbiter):
        services.review_appeal(ticket, appeal=appeal, upholds=True, text="属实", by=reviewer)
    services.appraise(ticket, counts=False, text="非本区事项", by=world.shift_leader)
