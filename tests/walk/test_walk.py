"""Hypothesis walks the whole table of moves, right and wrong ones, beside the rules on paper: both must agree at each step."""

import os
from pathlib import Path

from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from dispatch.models import Assignment, Event, Ticket
from dispatch.workflow import MOVES, OPEN, Stage
from tests.walk.model import Life
from tests.walk.moves import ELSEWHERE, act
from units.refusals import Refusal

UNITS = ("roads", "water", "fire")
VERBS = sorted(set(MOVES) - set(ELSEWHERE))
# What brings a ticket from stage to stage, wherever it leads.
ONWARD = (
    "assign", "accept", "give_feedback", "hand_back", "rule", "suspend", "resume", "verify", "reject", "attempt",
    "dissatisfied", "redo", "find_unreasonable", "sign_unreasonable", "conclude", "reopen",
)  # fmt: skip
BEGINNING = ("assign", "accept", "give_feedback", "verify", "dissatisfied", "redo", "give_feedback", "verify", "close")
EXAMPLES, STEPS = int(os.environ.get("WALKS", "12")), 40


def test_every_verb_of_the_table_is_walked_or_said_to_be_tested_elsewhere():
    on_paper = {name.removeprefix("_may_") for name in dir(Life) if name.startswith("_may_")}
    assert on_paper == set(VERBS)
    assert not set(ELSEWHERE) - set(MOVES), "named, and no longer in the table"
    root = Path(__file__).parents[2]
    assert [name for name in ELSEWHERE.values() if not (root / name).exists()] == []


def machine_of(world):
    class Walk(RuleBasedStateMachine):
        def __init__(self):
            super().__init__()
            self.taken = transaction.atomic()
            self.taken.__enter__()
            self.ticket, self.life = world.ticket(), Life()

        def teardown(self):
            transaction.set_rollback(True)
            self.taken.__exit__(None, None, None)

        @initialize(gone=st.sampled_from(range(len(BEGINNING) + 1)))
        def some_way_along(self, gone):
            for verb in BEGINNING[:gone]:
                self._try(verb, "roads", True)

        @rule(verb=st.sampled_from(VERBS), unit=st.sampled_from(UNITS), yes=st.booleans())
        def any_verb(self, verb, unit, yes):
            self._try(verb, unit, yes)

        @rule(data=st.data())
        def possible_verb(self, data):
            self._one_of(VERBS, data)

        @rule(data=st.data())
        def onward(self, data):
            """Nonsense and notes alone would hardly leave the first stages."""
            self._one_of(ONWARD, data)

        further = onward

        def _one_of(self, verbs, data):
            """First the verb, then by whom: what three units may do is not three times as likely."""
            here = {verb: self._ways(verb) for verb in verbs}
            if possible := [verb for verb, ways in here.items() if ways]:
                verb = data.draw(st.sampled_from(possible))
                self._try(verb, *data.draw(st.sampled_from(here[verb])))

        def _ways(self, verb):
            return [(unit, yes) for unit in UNITS for yes in (True, False) if self.life.may(verb, unit, yes)]

        def _try(self, verb, unit, yes):
            may = self.life.may(verb, unit, yes)
            try:
                with transaction.atomic():
                    act(world, self.ticket, verb, unit, yes)
            except Refusal as refusal:
                assert not may, f"{verb} by {unit}: refused ({refusal.sentence}), possible on paper"
                return
            assert may, f"{verb} by {unit}: done, impossible on paper"
            self.life.do(verb, unit, yes)

        @invariant()
        def the_ticket_is_what_the_paper_says(self):
            ticket = Ticket.objects.get(pk=self.ticket.pk)
            assert ticket.stage == self.life.stage
            found = Assignment.objects.filter(ticket=ticket, status__in=OPEN).select_related("unit")
            assert {(part.unit.code, part.is_lead, part.status) for part in found} == {
                (part.unit, part.lead, part.status) for part in self.life.open()
            }
            running = ticket.clocks.running().order_by("due_at").first()
            assert ticket.due_at == (running.due_at if running else None)
            assert (ticket.stage == Stage.CLOSED) == (running is None)

        @invariant()
        def every_change_of_stage_is_in_the_table(self):
            last = Event.objects.filter(ticket=self.ticket).order_by("position").last()
            if last.kind in MOVES and last.stage_before != last.stage_after:
                assert last.stage_after in MOVES[last.kind].reaches(last.stage_before)

    return Walk


def test_the_services_and_the_rules_on_paper_agree_on_every_walk(world):
    run_state_machine_as_test(
        machine_of(world),
        settings=settings(
            max_examples=EXAMPLES, stateful_step_count=STEPS, deadline=None, print_blob=True,
            derandomize="WALKS" not in os.environ,
            suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip
