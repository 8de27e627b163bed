"""How the pages speak of each verb of a ticket: its form, its key, its rule in words. What it moves stands in workflow."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dispatch import services
from dispatch.forms import moves as forms
from dispatch.forms import pressure
from dispatch.workflow import MOVES, Stage


@dataclass(frozen=True)
class Door:
    """`rule` is the consequence, read before the button is pressed; `done` is what the next page says."""

    form: type
    key: str
    rule: str
    done: str
    tone: str = ""


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
        _("The unit was urged."),
    ),
    "supervise": Door(
        pressure.SuperviseForm, "V", _("The unit must answer in time; its leads get a text message at once."),
        _("The unit is supervised."),
    ),
    "note": Door(forms.NoteForm, "B", _("Moves nothing; stays on the timeline."), _("The note is kept.")),
}  # fmt: skip
PRESSES = {"urge", "supervise"}  # there is nobody to press before a unit works


def offered(user, ticket):
    """The doors that this person may open now, the main one first."""
    here = [verb for verb in services.ticket_verbs(user, ticket) if verb in DOORS]
    if ticket.stage != Stage.HANDLING and PRESSES & {*here} and not pressure.open_parts(ticket):
        here = [verb for verb in here if verb not in PRESSES]
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
