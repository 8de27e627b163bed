"""How a ticket ends: settled on the phone, voided, or verified, called back and closed — and how it opens again."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

from dispatch.models import Callback, Clock, Photo, Verification
from dispatch.models.tickets import Disposition
from dispatch.services import clocks
from dispatch.services.assigning import start_dispatch_again
from dispatch.services.gate import moving
from dispatch.services.handling import lead_of, rework
from dispatch.services.photos import come_with
from dispatch.workflow import Stage
from units.refusals import BadInput, WrongStage

Kind = Clock.Kind


@dataclass(frozen=True)
class Reply:
    """What the caller says when reached."""

    solved: str
    satisfied_result: int | None = None
    satisfied_process: int | None = None
    text: str = ""


def settle(ticket, *, disposition, text, by, version=None):
    """Answered on the phone (当场答复办结): nobody has to act."""
    with moving(ticket, "settle", by=by, version=version) as step:
        _refuse_while_working(step)
        step.note(text)
        step.end(disposition)
    return step.ticket


def void(ticket, *, text, by, version=None):
    """Not a matter at all. Nothing is deleted; the reason stays."""
    with moving(ticket, "void", by=by, version=version) as step:
        _refuse_while_working(step)
        step.note(text)
        step.end(Disposition.VOID)
    return step.ticket


def verify(ticket, *, by, text="", disposition=Disposition.LATER, version=None, photos=()):
    """The work is really done. Then the caller is asked; where nobody wants to be asked, the ticket closes."""
    with moving(ticket, "verify", by=by, version=version) as step:
        _answer(step, Verification.Answer.FIXED, text)
        come_with(step, photos, Photo.About.VERIFICATION)
        clocks.stop(step.ticket, Kind.VERIFICATION, at=step.now, by=by)
        if step.ticket.wants_callback:
            step.to(Stage.CALLBACK)
            clocks.start(step.ticket, Kind.CALLBACK, at=step.now, seconds=settings.CALLBACK_LIMIT_SECONDS)
        else:
            step.end(disposition)
    return step.ticket


def reject(ticket, *, text, by, version=None, photos=()):
    """Not good enough (返工): the lead does it again with what was left of its time."""
    with moving(ticket, "reject", by=by, version=version) as step:
        _answer(step, Verification.Answer.NOT_FIXED, text)
        come_with(step, photos, Photo.About.VERIFICATION)
        clocks.stop(step.ticket, Kind.VERIFICATION, at=step.now, by=by)
        step.note(text)
        rework(step, lead_of(step.ticket))
    return step.ticket


def attempt(ticket, *, outcome, by, text="", version=None):
    """The caller was not reached. After the third attempt the ticket closes as unreachable, listed apart."""
    with moving(ticket, "attempt", by=by, version=version) as step:
        call = _call(step, outcome=outcome, text=text)
        if call.attempt >= settings.CALLBACK_ATTEMPTS or outcome in _FINAL:
            step.end(Disposition.UNREACHABLE)
        else:
            step.to(Stage.CALLBACK)
    return step.ticket


def close(ticket, *, reply, disposition, by, version=None):
    """The caller was reached and says that it is solved."""
    with moving(ticket, "close", by=by, version=version) as step:
        if reply.solved == Callback.Solved.NOT_SOLVED:
            raise BadInput(_("The caller says that it is not solved: send the ticket back instead."), field="solved")
        _reached(step, reply)
        step.end(disposition)
    return step.ticket


def dissatisfied(ticket, *, reply, to, by, version=None):
    """The caller says "not solved": it goes back to the lead, or to the dispatcher, and is never closed silently."""
    with moving(ticket, "dissatisfied", by=by, version=version) as step:
        _reached(step, reply)
        clocks.stop(step.ticket, Kind.CALLBACK, at=step.now, by=by)
        step.note(reply.text)
        lead = lead_of(step.ticket)
        if to == Stage.HANDLING and lead is not None:
            rework(step, lead)
            step.to(Stage.HANDLING)
        else:
            step.ticket.reworks += 1
            start_dispatch_again(step.ticket, at=step.now)
            step.to(Stage.ASSIGNMENT)
    return step.ticket


def reopen(ticket, *, text, by, version=None):
    """A closed ticket is taken up again. The promise to the caller was not kept, so its clock runs on."""
    with moving(ticket, "reopen", by=by, version=version) as step:
        ticket = step.ticket
        ticket.closed_at, ticket.disposition = None, ""
        ticket.reopened += 1
        ticket.clocks.filter(kind=Kind.HANDLING).update(stopped_at=None, stopped_by=None)
        start_dispatch_again(ticket, at=step.now)
        step.note(text)
    return step.ticket


_FINAL = (Callback.Outcome.WRONG_NUMBER, Callback.Outcome.REFUSED)


def _refuse_while_working(step):
    if step.ticket.assignments.open().exists():
        raise BadInput(
            _("Units are still working on this ticket. Wait for their feedback, or assign it."), field="text"
        )


def _answer(step, answer, text):
    """Both the desk and the cell's collector may answer; the first one does."""
    waiting = step.ticket.verifications.waiting()
    waiting.update(answered_at=step.now, answered_by=step.by, answer=answer, text=text)
    step.data["answer"] = answer


def _reached(step, reply):
    _call(
        step, outcome=Callback.Outcome.REACHED, solved=reply.solved, text=reply.text,
        satisfied_result=reply.satisfied_result, satisfied_process=reply.satisfied_process,
    )  # fmt: skip


def _call(step, **facts):
    ticket = step.ticket
    round_ = ticket.reworks + ticket.reopened
    made = ticket.callbacks.filter(round=round_).count()
    if made >= settings.CALLBACK_ATTEMPTS:
        raise WrongStage(_("Three call-backs were made; the system allows no fourth."), ticket=ticket)
    party = ticket.parties.filter(wants_callback=True).first()
    call = Callback.objects.create(
        ticket=ticket, party=party, round=round_, attempt=made + 1, at=step.now, by=step.by, **facts
    )
    step.data |= {"callback": call.pk, "attempt": call.attempt, "outcome": call.outcome}
    return call
