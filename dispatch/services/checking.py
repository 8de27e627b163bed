"""核查: before a ticket is assigned, the collector of its cell looks whether the matter is there."""

from datetime import timedelta

from django.conf import settings
from django.utils.translation import gettext as _

from dispatch.models import Clock, Photo, Verification
from dispatch.services import clocks
from dispatch.services.gate import moving
from dispatch.services.photos import come_with
from units.models import Cell
from units.refusals import WrongStage

_Answer = Verification.Answer


def ask_check(ticket, *, by, text="", version=None):
    """Ask the collector of the cell; the dispatcher need not wait, and the dispatch clock runs on."""
    with moving(ticket, "ask_check", by=by, version=version) as step:
        ticket, now = step.ticket, step.now
        if ticket.confidential:
            raise WrongStage(_("A confidential ticket is not shown to a collector."), ticket=ticket)
        if ticket.verifications.waiting().exists():
            raise WrongStage(_("The collector has been asked already and has not answered yet."), ticket=ticket)
        collector = Cell.objects.filter(pk=ticket.cell_id).values_list("collector", flat=True).first()
        if collector is None:
            raise WrongStage(
                _("No collector walks this place: the ticket has no cell, or the cell has none."), ticket=ticket
            )
        Verification.objects.create(
            ticket=ticket, kind=Verification.Kind.BEFORE, cell_id=ticket.cell_id, person_id=collector, asked_at=now,
            due_at=now + timedelta(seconds=settings.ONSITE_CHECK_LIMIT_SECONDS),
        )  # fmt: skip
        clocks.start(ticket, Clock.Kind.VERIFICATION, at=now, seconds=settings.ONSITE_CHECK_LIMIT_SECONDS)
        step.note(text)
    return step.ticket


def check(ticket, *, found, text, by, version=None, photos=()):
    """What the collector saw. It decides nothing: the dispatcher assigns, settles or voids by it."""
    with moving(ticket, "check", by=by, version=version) as step:
        answer = _Answer.FOUND if found else _Answer.NOT_FOUND
        step.ticket.verifications.waiting().update(answered_at=step.now, answered_by=by, answer=answer, text=text)
        step.data["answer"] = answer
        come_with(step, photos, Photo.About.VERIFICATION)
        clocks.stop(step.ticket, Clock.Kind.VERIFICATION, at=step.now, by=by)
    return step.ticket
