"""Handing back (退单): what each reason needs, what a ruling still allows, and where the ticket goes (domain.md §3)."""

from django.utils.translation import gettext as _

from dispatch.models import Photo, Return, Ruling
from dispatch.services.arbitration import open_ruling
from dispatch.services.assigning import start_dispatch_again
from dispatch.services.gate import moving
from dispatch.services.handling import ask_verification_if_done, part_ended
from dispatch.services.photos import come_with
from dispatch.workflow import Stage
from units.refusals import BadInput

RETURNS_TO_ARBITRATION = 2


def hand_back(
    assignment, *, reason, text, by, legal_basis="", suggested_unit=None, other=None, version=None, photos=()
):
    """ "Not ours" (退单). The lead's sends the ticket back to the dispatcher while assists go on; the second return of a
    ticket, whichever units hand it back, goes to the arbiter as soon as nobody leads.
    """
    with moving(assignment, "hand_back", by=by, version=version) as step:
        for field, sentence in lacking(reason, legal_basis, suggested_unit, other, photos).items():
            raise BadInput(sentence, field=field)
        if suggested_unit is not None and suggested_unit.pk == step.assignment.unit_id:
            raise BadInput(_("Suggest another unit than your own."), field="suggested_unit")
        if other is not None and other.pk == step.ticket.pk:
            raise BadInput(_("Name another ticket than this one."), field="other")
        ruling = Ruling.objects.standing(step.ticket)
        _refuse_against(ruling, reason, step.assignment)
        returned = Return.objects.create(
            assignment=step.assignment, ticket=step.ticket, at=step.now, by=by, reason=reason, text=text,
            legal_basis=legal_basis, suggested_unit=suggested_unit,
        )  # fmt: skip
        step.data |= {"return": returned.pk, "reason": reason}
        if other is not None:
            step.data["other"] = other.pk
        come_with(step, photos, Photo.About.HAND_BACK)
        step.ticket.returns += 1
        step.assignment.handler = by
        part_ended(step, text)
        _pass_on(step, ruling)
    return step.ticket


def lacking(reason, legal_basis, suggested_unit, other, photos):
    """{field: sentence} of what this reason needs and is not there."""
    wanted = {
        "suggested_unit": (Return.NEEDS_OWNER, suggested_unit, _("With this reason, name the unit that should own the matter.")),
        "legal_basis": (Return.NEEDS_LAW, legal_basis, _LAW.get(reason, _law)()),
        "other": (Return.NEEDS_OTHER, other, _("With this reason, give the number of the other ticket.")),
        "photos": (Return.NEEDS_PHOTO, photos, _("With this reason, add a photo of the place.")),
    }  # fmt: skip
    return {field: sentence for field, (reasons, given, sentence) in wanted.items() if reason in reasons and not given}


def _law():
    return _("Cite the law or the rule of the list by which it is another's.")


_LAW = {
    "R2": lambda: _("Cite the law that gives the power to another body."),
    "R8": lambda: _("Give day and number of the final answer."),
    "R9": lambda: _("Name the court or petition office and its number."),
}


def _refuse_against(ruling, reason, part):
    """Whom a ruling names has the matter: the reasons of "not ours" are spent."""
    bound = ruling and part.unit_id in {ruling.lead_id, *ruling.assists}
    if bound and reason in Return.NEEDS_OWNER:
        raise BadInput(_("The ruling on this ticket names your unit; R1 to R4 are decided by it."), field="reason")


def _pass_on(step, ruling):
    """Where the ticket waits now."""
    ticket, leads = step.ticket, step.assignment.is_lead
    nobody_leads = leads or ticket.stage == Stage.ASSIGNMENT
    since = ticket.hand_backs.filter(at__gt=ruling.decided_at) if ruling else ticket.hand_backs
    if nobody_leads and since.count() >= RETURNS_TO_ARBITRATION:
        open_ruling(step)
    elif leads:
        step.to(Stage.ASSIGNMENT)
        start_dispatch_again(ticket, at=step.now)
    else:
        ask_verification_if_done(step, step.assignment)
