"""Sending a ticket to the units that must act: what the duty list proposes, and the dispatcher's decision."""

from dataclasses import dataclass

from django.conf import settings
from django.db.models import Max
from django.utils.translation import gettext as _

from dispatch.models import Assignment, Clock, RuleAssist, Ruling
from dispatch.services import clocks, conditions, responders
from dispatch.services.gate import moving
from units.models import Unit
from units.refusals import BadInput

# Moves after which a ticket is no longer what a unit handed back, so that the unit may get it again.
CHANGES = ("correct", "classify", "rule", "check", "dissatisfied", "redo", "reopen", "unmerge")


@dataclass(frozen=True)
class Proposal:
    """Who acts by the rule: one lead, and the assists with the placeholders resolved from the ticket's place.

    `first` is the police or rescue unit that goes before them where life is in danger; `street` the office of the place.
    """

    lead: Unit
    assists: list
    first: Unit | None = None
    street: Unit | None = None


def propose(ticket):
    lead = conditions.lead(ticket) or lead_of_place(ticket) or ticket.rule.lead
    resolved = []
    for assist in ticket.rule.assists.select_related("unit"):
        unit = assist.unit or _of_place(ticket, assist.placeholder)
        if unit and unit.pk != lead.pk and unit not in resolved:
            resolved.append(unit)
    first = responders.first_to_go(ticket, [lead, *resolved]) if ticket.danger else None
    if first and first != lead:
        resolved = [first, *(unit for unit in resolved if unit != first)]
    return Proposal(lead, resolved, first, ticket.street)


def lead_of_place(ticket):
    """Where the list leaves it to the place, the street office of the place leads, if it is known."""
    return ticket.street if ticket.rule.lead_of_place else None


def _of_place(ticket, placeholder):
    """属地街道(乡镇) is the street office of the place; 社区(村)网格员 the unit of the cell's collector.

    Collectors of the centre stand for the street office: the centre itself never handles, so that they may verify.
    """
    if placeholder == RuleAssist.Placeholder.COLLECTOR and ticket.cell and ticket.cell.collector:
        unit = ticket.cell.collector.unit
        return unit if unit and unit.kind != Unit.Kind.CENTRE else ticket.street
    return ticket.street


def assign(ticket, *, lead, assists=(), by, version=None, text="", answers=()):
    """Send the ticket to one lead and any number of assists, all at once, each with clocks of its own.

    `answers` are options of the item's questions, as far as they were answered here.
    """
    with moving(ticket, "assign", by=by, version=version) as step:
        ticket = step.ticket
        refuse_against_ruling(ticket, lead)
        refuse_unchanged_returns(ticket, assists, lead)
        if lead in assists:
            raise BadInput(_("A unit is either lead or assist, not both."), field="assists")
        at_work = {part.unit_id: part for part in ticket.assignments.open()}
        responders.refuse_without_responder(ticket, [lead, *assists])
        now = step.now
        clocks.stop(ticket, Clock.Kind.DISPATCH, at=now, by=by)
        if lead.pk in at_work:
            _lead_now(step, at_work[lead.pk])
        else:
            send_part(step, lead, Assignment.Part.LEAD)
        assists = [unit for unit in assists if unit.pk not in at_work]
        for unit in assists:
            send_part(step, unit, Assignment.Part.ASSIST)
        start_handling(step)
        step.data |= {"lead": lead.pk, "assists": [unit.pk for unit in assists]}
        if told := conditions.keep(ticket, answers, at=now, by=by):
            step.data["answers"] = told
        step.note(text)
    return ticket


def _lead_now(step, part):
    """Who went as an assist, because life was in danger, leads from now on; its part and its clocks go on."""
    change_role(part, Assignment.Part.LEAD)
    step.data["parts"] = [part.pk]


def change_role(part, role):
    """An open part goes on in another role: forms that its unit has open are stale from now on."""
    part.part = role
    part.version += 1
    part.save(update_fields=["part", "version"])


def start_handling(step):
    """The promise to the caller runs from the first assignment on, once."""
    ticket = step.ticket
    if ticket.assigned_at is None:
        ticket.assigned_at = step.now
        clocks.start_handling(ticket, at=step.now)


def send_part(step, unit, part):
    """One unit's part begins, with clocks of its own."""
    assignment = Assignment.objects.create(ticket=step.ticket, unit=unit, part=part, sent_at=step.now, by=step.by)
    clocks.start_for_assignment(assignment, at=step.now)
    return assignment


def unchanged_returns(ticket):
    """{unit id: its last return} of those who handed the ticket back and of whom nothing has changed it since."""
    if not ticket.returns:
        return {}
    backs = {back.assignment.unit_id: back for back in ticket.hand_backs.select_related("assignment")}
    changed = ticket.events.filter(kind__in=CHANGES).aggregate(at=Max("at"))["at"]
    return {unit: back for unit, back in backs.items() if changed is None or back.at > changed}


def refuse_unchanged_returns(ticket, assists, lead=None):
    """No ping-pong: what a unit handed back does not go to it again unchanged (domain.md §3)."""
    backs = unchanged_returns(ticket)
    if lead and lead.pk in backs:
        raise BadInput(_("This unit handed the ticket back. Choose another lead."), field="lead")
    for unit in assists:
        if unit.pk in backs:
            raise BadInput(_("%(unit)s handed the ticket back. Leave it out.") % {"unit": unit.label}, field="assists")


def refuse_against_ruling(ticket, lead):
    """A ruling binds the dispatcher as well."""
    ruling = Ruling.objects.standing(ticket)
    if ruling and ruling.lead_id != lead.pk:
        facts = {"unit": ruling.lead.label}
        raise BadInput(_("A ruling binds this ticket: %(unit)s leads.") % facts, field="lead")


def start_dispatch_again(ticket, *, at):
    """A ticket that came back has 15 minutes to be sent on; its handling clock keeps running."""
    if not ticket.clocks.running().filter(kind=Clock.Kind.DISPATCH).exists():
        clocks.start(ticket, Clock.Kind.DISPATCH, at=at, seconds=settings.REDISPATCH_LIMIT_SECONDS)
