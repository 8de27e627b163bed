"""What the dispatcher decides on a caller's "not solved": the lead does it again, or it is unreasonable, signed by a second.

Settling it as explained is `settle`, sending it to another unit `assign`; nothing closes it silently (domain.md §3).
"""

from django.db.models import F
from django.utils.translation import gettext as _

from dispatch.models import Callback, Clock, Unreasonable
from dispatch.models.tickets import Disposition
from dispatch.services import clocks
from dispatch.services.assigning import refuse_against_ruling
from dispatch.services.gate import moving
from dispatch.services.handling import lead_of, rework
from dispatch.services.linking import waits_for_parts
from dispatch.workflow import Stage
from units.refusals import BadInput, NotAllowed, WrongStage

_State = Unreasonable.State
ANSWERED = (Disposition.EXPLAINED, Disposition.POLICY, Disposition.REFERRED, Disposition.POLICE)


def not_solved(ticket):
    """Whether the ticket waits for the dispatcher because its caller said "not solved"."""
    if ticket.stage != Stage.ASSIGNMENT or not ticket.reworks:
        return False
    undone = ("merge", "unmerge")  # back where it stood
    moves = ticket.events.exclude(stage_before=F("stage_after")).exclude(kind__in=undone).order_by("-position")
    return moves.values_list("kind", flat=True).first() == "dissatisfied"


def redo(ticket, *, text, by, version=None):
    """The lead whose work was not enough does it again, with what was left of its time; nothing is lost."""
    with moving(ticket, "redo", by=by, version=version) as step:
        lead = lead_of(step.ticket)
        if lead is None:
            raise WrongStage(_("No lead has finished this ticket yet: assign it."), ticket=step.ticket)
        refuse_against_ruling(step.ticket, lead.unit)
        if lead.unit_id in step.units:
            raise WrongStage(_("The former lead is at work as an assist: wait, or assign another."), ticket=step.ticket)
        clocks.stop(step.ticket, Clock.Kind.DISPATCH, at=step.now, by=by)
        step.note(text)
        rework(step, lead)
    return step.ticket


def find_unreasonable(ticket, *, text, by, version=None):
    """The demand cannot be met and was answered: one person finds so, and a second one must sign."""
    with moving(ticket, "find_unreasonable", by=by, version=version) as step:
        if not not_solved(step.ticket):
            raise WrongStage(_("Only a caller's “not solved” can be found unreasonable."), ticket=step.ticket)
        if _proposed(step.ticket):
            raise WrongStage(_("This waits for the second signature already."), ticket=step.ticket)
        refuse_while_working(step)
        found = Unreasonable.objects.create(ticket=step.ticket, proposed_at=step.now, proposed_by=by, text=text)
        step.data["unreasonable"] = found.pk
    return step.ticket


def sign_unreasonable(ticket, *, by, text="", version=None):
    """The second signature: the ticket closes, and neither it nor the caller's verdict counts in appraisal."""
    with moving(ticket, "sign_unreasonable", by=by, version=version) as step:
        refuse_while_working(step)
        found = _answered(step, _State.SIGNED, text)
        verdict = step.ticket.callbacks.filter(solved=Callback.Solved.NOT_SOLVED, at__lte=found.proposed_at).last()
        Callback.objects.filter(pk=verdict.pk).update(counts=False, not_counted_because=found.text[:200])
        step.ticket.counts = False
        step.data["counts"] = False
        step.end(Disposition.UNREASONABLE)
    return step.ticket


def refuse_unreasonable(ticket, *, text, by, version=None):
    """Not signed: the caller is right to ask for more, and the dispatcher decides otherwise."""
    with moving(ticket, "refuse_unreasonable", by=by, version=version) as step:
        _answered(step, _State.REFUSED, text)
    return step.ticket


def refuse_while_working(step):
    """What ends a ticket by the centre's word alone ends nobody's work."""
    if step.ticket.assignments.open().exists():
        raise BadInput(
            _("Units are still working on this ticket. Wait for their feedback, or assign it."), field="text"
        )
    refuse_while_parts_are_open(step.ticket)


def refuse_while_parts_are_open(ticket):
    if waits_for_parts(ticket):
        raise WrongStage(_("Parts that were split off this ticket are still open; they come first."), ticket=ticket)


def refuse_silence(step, disposition):
    """What `settle` and `void` may not do to a caller's "not solved": it is answered by a dispatcher, in words."""
    if not not_solved(step.ticket):
        return
    if not step.by.has_perm("dispatch.assign_ticket"):
        raise NotAllowed(_("The caller says that it is not solved: the dispatcher decides."))
    if disposition not in ANSWERED:
        raise BadInput(
            _("The caller says that it is not solved: explain it, have it redone, or find it unreasonable."),
            field="disposition",
        )


def to_sign(ticket):
    """The finding that waits for its second signature, or None."""
    return _proposed(ticket) if ticket.stage == Stage.ASSIGNMENT and ticket.reworks else None


def _proposed(ticket):
    return ticket.unreasonables.filter(state=_State.PROPOSED).first()


def _answered(step, state, text):
    found = _proposed(step.ticket)
    if found is None:
        raise WrongStage(_("Nothing waits for a second signature here."), ticket=step.ticket)
    if found.proposed_by_id == step.by.pk:
        raise NotAllowed(_("You found it unreasonable yourself: somebody else must sign or refuse."))
    found.state, found.answer = state, text
    found.answered_at, found.answered_by = step.now, step.by
    found.save(update_fields=["state", "answer", "answered_at", "answered_by"])
    step.data["unreasonable"] = found.pk
    return found
