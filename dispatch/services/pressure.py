"""Pressure on a unit that does not move: urge (催办), supervise (督办) with its own deadline, and the unit's answer."""

from datetime import timedelta

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from dispatch.models import Clock, Supervision
from dispatch.services import clocks, texting
from dispatch.services.gate import moving
from units.refusals import BadInput, WrongStage
from units.templatetags.ui import clock_text

Kind = Clock.Kind


def urge(ticket, *, part, by, text="", version=None):
    """Sound once more in the unit of `part`. Counted; not again within settings.URGE_AGAIN_SECONDS."""
    with moving(ticket, "urge", by=by, version=version) as step:
        part = _open(step, part)
        _refuse_too_soon(step, part)
        step.data["assignment"] = part.pk
        step.note(text)
    return step.ticket


def supervise(ticket, *, part, text, minutes, by, version=None):
    """Ask the unit of `part` why, to be answered within `minutes`. Its leads get a text message as well."""
    with moving(ticket, "supervise", by=by, version=version) as step:
        part = _open(step, part)
        if asked := _waiting(part):
            facts = {"by": asked.by.label, "at": clock_text(asked.due_at)}
            raise BadInput(_("%(by)s supervises this unit already; its answer is due %(at)s.") % facts, field="part")
        limit = clocks.start(step.ticket, Kind.SUPERVISION, at=step.now, seconds=minutes * 60, assignment=part)
        asked = Supervision.objects.create(
            ticket=step.ticket, assignment=part, at=step.now, by=by, text=text, due_at=limit.due_at
        )
        step.data |= {"assignment": part.pk, "supervision": asked.pk}
        texting.to_leads(step.ticket, part.unit, _summons(step.ticket, limit.due_at), at=step.now)
        clocks.refresh_due(step.ticket)
    return step.ticket


def answer_supervision(assignment, *, text, by, version=None):
    """What the unit says to it. A word to the centre, so first feedback stops as well."""
    with moving(assignment, "answer_supervision", by=by, version=version) as step:
        asked = _waiting(step.assignment)
        if asked is None:
            raise WrongStage(_("No supervision of your part waits for an answer."), ticket=step.ticket)
        _answered(step, asked, text)
        clocks.stop(step.ticket, Kind.FIRST_FEEDBACK, at=step.now, by=by, assignment=step.assignment)
        clocks.refresh_due(step.ticket)
    return step.ticket


def answered_by_ending(step, part, words):
    """A part that ends owes no answer any more: its last words are the answer. For every verb that ends a part."""
    if part.pk in step.supervised:
        _answered(step, _waiting(part), words)


def _open(step, part):
    found = step.ticket.assignments.open().select_related("unit").filter(pk=part.pk).first()
    if found is None:
        raise BadInput(_("The part of this unit has ended; choose another."), field="part")
    return found


def _waiting(part):
    return part.supervisions.filter(answered_at=None).select_related("by").first()


def _refuse_too_soon(step, part):
    again = timedelta(seconds=settings.URGE_AGAIN_SECONDS)
    last = step.ticket.events.filter(kind="urge", data__assignment=part.pk, at__gt=step.now - again).last()
    if last:
        facts = {"by": last.by.label, "at": clock_text(last.at), "again": clock_text(last.at + again)}
        raise BadInput(_("%(by)s urged this unit at %(at)s; again from %(again)s on.") % facts, field="part")


def _answered(step, asked, text):
    asked.answered_at, asked.answered_by, asked.answer = step.now, step.by, text
    asked.save(update_fields=["answered_at", "answered_by", "answer"])
    clocks.stop(step.ticket, Kind.SUPERVISION, at=step.now, by=step.by, assignment=asked.assignment)
    step.data["supervision"] = asked.pk


def _summons(ticket, due_at):
    with translation.override(settings.LANGUAGE_CODE):
        facts = {"number": ticket.number, "at": clock_text(due_at)}
        return _("%(number)s: the centre supervises your unit. Answer in the portal by %(at)s.") % facts
