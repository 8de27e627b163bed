"""The rule beside each entry of a part's menu, read before it is pressed, and what is left of it."""

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from dispatch import services
from dispatch.models import Clock, Suspension
from dispatch.services import time_asked
from units import clock, duty
from units.templatetags.ui import clock_text

RULES = {
    "depart": _("Your people are on their way."),
    "arrive": _("You are on the spot. Stops the first-feedback clock."),
    "give_feedback": _("Your part is done, also without going there. The centre verifies it."),
    "note": _("A word to the centre. Stops the first-feedback clock, moves nothing else."),
    "answer_supervision": _("The centre asked why. Your answer stops its deadline and moves nothing else."),
    "hand_back": _("Not ours: with reason, legal basis and the owner you suggest. The handling clock keeps running."),
}


def of(part, verbs, clocks):
    """{verb: rule} of those verbs that the part holds anything for; `clocks` are its running ones."""
    found = {verb: _LEFT[verb](part, clocks) if verb in _LEFT else RULES.get(verb, "") for verb in verbs}
    return {verb: rule for verb, rule in found.items() if rule is not None}


def _extension(part, clocks):
    left, until = 0, None
    if any(each.kind == Clock.Kind.RESOLVE for each in clocks):
        left, until = time_asked.extensions_left(part, clock.now())
    if not left:
        return None
    words = ngettext(
        "One original limit more. %(n)s of 2 is left; ask before %(until)s.",
        "One original limit more. %(n)s of 2 are left; ask before %(until)s.", left,
    )  # fmt: skip
    return words % {"n": left, "until": clock_text(until)}


def _suspension(part, clocks):
    if not part.is_lead or part.ticket.suspensions.exclude(state=Suspension.State.DECLINED).exists():
        return None
    return gettext("Lay the ticket aside until a day within a year; once a ticket, and the shift leader decides.")


def _appeal(part, clocks):
    left = time_asked.appealable(part).count()
    if not left:
        return None
    return ngettext(
        "%(n)s clock was missed. Once a clock, two people review; the raw figure stays beside the exempted one.",
        "%(n)s clocks were missed. Once a clock, two people review; the raw figure stays beside the exempted one.", left,
    ) % {"n": left}  # fmt: skip


def _help(part, clocks):
    """Nothing while the centre owes the answer: another call would only hide the first."""
    return (
        None
        if part.help_at
        else gettext("Hands, equipment, another unit: it sounds in the hall. The part stays yours.")
    )


def _handler(part, clocks):
    """Who is there to take it; nothing where nobody else works."""
    others = [person for person in services.colleagues(part) if person.pk != part.handler_id]
    if not others:
        return None
    there = {turn.user_id for turn in duty.on_duty(part.unit_id)}
    present = gettext(", ").join(person.label for person in others if person.pk in there)
    if present:
        return gettext("Inside your unit; no clock moves. On duty now: %(names)s.") % {"names": present}
    return ngettext(
        "Inside your unit; no clock moves. %(n)s colleague, not on duty now.",
        "Inside your unit; no clock moves. %(n)s colleagues, none on duty now.", len(others),
    ) % {"n": len(others)}  # fmt: skip


_LEFT = {
    "hand_to": _handler,
    "ask_help": _help,
    "ask_extension": _extension,
    "ask_suspension": _suspension,
    "appeal": _appeal,
}
