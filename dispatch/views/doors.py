"""How the pages speak of each verb of a ticket: its form, its key, its rule in words. What it moves stands in workflow."""

from dataclasses import dataclass

from django.core.cache import cache
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dispatch import kin, services, story
from dispatch.forms import confidence, corrections, danger, emergency, ending, pressure, ruling, structure, time_asked
from dispatch.forms import moves as forms
from dispatch.models import Link, Ticket
from dispatch.services import repeating
from dispatch.workflow import MOVES, Stage


@dataclass(frozen=True)
class Door:
    """`rule` is the consequence, read before the button is pressed; `done` is what the next page says."""

    form: type
    key: str
    rule: str
    done: str
    tone: str = ""
    page: str = "dispatch/move.html"  # where the form stands when it is opened by itself
    fields: str = ""  # a template of its own for the fields
    fits: object = lambda user, ticket: True  # whether the ticket holds anything that the verb could be about
    steady: bool = False  # the untouched form shows nothing that changes without an event on the ticket


def _somebody_works(user, ticket):
    """There is nobody to press before a unit works."""
    return ticket.stage == Stage.HANDLING or bool(pressure.open_parts(ticket))


def _has_assist(user, ticket):
    return any(not part.is_lead for part in pressure.open_parts(ticket))


def _is_merged(user, ticket):
    return any(each.link.kind == Link.Kind.MERGED and not each.here for each in kin.of(ticket, user))


def _comes_again(user, ticket):
    return ticket.repeats > 0 and repeating.to_review(Ticket.objects.filter(pk=ticket.pk)).exists()


def _has_link(user, ticket):
    return any(each.link.kind != Link.Kind.MERGED for each in kin.of(ticket, user))


def _worked(user, ticket):
    return ticket.assigned_at is not None


def _unasked(user, ticket):
    """Its caller cannot be asked any more: reopened, or he left with an undone merge. Others close with the last attempt."""
    return bool(services.given_up(ticket))


def _asked(user, ticket):
    return not _unasked(user, ticket)


def _asks(rows):
    """Whether units have asked for something that this person may answer."""
    return lambda user, ticket: getattr(ticket, rows).filter(state="asked").exclude(answered_by=user).exists()


def _to_sign(user, ticket):
    return services.to_sign(ticket) is not None


DOORS = {
    "assign": Door(
        forms.AssignForm, "F9", _("Each unit gets the ticket at once; its acceptance is timed from now."),
        _("Sent to the units."), "primary", steady=True,
    ),
    "settle": Door(
        forms.SettleForm, "S", _("Answered on the phone: nobody is sent, and the ticket closes."), _("Settled and closed."),
    ),
    "void": Door(
        forms.VoidForm, "X",
        _("Not a matter at all: nobody works on it and nobody is called back. The record stays and can be reopened."),
        _("Voided."), "danger",
    ),
    "rule": Door(
        ruling.RuleForm, "F9", _("It binds both sides and the dispatcher, and is kept as a precedent of the item."),
        _("The ruling is given and binds."), "primary",
        "dispatch/rule.html", "dispatch/_rule_fields.html",
    ),
    "correct": Door(
        corrections.CorrectForm, "F", _("Words and place as they are now known; what stood there before is kept."),
        _("Corrected."), fields="dispatch/_correct_fields.html",
    ),
    "classify": Door(
        corrections.ClassifyForm, "I", _("Another item, with its rule from the day of opening. The first one is kept too."),
        _("The item is changed."),
    ),
    "verify": Door(
        forms.VerifyForm, "F9", _("The work is really done. Then the caller is asked, where one wants to be."),
        _("Verified."), "primary",
    ),
    "reject": Door(
        forms.RejectForm, "R", _("The same lead does it again with the time that was left; counted as rework."),
        _("Sent back for rework."),
    ),
    "close": Door(
        forms.CloseForm, "F9", _("The caller was reached and says that it is solved."), _("Closed."), "primary",
        fits=_asked,
    ),
    "attempt": Door(
        forms.AttemptForm, "U", _("After the third attempt the ticket closes as unreachable and is listed apart."),
        _("The attempt is kept."), fits=_asked,
    ),
    "dissatisfied": Door(
        forms.DissatisfiedForm, "D",
        _("The dispatcher decides: rework, an explanation, or unreasonable with two signatures. It is never closed silently."),
        _("The dispatcher has it."), fits=_asked,
    ),
    "redo": Door(
        ending.RedoForm, "R", _("The same lead does it again with the time that was left; counted as its rework."),
        _("Back with the lead."), fits=_worked,
    ),
    "ask_check": Door(
        ending.AskCheckForm, "C",
        _("The collector of the cell looks whether it is there, within 30 minutes. You need not wait for the answer."),
        _("The collector is asked."), fits=lambda user, ticket: ticket.cell_id is not None and not ticket.confidential,
    ),
    "find_unreasonable": Door(
        ending.FindUnreasonableForm, "Y",
        _("A second person must sign before it closes; until then it stays here, and you may still decide otherwise."),
        _("Waits for the second signature."), fits=lambda user, ticket: services.not_solved(ticket),
    ),
    "sign_unreasonable": Door(
        ending.SignForm, "G", _("Your signature closes the ticket; it does not count in appraisal."),
        _("Signed and closed."), fits=_to_sign,
    ),
    "refuse_unreasonable": Door(
        ending.RefuseSignForm, "H", _("The dispatcher decides otherwise."), _("Not signed."),
        fits=_to_sign,
    ),
    "conclude": Door(
        ending.ConcludeForm, "C",
        _("A reopened ticket never closes by itself: where the caller cannot be asked, you close it in your own name."),
        _("Closed."), "primary", fits=_unasked,
    ),
    "reopen": Door(
        forms.ReopenForm, "O", _("It waits for the dispatcher again; the promise to the caller runs on."), _("Reopened."),
    ),
    "urge": Door(
        pressure.UrgeForm, "U", _("Sounds in the unit again, and is counted. Not more than once in ten minutes."),
        _("The unit was urged."), fits=_somebody_works,
    ),
    "supervise": Door(
        pressure.SuperviseForm, "V", _("The unit must answer in time; its leads get a text message at once."),
        _("The unit is supervised."), fits=_somebody_works,
    ),
    "add_assist": Door(
        structure.AddAssistForm, "A", _("More units help at once; the lead stays the lead."), _("Sent to the units."),
    ),
    "release": Door(
        structure.ReleaseForm, "W", _("The unit's part ends without feedback; its clocks stop, and it reads why."),
        _("Released."), fits=_has_assist,
    ),
    "link": Door(structure.LinkForm, "L", _("Both tickets name each other; nothing else changes."), _("Linked.")),
    "unlink": Door(
        structure.UnlinkForm, "K", _("The link ends; both timelines keep that it stood."), _("The link has ended."),
        fits=_has_link,
    ),
    "grant_extension": Door(
        time_asked.GrantExtensionForm, "E", _("One original limit more for the unit; the promise to the caller stays."),
        _("Extended."), fits=_asks("extensions"),
    ),
    "decline_extension": Door(
        time_asked.DeclineExtensionForm, "N", _("The limit stays; the unit reads why."), _("Declined."),
        fits=_asks("extensions"),
    ),
    "suspend": Door(
        time_asked.SuspendForm, "Z", _("The clocks stand still until then, and go on by themselves. Once a ticket."),
        _("Suspended."), fits=_asks("suspensions"),
    ),
    "decline_suspension": Door(
        time_asked.DeclineSuspensionForm, "J", _("The clocks run on; the unit reads why."), _("Declined."),
        fits=_asks("suspensions"),
    ),
    "resume": Door(
        time_asked.ResumeForm, "F9", _("The clocks run on with the time that was left."), _("Resumed."), "primary",
    ),
    "review_appeal": Door(
        time_asked.ReviewAppealForm, "Q",
        _("Two people must exempt a clock, and neither is who asked; the raw figure stays beside the exempted one."),
        _("Your review is kept."), fits=_asks("appeals"),
    ),
    "appraise": Door(
        ending.AppraiseForm, "P", _("Figures show both ways of counting; the reason stays on the timeline."), _("Kept."),
        fits=_worked,
    ),
    "raise_danger": Door(
        danger.RaiseDangerForm, "1",
        _("Highest priority. Police or rescue go at once, and the agency works in parallel on the same ticket."),
        _("Life in danger: everybody on the ticket hears it."), "danger", fits=lambda user, ticket: not ticket.danger,
    ),
    "tell_emergency": Door(
        emergency.TellEmergencyForm, "2",
        _("As they are now known; what stood there before is kept. They raise the priority and never lower it."),
        _("The facts are kept; whoever is at work sees them."), fields="dispatch/_emergency_fields.html",
    ),
    "seal": Door(
        confidence.SealForm, "0",
        _("Only the cleared and the units that work on it see it from now on, and each look is kept."),
        _("Confidential from now on."), fits=lambda user, ticket: not ticket.confidential,
    ),
    "unseal": Door(
        confidence.UnsealForm, "0", _("The whole centre sees it again, and the collector of its cell."),
        _("Confidential no more."), fits=lambda user, ticket: ticket.confidential,
    ),
    "split": Door(
        structure.SplitForm, "T",
        _("The part is a ticket of its own, with its own units and clocks. This one is not verified before it is closed."),
        _("The part is open."),
    ),
    "merge": Door(
        structure.MergeForm, "M",
        _("This ticket closes as a duplicate; its callers join the other and are called back there. It can be undone."),
        _("Merged."),
    ),
    "unmerge": Door(
        structure.UnmergeForm, "M", _("Stage, units and clocks stand again as they stood; the callers come back."),
        _("The merge is undone."), fits=_is_merged,
    ),
    "review_repeat": Door(
        structure.ReviewRepeatForm, "3", _("One party, one matter, again and again: say what follows. It leaves the list."),
        _("The review is kept."), fits=_comes_again,
    ),
    "note": Door(
        forms.NoteForm, "B", _("Moves nothing; stays on the timeline."), _("The note is kept."), steady=True,
    ),
}  # fmt: skip
PRESSES = {"urge", "supervise"}


def open_to(user, ticket):
    """Verbs of the doors that this person may open now, the main one first. A collector's are his tasks.

    Kept for a minute by the head of the ticket's chain, since whatever they hang on moves with an event, and by the
    person's roles. They are what is offered; the gate asks anew.
    """
    if user.kind == "grid":
        return []
    key = f"doors:{ticket.pk}:{ticket.chain_position}:{user.pk}:{user.role_version}"
    return cache.get_or_set(key, lambda: _open_to(user, ticket), story.KEPT_SECONDS)


def _open_to(user, ticket):
    here = [v for v in services.ticket_verbs(user, ticket) if v in DOORS and DOORS[v].fits(user, ticket)]
    here.sort(key=lambda verb: DOORS[verb].tone != "primary")
    if here and DOORS[here[0]].tone != "primary" and "note" in here:  # the form that stands open asks for words first
        here.insert(0, here.pop(here.index("note")))
    return here


def offered(user, ticket):
    """The same doors as the page draws them."""
    return [
        {
            "verb": verb,
            "label": MOVES[verb].label,
            "key": DOORS[verb].key,
            "rule": DOORS[verb].rule,
            "tone": DOORS[verb].tone,
            "url": reverse(f"dispatch:{verb}", args=[ticket.number]),
        }
        for verb in open_to(user, ticket)
    ]
