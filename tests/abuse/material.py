"""Something at every stage, in every queue and on every desk, so that each form of the product is drawn for somebody."""

from datetime import timedelta
from uuid import uuid4

from dispatch import services
from dispatch.models import Delivery
from dispatch.services import rules
from dispatch.workflow import Stage
from intake.services import ask_over, claim, claim_dialogue, save_draft, transfer
from tests.cast import World, make_person, make_unit
from tests.dispatch import structure
from tests.intake import listed, provider
from tests.intake.exchange import Line
from units import clock, measures
from units.duty import put_on_duty
from units.models import Seat
from units.seats.services import ask_rest, sit
from units.services.interpreters import add_interpreter
from units.services.notices import send_notice

# Between them they open every page.
WHO = (
    "call_taker", "dispatcher", "callback", "verifier", "arbiter", "shift_leader", "supervisor", "secadmin", "sysadmin",
    "roads_handler", "roads_lead", "roads_team", "collector",
)  # fmt: skip


def everything():
    """(world, the ids by which addresses ask, the pages of single things)."""
    world = World()
    world.roads_lead = make_person("unit_lead", world.roads, "roads_lead")
    world.roads_team = make_person("team", make_unit("抢修三队", "team", parent=world.roads), "roads_team")
    tickets = _tickets(world)
    parts = [part for ticket in tickets for part in ticket.assignments.all()]
    tasks = [task for ticket in tickets for task in ticket.verifications.all()]
    pages = [*_calls(world), *_texts(world), *_hall(world), *_papers(world)]
    ids = {
        "number": [ticket.number for ticket in tickets[: len(Stage)]], "str": [clock.local_day(clock.now()).isoformat()],
        "int": [parts[0].pk, parts[-1].pk, *(task.pk for task in tasks[:2])],
        "slug": [measure.code for measure in measures.all()[:2]], "other": ["1"],
    }  # fmt: skip
    pages += [f"/tickets/{ticket.number}/" for ticket in tickets] + [f"/inbox/{part.pk}/" for part in parts]
    pages += [f"/tasks/{task.pk}/" for task in tasks]
    return world, ids, pages


def _tickets(world):
    """One at each stage, and what waits for a word of somebody: about time, about a closed one, about two tickets."""
    found = [world.ticket_at(stage) for stage in Stage]
    found += [world.accepted(), world.extension_asked(), world.suspension_asked(), world.appealed(), world.unreached()]
    found += [world.not_solved(), structure.merged(world)]
    found.append(services.ask_check(world.not_solved(), text="去看看", by=world.dispatcher))
    found.append(services.find_unreasonable(world.not_solved(), text="诉求不合理", by=world.dispatcher))
    services.link(found[0], other=found[1], kind="related", by=world.shift_leader)
    services.supervise(found[1], part=world.part(found[1], world.roads), text="督办", minutes=60, by=world.shift_leader)
    return found


def _calls(world):
    """On the line, in the hands of somebody, asked for, passed on, owed, listed, half typed."""
    Line(number="13900000001").ring()
    held = claim(Line(number="13900000002").ring(), by=world.call_taker)
    save_draft(key=held.key, fields={"words": "半句话"}, by=world.call_taker)
    ask_over(held, by=world.shift_leader)
    passed = claim(Line(number="13900000003").ring(), by=world.call_taker)
    transfer(passed, way="transfer", to_seat=world.seat.code, reason="懂方言", by=world.call_taker)
    missed = Line(number="13900000004")
    missed.ring(ago=20)
    missed.say("hung_up", ago=3)
    save_draft(key=uuid4(), fields={"words": "又半句话", "number": "13900000006"}, by=world.dispatcher)
    both = listed.proposed(world), listed.standing(world, number="13900000005")
    return [f"/calls/new/?draft={held.key}"] + [f"/listings/{listing.pk}/" for listing in both]


def _texts(world):
    """A dialogue that waits, and one in the hands of somebody."""
    provider.write("井盖不见了", number="13800003331")
    held = claim_dialogue(provider.write("路灯不亮", number="13800003332"), by=world.call_taker)
    return [f"/calls/new/?draft={held.key}"]


def _hall(world):
    """A rest that was asked for, a notice, a message given up, a confidential ticket, and the ledger of a shift."""
    sit(Seat.objects.create(code="C1", name="接警一席").code, by=world.call_taker)
    ask_rest(minutes=15, reason="用餐", by=world.call_taker)
    send_notice(text="注意降雨", hours=8, by=world.shift_leader)
    now = clock.now()
    Delivery.objects.create(handler="sms", payload={}, created_at=now, next_at=now, state=Delivery.State.DEAD)
    sealed = services.seal(world.ticket(), text="保密", by=world.shift_leader)
    return [f"/handovers/{services.draft_handover(by=world.shift_leader).pk}/", f"/tickets/{sealed.number}/"]


def _papers(world):
    """What is kept beside the tickets: a phrase, a turn of duty, an interpreter, a question, an amendment that was proposed."""
    tomorrow = clock.local_day(clock.now()) + timedelta(days=1)
    services.keep_phrase(kind="phrase", words="请稍候", by=world.shift_leader)
    begins = clock.now() + timedelta(hours=1)
    put_on_duty(
        world.roads,
        person=world.roads_handler,
        starts_at=begins,
        ends_at=begins + timedelta(hours=8),
        by=world.roads_lead,
    )
    facts = {"language": "苗语", "name": "龙阿妹", "phone": "13800009999", "unit": None, "begins": None, "ends": None}
    add_interpreter(**facts, by=world.shift_leader)
    options = [("是", "Yes", None), ("否", "No", world.water)]
    rules.ask_condition(world.manhole, text="在路上吗", text_en="On a road?", options=options, by=world.sysadmin)
    services.propose_amendment(item=world.lamp, lead=world.water, valid_from=tomorrow, text="裁定", by=world.arbiter)
    return ["/registry/duty-list/1601/", "/phrases/"]
