"""How a ticket ends: settled on the phone, voided, or verified and then called back — and how it opens again."""

from dispatch.models import Clock, Photo, Verification
from dispatch.models.tickets import Disposition
from dispatch.services import clocks
from dispatch.services.assigning import start_dispatch_again
from dispatch.services.calling_back import ask_caller
from dispatch.services.deciding import refuse_silence, refuse_while_parts_are_open, refuse_while_working
from dispatch.services.gate import moving
from dispatch.services.handling import lead_of, rework
from dispatch.services.merging import refuse_merged
from dispatch.services.photos import come_with
from dispatch.workflow import Stage

Kind = Clock.Kind


def settle(ticket, *, disposition, text, by, version=None):
    """Answered on the phone (当场答复办结): nobody has to act."""
    with moving(ticket, "settle", by=by, version=version) as step:
        refuse_while_working(step)
        refuse_silence(step, disposition)
        step.note(text)
        step.end(disposition)
    return step.ticket


def void(ticket, *, text, by, version=None):
    """Not a matter at all. Nothing is deleted; the reason stays."""
    with moving(ticket, "void", by=by, version=version) as step:
        refuse_while_working(step)
        refuse_silence(step, Disposition.VOID)
        step.note(text)
        step.end(Disposition.VOID)
    return step.ticket


def verify(ticket, *, by, text="", disposition=Disposition.LATER, version=None, photos=()):
    """The work is really done. Then the caller is asked; where nobody wants to be asked, the ticket closes.

    A reopened ticket never closes by itself: it goes to the call-back desk even where nobody is to be rung.
    """
    with moving(ticket, "verify", by=by, version=version) as step:
        refuse_while_parts_are_open(step.ticket)
        _answer(step, Verification.Answer.FIXED, text)
        come_with(step, photos, Photo.About.VERIFICATION)
        clocks.stop(step.ticket, Kind.VERIFICATION, at=step.now, by=by)
        if step.ticket.wants_callback or step.ticket.reopened:
            ask_caller(step)
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
        step.ticket.reworks += 1
        if lead := lead_of(step.ticket):
            rework(step, lead)
            step.to(Stage.HANDLING)
        else:  # the work was done by its parts: the dispatcher decides which of them is taken up again
            start_dispatch_again(step.ticket, at=step.now)
            step.to(Stage.ASSIGNMENT)
    return step.ticket


def reopen(ticket, *, text, by, version=None):
    """A closed ticket is taken up again. The promise to the caller was not kept, so its clock runs on."""
    with moving(ticket, "reopen", by=by, version=version) as step:
        ticket = step.ticket
        refuse_merged(ticket)
        ticket.closed_at, ticket.disposition = None, ""
        ticket.reopened += 1
        ticket.clocks.filter(kind=Kind.HANDLING).update(stopped_at=None, stopped_by=None)
        start_dispatch_again(ticket, at=step.now)
        step.note(text)
    return step.ticket


def _answer(step, answer, text):
    """Both the desk and the cell's collector may answer; the first one does."""
    waiting = step.ticket.verifications.waiting()
    waiting.update(answered_at=step.now, answered_by=step.by, answer=answer, text=text)
    step.data["answer"] = answer
