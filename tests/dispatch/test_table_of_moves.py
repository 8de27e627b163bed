"""The table of moves, whole: every stage × every verb × every role goes through the gate, and the gate is the table."""

from pathlib import Path

import pytest
from django.core.management import call_command

from dispatch import diagram, services
from dispatch.models import Event
from dispatch.services.gate import moving
from dispatch.workflow import ASSIGNMENT, BIRTH, MOVES, OPEN, TICKET, Stage, Status
from tests.cast import make_person
from units.refusals import NotAllowed, WrongStage
from units.roles import ROLES

NEVER_HELD = {"system"}


class _Through(Exception):
    """The gate let the verb through; what it would have done is taken back."""


def passes(subject, verb, user):
    """'yes', or the refusal's code. Nothing is written."""
    try:
        with moving(subject, verb, by=user):
            raise _Through
    except _Through:
        return "yes"
    except (NotAllowed, WrongStage) as refusal:
        return refusal.code


@pytest.fixture
def everybody(world):
    """One person for each role, unit people in the unit that leads, the collector of the ticket's cell."""
    people = {role: getattr(world, role, None) for role in ROLES if role not in NEVER_HELD}
    people |= {role: make_person(role, world.roads) for role in ("unit_handler", "unit_lead", "team")}
    return people


def allowed(role, verb, stage, part):
    """What the table and the rules of domain.md say, computed here once more and differently."""
    move = MOVES[verb]
    relays = ROLES[role].kind == "hall" and move.relay in ROLES[role].permissions
    if move.permission not in ROLES[role].permissions and not relays:
        return "not_allowed"
    kind, is_open = ROLES[role].kind, part is not None and part.status in OPEN
    if kind == "unit" and move.of == TICKET and not is_open:
        return "not_allowed"
    if kind == "grid" and stage != Stage.VERIFICATION:
        return "not_allowed"
    if move.of == ASSIGNMENT and kind != "unit" and not relays:
        return "not_allowed"
    if stage not in move.sources or (move.of == ASSIGNMENT and part.status not in move.from_status):
        return "wrong_stage"
    return "yes"


@pytest.mark.parametrize("stage", list(Stage))
def test_the_gate_is_the_table_and_the_buttons_are_the_gate(world, everybody, stage):
    ticket = world.ticket_at(stage)
    part = ticket.assignments.filter(unit=world.roads).first()
    for role, user in everybody.items():
        through = []
        for verb, move in MOVES.items():
            subject = part if move.of == ASSIGNMENT else ticket
            if subject is None:
                continue
            answer = passes(subject, verb, user)
            assert answer == allowed(role, verb, stage, part), (stage, verb, role)
            if answer == "yes" and move.of == TICKET:
                through.append(verb)
        assert services.ticket_verbs(user, ticket) == through, role


@pytest.mark.parametrize(
    "status", [Status.SENT, Status.ACCEPTED, Status.EN_ROUTE, Status.ON_SCENE, Status.DONE, Status.RETURNED]
)
def test_a_part_is_worked_by_its_own_unit_in_the_order_of_its_statuses(world, status):
    ticket = world.ticket_at(Stage.HANDLING)
    part, unit = world.part(ticket, world.roads), make_person("unit_lead", world.roads)
    steps = {
        Status.ACCEPTED: ["accept"], Status.EN_ROUTE: ["accept", "depart"], Status.ON_SCENE: ["accept", "arrive"],
        Status.DONE: ["accept"], Status.RETURNED: [],
    }  # fmt: skip
    for verb in steps.get(status, []):
        getattr(services, verb)(part, by=unit)
    if status == Status.DONE:
        services.give_feedback(part, answer=world.DONE, by=unit)
    if status == Status.RETURNED:
        services.hand_back(part, reason="R5", text="地点不清", by=unit)
    part.refresh_from_db()
    ticket.refresh_from_db()
    assert part.status == status
    for verb, move in MOVES.items():
        if move.of == ASSIGNMENT:
            expected = "yes" if status in move.from_status and ticket.stage in move.sources else "wrong_stage"
            assert passes(part, verb, unit) == expected, verb
            assert passes(part, verb, world.water_handler) == "not_allowed", "another unit on the same ticket"


def test_every_change_of_stage_that_happens_is_one_that_the_table_names(world):
    world.ticket_at(Stage.CLOSED)
    back = world.ticket_at(Stage.HANDLING)
    services.hand_back(world.part(back, world.roads), reason="R5", text="地点不清", by=world.roads_handler)
    world.finish(back, world.water)
    again = world.ticket_at(Stage.VERIFICATION)
    services.reject(again, text="没有修好", by=world.verifier)
    sad = world.ticket_at(Stage.CALLBACK)
    reply = services.Reply(solved="not_solved", text="还是老样子")
    services.dissatisfied(sad, reply=reply, by=world.callback)
    services.settle(sad, disposition="explained", text="已解释", by=world.dispatcher)
    services.reopen(sad, text="再次来电", by=world.dispatcher)
    for event in Event.objects.exclude(kind=BIRTH):
        assert event.stage_before == event.stage_after or event.stage_after in MOVES[event.kind].reaches(
            event.stage_before
        )


def test_the_readme_shows_the_table_as_it_is(capsys):
    readme = (Path(__file__).parents[2] / "README.md").read_text()
    call_command("draw_moves")
    drawn = capsys.readouterr().out.strip()
    assert drawn == diagram.drawn()
    assert f"```mermaid\n{drawn}\n```" in readme
