"""Time that a unit asks for: extension (延期), suspension (挂账), and the appeal against an overdue clock (domain.md §3).

A unit asks on its own part; people of the centre answer, never the one who asked. What was judged by the clock alone
stays beside what was granted: an upheld appeal exempts a clock, and both figures are shown for ever.
"""

import logging
from datetime import timedelta

from django.conf import settings
from django.utils.translation import gettext as _

from dispatch.models import Appeal, Clock, Extension, Suspension, Ticket
from dispatch.services import clocks
from dispatch.services.gate import moving
from dispatch.workflow import Stage
from units import clock
from units.models import User
from units.refusals import BadInput, NotAllowed, WrongStage
from units.templatetags.ui import clock_text

log = logging.getLogger(__name__)
Kind = Clock.Kind
PAUSED = (
    Kind.HANDLING,
    Kind.ACCEPTANCE,
    Kind.FIRST_FEEDBACK,
    Kind.RESOLVE,
)  # an answer to a supervision is due all the same


# --- extension ---------------------------------------------------------------------------------------------------------
def ask_extension(assignment, *, text, by, version=None):
    """Once more the original limit, asked before the resolve clock is overdue, at most twice a part."""
    with moving(assignment, "ask_extension", by=by, version=version) as step:
        _refuse_extension(step.assignment, step.now)
        asked = Extension.objects.create(
            ticket=step.ticket, assignment=step.assignment, asked_at=step.now, asked_by=by, text=text,
            number=step.assignment.extensions.count() + 1,
        )  # fmt: skip
        step.data["extension"] = asked.pk
    return step.ticket


def extensions_left(part, at):
    """(how many may still be asked, until when), or (0, None): the rule beside the portal's entry."""
    resolve = part.clocks.running().filter(kind=Kind.RESOLVE).first()
    asked = part.extensions.all()
    if resolve is None or resolve.due_at <= at or any(each.state == Extension.State.ASKED for each in asked):
        return 0, None
    return max(settings.EXTENSIONS_A_PART - len(asked), 0), resolve.due_at


def _refuse_extension(part, at):
    if part.extensions.filter(state=Extension.State.ASKED).exists():
        raise BadInput(_("An extension of this part waits for its answer already."), field="text")
    if part.extensions.count() >= settings.EXTENSIONS_A_PART:
        raise BadInput(_("Two extensions were asked for; there is no third."), field="text")
    resolve = part.clocks.running().filter(kind=Kind.RESOLVE).first()
    if resolve is None or resolve.due_at <= at:
        raise BadInput(
            _("The limit has run out. An extension is asked for before; later only an appeal is left."), field="text"
        )


def grant_extension(ticket, *, extension, text="", by, version=None):
    """The part's resolve clock gets one original limit more. The promise to the caller stays what it was."""
    with moving(ticket, "grant_extension", by=by, version=version) as step:
        asked = _to_answer(step, step.ticket.extensions.filter(state=Extension.State.ASKED), extension)
        resolve = asked.assignment.clocks.running().filter(kind=Kind.RESOLVE).first()
        if resolve is None:
            raise WrongStage(_("The part of this unit has ended; there is nothing to extend."), ticket=step.ticket)
        before = resolve.due_at
        clocks.extend(resolve, seconds=_original_limit(asked.assignment))
        step.data["due"] = [before.isoformat(), resolve.due_at.isoformat()]
        _answer(step, asked, Extension.State.GRANTED, text)
        clocks.refresh_due(step.ticket)
    return step.ticket


def _original_limit(part):
    """Seconds in the own time of the part's clocks, as it was given at first: neither what a rework left of it nor another item
    since then is the measure. Each extension granted before has added as much."""
    first = part.clocks.filter(kind=Kind.RESOLVE).order_by("started_at", "pk").first()
    granted = part.extensions.filter(state=Extension.State.GRANTED)
    if first.stopped_at:
        granted = granted.filter(answered_at__lt=first.stopped_at)
    return first.limit_seconds // (1 + granted.count())


def decline_extension(ticket, *, extension, text, by, version=None):
    with moving(ticket, "decline_extension", by=by, version=version) as step:
        asked = _to_answer(step, step.ticket.extensions.filter(state=Extension.State.ASKED), extension)
        _answer(step, asked, Extension.State.DECLINED, text)
    return step.ticket


# --- suspension --------------------------------------------------------------------------------------------------------
def ask_suspension(assignment, *, until, text, by, version=None):
    """The lead asks to lay the ticket aside until a moment within a year; once a ticket."""
    with moving(assignment, "ask_suspension", by=by, version=version) as step:
        if not step.assignment.is_lead:
            raise BadInput(_("Only the lead can ask for the ticket to be suspended."), field="text")
        earlier = step.ticket.suspensions.exclude(state=Suspension.State.DECLINED).first()
        if earlier:
            raise BadInput(
                _("A ticket is suspended once: this one was asked for at %(at)s.")
                % {"at": clock_text(earlier.asked_at)},
                field="text",
            )
        if until <= step.now:
            raise BadInput(_("Choose a moment that is still to come."), field="until")
        if until > step.now + timedelta(days=settings.SUSPENSION_MOST_DAYS):
            raise BadInput(_("At most a year."), field="until")
        asked = Suspension.objects.create(
            ticket=step.ticket, assignment=step.assignment, asked_at=step.now, asked_by=by, text=text, until=until
        )
        step.data["suspension"] = asked.pk
    return step.ticket


def suspend(ticket, *, suspension, text="", by, version=None):
    """The clocks of the work stand still until then. Of priority 1 and 2 the hall hears it (`paused` in the event)."""
    with moving(ticket, "suspend", by=by, version=version) as step:
        asked = _to_answer(step, step.ticket.suspensions.filter(state=Suspension.State.ASKED), suspension)
        if asked.until <= step.now:
            raise BadInput(_("The day until which it was asked for has passed; decline it."), field="text")
        step.to(Stage.SUSPENDED)
        step.data["paused"] = clocks.pause(step.ticket, *PAUSED, at=step.now, until=asked.until, by=by, text=asked.text)
        _answer(step, asked, Suspension.State.RUNNING, text)
    return step.ticket


def decline_suspension(ticket, *, suspension, text, by, version=None):
    with moving(ticket, "decline_suspension", by=by, version=version) as step:
        asked = _to_answer(step, step.ticket.suspensions.filter(state=Suspension.State.ASKED), suspension)
        _answer(step, asked, Suspension.State.DECLINED, text)
    return step.ticket


def resume(ticket, *, by, text="", version=None):
    """The work goes on with the time that was left: by hand, or by itself when the moment has come."""
    with moving(ticket, "resume", by=by, version=version) as step:
        running = step.ticket.suspensions.filter(state=Suspension.State.RUNNING)
        step.data["suspension"] = running.values_list("pk", flat=True).first()
        running.update(state=Suspension.State.ENDED, ended_at=step.now, ended_by=by)
        step.data["resumed"] = clocks.resume(step.ticket, at=step.now)
        step.note(text)
    return step.ticket


def resume_due():
    """For tick: what has been laid aside long enough. Returns how many went on."""
    due = Suspension.objects.filter(state=Suspension.State.RUNNING, until__lte=clock.now())
    by, done = User.objects.system(), 0
    for each in due.select_related("ticket").order_by("until")[:100]:
        try:
            resume(each.ticket, by=by)
            done += 1
        except WrongStage:  # somebody resumed it in between
            continue
        except Exception:  # one ticket that fails must not stop the others, nor the clocks that tick strikes after them
            log.exception("ticket %s could not be resumed", each.ticket_id)
    return done


# --- appeal ------------------------------------------------------------------------------------------------------------
def appeal(assignment, *, limit, text, by, version=None):
    """Against one missed clock of the own part, once, after the ticket has closed. `limit` is the clock."""
    with moving(assignment, "appeal", by=by, version=version) as step:
        found = appealable(step.assignment).filter(pk=limit.pk).first()
        if found is None:
            raise BadInput(
                _("Against this clock no appeal is possible: it was kept, or there was one already."), field="limit"
            )
        asked = Appeal.objects.create(
            ticket=step.ticket, assignment=step.assignment, clock=found, asked_at=step.now, asked_by=by, text=text
        )
        step.data |= {"appeal": asked.pk, "clock": found.kind}
    return step.ticket


def appealable(part):
    """The part's clocks that were missed and not appealed against yet."""
    return part.clocks.exclude(missed_at=None).filter(appeal=None)


def review_appeal(ticket, *, appeal, upholds, text, by, version=None):
    """One of two reviews. Both must uphold it; a single "no" ends it."""
    with moving(ticket, "review_appeal", by=by, version=version) as step:
        asked = step.ticket.appeals.filter(state=Appeal.State.ASKED, pk=appeal.pk).select_related("clock").first()
        if asked is None:
            raise WrongStage(_("This appeal was decided already."), ticket=step.ticket)
        _refuse_own(by, asked.asked_by_id, asked.answered_by_id)
        if asked.answered_by_id is None:
            asked.answered_at, asked.answered_by, asked.first_upholds, asked.answer = step.now, by, upholds, text
        else:
            asked.second_at, asked.second_by, asked.second_upholds, asked.second_answer = step.now, by, upholds, text
        if not upholds:
            asked.state = Appeal.State.DECLINED
        elif asked.second_by_id:
            asked.state = Appeal.State.UPHELD
            Clock.objects.filter(pk=asked.clock_id).update(exempted_at=step.now)
        asked.save()
        step.data |= {"appeal": asked.pk, "clock": asked.clock.kind, "upholds": upholds, "state": asked.state}
        step.note(text)
    return step.ticket


# --- all of them -------------------------------------------------------------------------------------------------------
def waiting(user):
    """[(Extension | Suspension | Appeal)] that this person may answer now, the oldest first."""
    found = []
    if user.has_perm("dispatch.grant_time"):
        found += [Extension.objects.filter(state="asked"), Suspension.objects.filter(state="asked")]
    if user.has_perm("dispatch.review_appeal"):
        found.append(Appeal.objects.filter(state="asked").exclude(answered_by=user))
    seen = Ticket.objects.visible_to(user)
    rows = [
        row for rows in found for row in rows.filter(ticket__in=seen).select_related(*_SHOWN).order_by("asked_at")[:200]
    ]
    return sorted(rows, key=lambda row: row.asked_at)


_SHOWN = ("ticket__item", "assignment__unit", "asked_by")


def suspended(user):
    """Suspensions that run, the soonest end first."""
    running = Suspension.objects.filter(state="running", ticket__in=Ticket.objects.visible_to(user))
    return running.select_related(*_SHOWN, "answered_by").order_by("until")[:200]


def _to_answer(step, rows, asked):
    found = rows.filter(pk=asked.pk).select_related("assignment").first()
    if found is None:
        raise WrongStage(_("This was answered already."), ticket=step.ticket)
    _refuse_own(step.by, found.asked_by_id)
    return found


def _refuse_own(by, *others):
    if by.pk in others:
        raise NotAllowed(_("Whoever asked, or answered before, does not answer now: another person must."))


def _answer(step, asked, state, text):
    asked.state, asked.answered_at, asked.answered_by, asked.answer = state, step.now, step.by, text
    asked.save(update_fields=["state", "answered_at", "answered_by", "answer"])
    step.data |= {asked._meta.model_name: asked.pk, "assignment": asked.assignment_id}
    step.note(text)
