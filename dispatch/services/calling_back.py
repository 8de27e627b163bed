"""The call-back (回访): three attempts at most, each at its slot; what the caller says; who closes what nobody answers."""

from dataclasses import dataclass

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from dispatch.models import Callback, Clock
from dispatch.models.tickets import Disposition
from dispatch.services import clocks, slots, telling, texting
from dispatch.services.assigning import start_dispatch_again
from dispatch.services.gate import moving
from dispatch.workflow import Stage
from units.refusals import BadInput, WrongStage

_FINAL = (Callback.Outcome.WRONG_NUMBER, Callback.Outcome.REFUSED)


@dataclass(frozen=True)
class Reply:
    """What the caller says when reached."""

    solved: str
    satisfied_result: int | None = None
    satisfied_process: int | None = None
    text: str = ""


def ask_caller(step):
    """From now on the caller is to be rung: at the hour that he wished for, else as soon as one may ring."""
    ticket = step.ticket
    step.to(Stage.CALLBACK)
    ticket.callback_at = slots.wished(ticket.callback_at, step.now)
    clocks.start(ticket, Clock.Kind.CALLBACK, at=step.now, seconds=settings.CALLBACK_LIMIT_SECONDS)


def round_of(ticket):
    """Each rework and each reopening begins a new round of three attempts."""
    return ticket.reworks + ticket.reopened


def whom(ticket):
    """The party that is rung, or None where nobody wants to be."""
    return next(iter(telling.rung_first(ticket.parties.standing())), None)


def given_up(ticket):
    """Why nobody can be asked any more, as a sentence, or '' while somebody can."""
    return why_over(ticket.callbacks.filter(round=round_of(ticket)).last(), whom(ticket))


def why_over(last, party):
    """The same of the round's last attempt and the party that is rung; both may be None."""
    if last and last.attempt >= settings.CALLBACK_ATTEMPTS:
        return _("Three call-backs were made; the system allows no fourth.")
    if last and last.outcome in _FINAL:
        return _("%(outcome)s: nobody rings there again.") % {"outcome": last.get_outcome_display()}
    return "" if party else _("Nobody on this ticket wants to be called back.")


def attempt(ticket, *, outcome, by, text="", slot="", version=None):
    """The caller was not reached; the next attempt has its slot. After the third a text message goes out instead, and
    the ticket closes as unreachable.

    A reopened ticket never closes by itself: it stays, and the shift leader concludes it.
    """
    with moving(ticket, "attempt", by=by, version=version) as step:
        call = _call(step, outcome=outcome, text=text)
        over = call.attempt >= settings.CALLBACK_ATTEMPTS or outcome in _FINAL
        if over and not step.ticket.reopened:
            step.end(Disposition.UNREACHABLE)
        else:
            step.to(Stage.CALLBACK)
        step.ticket.callback_at = None if over else slots.moment(slot or slots.after(call.attempt), step.now)
        if outcome == Callback.Outcome.NO_ANSWER and over:
            texting.to_party(step.ticket, call.party, _farewell(step.ticket), at=step.now)
        if not over:
            step.data["next_at"] = step.ticket.callback_at.isoformat(timespec="seconds")
    return step.ticket


def close(ticket, *, reply, disposition, by, version=None):
    """The caller was reached and says that it is solved."""
    with moving(ticket, "close", by=by, version=version) as step:
        if reply.solved == Callback.Solved.NOT_SOLVED:
            raise BadInput(_("The caller says that it is not solved: send the ticket back instead."), field="solved")
        _reached(step, reply)
        step.end(disposition)
    return step.ticket


def dissatisfied(ticket, *, reply, by, version=None):
    """The caller says "not solved": the dispatcher decides what follows, and it is never closed silently."""
    with moving(ticket, "dissatisfied", by=by, version=version) as step:
        _reached(step, reply)
        clocks.stop(step.ticket, Clock.Kind.CALLBACK, at=step.now, by=by)
        step.note(reply.text)
        step.ticket.reworks += 1
        start_dispatch_again(step.ticket, at=step.now)
    return step.ticket


def conclude(ticket, *, disposition, text, by, version=None):
    """A reopened ticket whose caller cannot be asked: the shift leader looks at it and closes it in his own name."""
    with moving(ticket, "conclude", by=by, version=version) as step:
        if not given_up(step.ticket):
            raise WrongStage(_("The caller can still be asked: call back first."), ticket=step.ticket)
        step.note(text)
        step.end(disposition)
    return step.ticket


def _reached(step, reply):
    unhappy = Callback.Satisfaction.BAD in (reply.satisfied_result, reply.satisfied_process)
    if (unhappy or reply.solved == Callback.Solved.NOT_SOLVED) and not reply.text:
        raise BadInput(_("Write down why the caller is not satisfied."), field="text")
    _call(
        step, outcome=Callback.Outcome.REACHED, solved=reply.solved, text=reply.text,
        satisfied_result=reply.satisfied_result, satisfied_process=reply.satisfied_process,
    )  # fmt: skip
    step.ticket.callback_at = None


def _call(step, **facts):
    ticket, round_ = step.ticket, round_of(step.ticket)
    if why := given_up(ticket):
        raise WrongStage(why, ticket=ticket)
    made = ticket.callbacks.filter(round=round_).count()
    call = Callback.objects.create(
        ticket=ticket, party=whom(ticket), round=round_, attempt=made + 1, at=step.now, by=step.by, **facts
    )
    step.data |= {"callback": call.pk, "attempt": call.attempt, "outcome": call.outcome}
    return call


def _farewell(ticket):
    with translation.override(settings.LANGUAGE_CODE):
        return _("Your matter %(number)s was handled. We could not reach you; if it is not solved, call us.") % {
            "number": ticket.number
        }
