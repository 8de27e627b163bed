"""ask_suspension, suspend, decline_suspension, resume: once, with a reason, at most a year, and it goes on by itself."""

import datetime

import pytest

from dispatch import services, tick
from dispatch.live import sounds
from dispatch.models import Suspension
from dispatch.workflow import Stage
from tests.dispatch.verbs import address, events, filled, rules
from units import clock
from units.refusals import BadInput, WrongStage

OTHERS = ["dispatcher", "call_taker", "verifier", "callback", "viewer", "supervisor"]
DAY = datetime.timedelta(days=1)


class TestSuspending(
    rules(
        "suspend", stage=Stage.HANDLING, who="shift_leader", others=OTHERS, reaches=Stage.SUSPENDED,
        ready=lambda w: w.suspension_asked(),
    )
):  # fmt: skip
    pass


class TestDeclining(
    rules(
        "decline_suspension", stage=Stage.HANDLING, who="shift_leader", others=OTHERS,
        ready=lambda w: w.suspension_asked(),
    )
):  # fmt: skip
    pass


class TestResuming(rules("resume", stage=Stage.SUSPENDED, who="shift_leader", others=OTHERS, reaches=Stage.HANDLING)):
    pass


def ask(world, ticket, until, unit="roads"):
    part = world.part(ticket, getattr(world, unit))
    return services.ask_suspension(part, until=until, text="等", by=getattr(world, f"{unit}_handler"))


def test_the_clocks_stand_still_and_run_on_with_what_was_left(world):
    ticket = world.suspension_asked()
    resolve = world.part(ticket, world.roads).clocks.get(kind="resolve")
    start = clock.now()
    with clock.at(start + datetime.timedelta(hours=1)):
        services.keep_time()
        services.suspend(ticket, suspension=ticket.suspensions.get(), by=world.shift_leader)
    with clock.at(start + 5 * DAY):
        assert services.keep_time() == 0, "nothing is missed while it stands still"
        services.resume(ticket, text="材料到了", by=world.shift_leader)
    before = resolve.due_at
    resolve.refresh_from_db()
    assert resolve.due_at == before + 5 * DAY - datetime.timedelta(hours=1)
    assert Suspension.objects.get().state == "ended"


def test_it_goes_on_by_itself_when_the_day_has_come(world):
    ticket = world.ticket_at(Stage.SUSPENDED)
    with clock.at(clock.now() + 29 * DAY):
        tick.run_once()
        ticket.refresh_from_db()
        assert ticket.stage == Stage.SUSPENDED
    with clock.at(clock.now() + 31 * DAY):
        tick.run_once()
    ticket.refresh_from_db()
    assert ticket.stage == Stage.HANDLING
    assert events(ticket, "resume").get().by.username == "system"


def test_once_a_ticket_by_the_lead_alone_to_come_and_within_a_year(world):
    ticket = world.accepted()
    services.accept(world.part(ticket, world.water), by=world.water_handler)
    now = clock.now()
    for until, unit in ((now - DAY, "roads"), (now + 366 * DAY, "roads"), (now + DAY, "water")):
        with pytest.raises(BadInput):
            ask(world, ticket, until, unit)
    ask(world, ticket, now + DAY)
    with pytest.raises(BadInput):
        ask(world, ticket, now + DAY)
    services.decline_suspension(ticket, suspension=ticket.suspensions.get(), text="不行", by=world.shift_leader)
    ask(world, ticket, now + DAY)


def test_bad_dates_come_back_beside_the_field(world, as_):
    part = world.part(world.accepted(), world.roads)
    for until in ("", "2019-01-01T10:00", "soon", "99999-01-01T00:00"):
        answer = as_("roads_handler").send(
            f"/parts/{part.pk}/ask_suspension/", {"text": "等", "until": until, "version": part.version}
        )
        assert answer.status_code == 422, until
    assert not Suspension.objects.exists()


def test_urgent_tickets_never_pause_silently(world):
    for priority, sound in ((1, "paused"), (2, "paused")):
        ticket = world.suspension_asked(priority=priority)
        services.suspend(ticket, suspension=ticket.suspensions.get(), by=world.shift_leader)
        ticket.refresh_from_db()
        assert sounds.for_centre(events(ticket, "suspend").get(), ticket) == sound
    calm = world.suspension_asked(item=world.lamp)
    services.suspend(calm, suspension=calm.suspensions.get(), by=world.shift_leader)
    calm.refresh_from_db()
    assert sounds.for_centre(events(calm, "suspend").get(), calm) is None


def test_a_suspended_ticket_is_not_worked_and_says_until_when(world, as_):
    ticket = world.ticket_at(Stage.SUSPENDED)
    part = world.part(ticket, world.roads)
    with pytest.raises(WrongStage):
        services.arrive(part, by=world.roads_handler)
    html = as_("shift_leader").get(f"/tickets/{ticket.number}/").content.decode()
    assert "paused from" in html and "等待雨季过后施工" in html
    assert ticket.number in as_("shift_leader").get("/asked/").content.decode()


def test_leaving_handling_takes_the_question_back(world):
    ticket = world.suspension_asked()
    services.hand_back(
        world.part(ticket, world.roads), reason="R2", text="非我职权", legal_basis="城市管理条例第三条",
        suggested_unit=world.police, by=world.roads_handler,
    )  # fmt: skip
    assert Suspension.objects.get().state == "declined"


def test_the_form_of_the_page_suspends(world, as_):
    ticket = world.suspension_asked()
    as_("shift_leader").send(address("suspend", ticket), filled("suspend", world, ticket))
    ticket.refresh_from_db()
    assert ticket.stage == Stage.SUSPENDED
