"""Rulings on disputed tickets (争议裁定): opened by the second return, decided by the arbiter, binding until the next."""

from django.conf import settings
from django.utils.translation import gettext as _

from dispatch.models import Assignment, Clock, Ruling
from dispatch.services import clocks, responders
from dispatch.services.amendments import propose_amendment
from dispatch.services.assigning import change_role, send_part
from dispatch.services.assists import end_part
from dispatch.services.gate import moving
from dispatch.services.pressure import answered_by_ending
from dispatch.workflow import Stage
from units.refusals import BadInput

Kind = Clock.Kind


def open_ruling(step):
    """The units cannot agree: the arbiter has 30 minutes."""
    ticket, now = step.ticket, step.now
    clocks.stop(ticket, Kind.DISPATCH, at=now, by=step.by)
    clocks.start(ticket, Kind.ARBITRATION, at=now, seconds=settings.ARBITRATION_LIMIT_SECONDS)
    step.data["ruling"] = Ruling.objects.create(ticket=ticket, item_id=ticket.item_id, opened_at=now).pk
    step.to(Stage.ARBITRATION)


def rule(ticket, *, lead, text, by, assists=(), legal_basis="", amendment=None, version=None):
    """The ruling binds: whom it names works on or begins, whom it does not name is released.

    `amendment` (Proposed) is what the arbiter proposes for the duty list.
    """
    with moving(ticket, "rule", by=by, version=version) as step:
        if lead in assists:
            raise BadInput(_("A unit is either lead or assist, not both."), field="assists")
        responders.refuse_without_responder(step.ticket, [lead, *assists])
        if not text.strip():
            raise BadInput(_("Say it in words; they stay with the ticket."), field="text")
        ruling = step.ticket.rulings.waiting().get()
        ruling.decided_at, ruling.by, ruling.lead, ruling.text = step.now, by, lead, text
        ruling.assists, ruling.legal_basis = [unit.pk for unit in assists], legal_basis
        ruling.save()
        step.data |= {"ruling": ruling.pk, "lead": lead.pk, "assists": ruling.assists}
        if amendment:
            step.data["amendment"] = _proposed(step, ruling, amendment, lead, assists).pk
        clocks.stop(step.ticket, Kind.ARBITRATION, at=step.now, by=by)
        _put_to_work(step, lead, assists, text)
    return step.ticket


def _proposed(step, ruling, amendment, lead, assists):
    """For the list, the street office of this one place is no assist: the rule's placeholder stands for it."""
    assists = [unit for unit in assists if unit.pk != step.ticket.street_id]
    return propose_amendment(
        item=ruling.item, ruling=ruling, lead=lead, assists=assists, valid_from=amendment.valid_from,
        text=amendment.text, by=step.by, at=step.now,
    )  # fmt: skip


def _put_to_work(step, lead, assists, text):
    """Parts that are open change their role or end before a new one begins: a ticket has one open lead."""
    roles = {lead: Assignment.Part.LEAD} | dict.fromkeys(assists, Assignment.Part.ASSIST)
    wanted = {unit.pk: role for unit, role in roles.items()}
    at_work = {part.unit_id: part for part in step.ticket.assignments.open()}
    changed = [part for part in at_work.values() if part.part != wanted.get(part.unit_id)]
    for part in sorted(changed, key=lambda part: wanted.get(part.unit_id) == Assignment.Part.LEAD):
        if part.unit_id not in wanted:
            end_part(step, part)
            answered_by_ending(step, part, text)
        else:
            change_role(part, wanted[part.unit_id])
    step.data["parts"] = [part.pk for part in changed]
    for unit, role in roles.items():
        if unit.pk not in at_work:
            send_part(step, unit, role)
