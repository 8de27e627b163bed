"""A unit's part: accept, depart, arrive, feedback. Several units work at once, each on its own row."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext as _

from dispatch.models import Clock, Feedback, Photo, Verification
from dispatch.services import asked, clocks
from dispatch.services.gate import moving
from dispatch.services.linking import waits_for_parts
from dispatch.services.photos import come_with
from dispatch.services.pressure import answered_by_ending
from dispatch.workflow import Stage, Status
from units.models import Cell
from units.refusals import BadInput

Kind = Clock.Kind


@dataclass(frozen=True)
class Answer:
    """What a unit says when its part is done (办结反馈)."""

    facts_true: bool
    in_remit: bool
    solved: bool
    public_answer: str
    contacted_at: datetime | None = None
    why_not: str = ""
    details: str = ""


def accept(assignment, *, by, version=None):
    with moving(assignment, "accept", by=by, version=version) as step:
        _started(step)
    return step.ticket


def depart(assignment, *, by, version=None):
    with moving(assignment, "depart", by=by, version=version) as step:
        _relayed(step)
    return step.ticket


def arrive(assignment, *, by, version=None):
    """On scene: the first word to the centre, so the first-feedback clock stops."""
    with moving(assignment, "arrive", by=by, version=version) as step:
        _relayed(step)
        step.assignment.arrived_at = step.now
        clocks.stop(step.ticket, Kind.FIRST_FEEDBACK, at=step.now, by=by, assignment=step.assignment)
    return step.ticket


def give_feedback(assignment, *, answer, by, version=None, photos=()):
    """The unit's part is done. When no part is open any more the ticket waits for verification."""
    with moving(assignment, "give_feedback", by=by, version=version) as step:
        _refuse_impossible(answer, step)
        feedback = Feedback.objects.create(
            assignment=step.assignment, ticket=step.ticket, round=step.assignment.rework + 1, at=step.now, by=by,
            **answer.__dict__,
        )  # fmt: skip
        step.data |= {"feedback": feedback.pk, "solved": answer.solved}
        come_with(step, photos, Photo.About.FEEDBACK)
        step.assignment.handler = by
        part_ended(step, answer.public_answer)
        ask_verification_if_done(step, step.assignment)
    return step.ticket


def rework(step, assignment):
    """The same unit does it again and nothing is lost: its part opens with what was left of its time."""
    assignment.status, assignment.ended_at = Status.ACCEPTED, None
    assignment.rework += 1
    assignment.version += 1
    assignment.save(update_fields=["status", "ended_at", "rework", "version"])
    assignment.ticket = step.ticket
    clocks.start_rework(assignment, at=step.now)
    step.data |= {"assignment": assignment.pk, "parts": [assignment.pk]}


def lead_of(ticket):
    """The lead whose feedback stands: the one that is asked to do it again."""
    return ticket.assignments.filter(part="lead", status=Status.DONE).order_by("-ended_at", "-id").first()


def _started(step):
    step.assignment.accepted_at = step.assignment.accepted_at or step.now
    if not _relayed(step):
        step.assignment.handler = step.by
    clocks.stop(step.ticket, Kind.ACCEPTANCE, at=step.now, by=step.by, assignment=step.assignment)


def _relayed(step):
    """Whether the centre enters it on the unit's word by telephone: the event says so, and nobody of the centre handles."""
    if step.by.kind == "hall":
        step.data["relayed"] = True
    return "relayed" in step.data


def part_ended(step, words):
    step.assignment.ended_at = step.now
    step.assignment.help_at = None
    answered_by_ending(step, step.assignment, words)
    clocks.stop(step.ticket, *Clock.OF_ASSIGNMENT, at=step.now, by=step.by, assignment=step.assignment)
    asked.drop_of_part(step, step.assignment)


def _refuse_impossible(answer, step):
    if not answer.solved and not answer.why_not:
        raise BadInput(_("Say why the matter is not solved."), field="why_not")
    if answer.contacted_at and answer.contacted_at > step.now + timedelta(minutes=1):
        raise BadInput(_("The time of contact lies in the future."), field="contacted_at")
    if answer.contacted_at and answer.contacted_at < step.ticket.entered_at:
        raise BadInput(_("The time of contact lies before the call."), field="contacted_at")


def ask_verification_if_done(step, ended):
    """Where `ended` was the last part at work, and no ticket that was split off is open, the check is asked for."""
    at_work = {*step.units} - {ended.unit_id}
    if step.ticket.stage == Stage.HANDLING and not at_work and not waits_for_parts(step.ticket):
        ask_verification(step)


def ask_verification(step):
    """Work is answered for: ask the desk, and the collector of the cell, whether it is really done."""
    ticket, now = step.ticket, step.now
    step.to(Stage.VERIFICATION)
    check_clock = clocks.start(ticket, Kind.VERIFICATION, at=now, seconds=settings.VERIFICATION_LIMIT_SECONDS)
    collector = Cell.objects.filter(pk=ticket.cell_id).values_list("collector", flat=True).first()
    Verification.objects.create(
        ticket=ticket, cell_id=ticket.cell_id, person_id=collector, asked_at=now, due_at=check_clock.due_at
    )
