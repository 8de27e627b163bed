"""How the pages speak of each verb of a ticket: its form, its key, its rule in words. What it moves stands in workflow."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dispatch import kin, services
from dispatch.forms import moves as forms
from dispatch.forms import pressure, structure
from dispatch.models import Link
from dispatch.workflow import MOVES, Stage


@dataclass(frozen=True)
class Door:
    """`rule` is the consequence, read before the button is pressed; `done` is what the next page says."""

    form: type
    key: str
    rule: str
    done: str
    tone: str = ""
    fits: object = lambda user, ticket: True  # whether the ticket holds anything that the verb could be about


def _somebody_works(user, ticket):
    """There is nobody to press before a unit works."""
    return ticket.stage == Stage.HANDLING or bool(pressure.open_parts(ticket))


def _has_assist(user, ticket):
    return any(not part.is_lead for part in pressure.open_parts(ticket))


def _has_link(user, ticket):
    return any(each.link.kind != Link.Kind.MERGED for each in kin.of(ticket, user))


DOORS = {
    "assign": Door(
        forms.AssignForm, "F9", _("Each unit gets the ticket at once; its acceptance is timed from now."),
        _("Sent to the units."), "primary",
    ),
    "settle": Door(
        forms.SettleForm, "S", _("Answered on the phone: nobody is sent, and the ticket closes."), _("Settled and closed."),
    ),
    "void": Door(
        forms.VoidForm, "X",
        _("Not a matter at all: nobody works on it and nobody is called back. The record stays and can be reopened."),
        _("Voided."), "danger",
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
    ),
    "attempt": Door(
        forms.AttemptForm, "U", _("After the third attempt the ticket closes as unreachable and is listed apart."),
        _("The attempt is kept."),
    ),
    "dissatisfied": Door(
        forms.DissatisfiedForm, "D", _("It goes back and is never closed silently."), _("Sent back."),
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
    "note": Door(forms.NoteForm, "B", _("Moves nothing; stays on the timeline."), _("The note is kept.")),
}  # fmt: skip
PRESSES = {"urge", "supervise"}


def offered(user, ticket):
    """The doors that this person may open now, the main one first."""
    here = [v for v in services.ticket_verbs(user, ticket) if v in DOORS and DOORS[v].fits(user, ticket)]
    here.sort(key=lambda verb: DOORS[verb].tone != "primary")
    if here and DOORS[here[0]].tone != "primary" and "note" in here:  # the form that stands open asks for words first
        here.insert(0, here.pop(here.index("note")))
    return [
        {
            "verb": verb,
            "label": MOVES[verb].label,
            "key": DOORS[verb].key,
            "rule": DOORS[verb].rule,
            "tone": DOORS[verb].tone,
            "url": reverse(f"dispatch:{verb}", args=[ticket.number]),
        }
        for verb in here
    ]
