"""The call-back desk's queue: whom to ring next, each party once with all of its tickets; and what the desk cannot end.

A party is a number: whoever reported three matters is rung once and answers for all three (J6). Next due stands on top.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import F

from dispatch.models import Callback, Feedback, Party, Ticket, Unreasonable
from dispatch.services import calling_back, telling
from dispatch.workflow import Stage
from units import known

MOST = 300  # tickets that are looked at; the desk never sees the end of a longer queue


@dataclass
class Group:
    """One party to ring, and the tickets that it answers for."""

    tickets: list

    @property
    def party(self) -> Party:
        return self.first.party

    @property
    def first(self):
        return self.tickets[0]

    @property
    def at(self) -> datetime:
        return self.first.ring_at

    def due(self, now):
        """The tickets that an attempt is made for: those whose slot has come, or all where the desk rings early."""
        return [ticket for ticket in self.tickets if ticket.ring_at <= now] or self.tickets

    @property
    def attempts(self):
        return max(len(ticket.calls) for ticket in self.tickets)

    @property
    def last_call(self):
        return max((call for ticket in self.tickets for call in ticket.calls), key=lambda call: call.at, default=None)

    @property
    def due_at(self):
        return min((ticket.due_at for ticket in self.tickets if ticket.due_at), default=None)


def waiting(user):
    """([Group, next due first], [tickets whose caller cannot be asked any more]) of all that this person may see."""
    tickets = Ticket.objects.visible_to(user).awaiting(Stage.CALLBACK)
    return _grouped(list(tickets.order_by(F("callback_at").asc(nulls_first=True), "pk")[:MOST]))


def of_number(user, ticket):
    """The group in which `ticket` is answered for, whatever the length of the queue; None when it waits no more."""
    party = calling_back.whom(ticket)
    if party is None or ticket.stage != Stage.CALLBACK:
        return None
    same = Party.objects.filter(phone=party.phone, wants_callback=True, left_at=None, ticket__stage=Stage.CALLBACK)
    tickets = Ticket.objects.visible_to(user).awaiting(Stage.CALLBACK).filter(pk__in=same.values("ticket"))
    groups, _over = _grouped(list(tickets.order_by(F("callback_at").asc(nulls_first=True), "pk")[:MOST]))
    return next((group for group in groups if ticket in group.tickets), None)


def to_sign(user):
    """What waits for a second signature, oldest first."""
    tickets = Ticket.objects.visible_to(user).awaiting(Stage.ASSIGNMENT)
    found = Unreasonable.objects.filter(state=Unreasonable.State.PROPOSED, ticket__in=tickets)
    found = list(found.select_related("ticket__item", "proposed_by")[:MOST])
    known.attach([each.ticket for each in found], "item", "street")
    return found


def answers(group):
    """What the units answered for each ticket of the group, the newest first: what the caller is asked about."""
    pks = [ticket.pk for ticket in group.tickets]
    found = {}
    for feedback in Feedback.objects.filter(ticket__in=pks).select_related("assignment__unit").order_by("-at"):
        found.setdefault(feedback.ticket_id, []).append(feedback)
    for ticket in group.tickets:
        ticket.answers = found.get(ticket.pk, [])


def _grouped(tickets):
    pks = [ticket.pk for ticket in tickets]
    parties = {}
    for party in Party.objects.filter(ticket__in=pks, wants_callback=True, left_at=None):
        parties.setdefault(party.ticket_id, []).append(party)
    calls = {}
    for call in Callback.objects.filter(ticket__in=pks).order_by("at"):
        calls.setdefault((call.ticket_id, call.round), []).append(call)
    known.attach(tickets, "item", "street", "community")
    known.attach([call for each in calls.values() for call in each], "by")
    groups, over = {}, []
    for ticket in tickets:
        ticket.calls = calls.get((ticket.pk, calling_back.round_of(ticket)), [])
        those = parties.get(ticket.pk, [])
        ticket.party = next(iter(telling.rung_first(those)), None)
        ticket.by_text = len(telling.others(those))  # who hear by text how it ended
        ticket.ring_at = ticket.callback_at or ticket.changed_at
        ticket.why_over = calling_back.why_over(ticket.calls[-1] if ticket.calls else None, ticket.party)
        if ticket.why_over:
            over.append(ticket)
        else:
            groups.setdefault(ticket.party.phone, Group([])).tickets.append(ticket)
    for group in groups.values():
        group.tickets.sort(key=lambda ticket: (ticket.ring_at, ticket.pk))
    return sorted(groups.values(), key=_urgency), over


def _urgency(group):
    """The slot first; of those that come at one time, whose clock runs out first."""
    return group.at, group.due_at or group.at, group.first.pk
