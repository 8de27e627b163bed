"""What is silent or overdue, since when, who was rung and what is next: the rows of the shift leader's list.

A row is one unit's part of a ticket, or one desk of the centre that lets a clock run. Found by the ticket's own due time
(the earliest of its running clocks), by supervisions that wait for an answer, and by pauses of urgent tickets, so the list
costs the same in the tenth year as on the first day. Everything of the rows is read in a query a kind.
"""

from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from dispatch.models import Assignment, Clock, Delivery, Event, Pause, Supervision, Ticket
from dispatch.models.clocks import URGENT
from dispatch.workflow import Stage
from units import known

MOST = 200  # tickets; who has more that is silent works from the top
K = Clock.Kind
# What a clock that ran out says of whoever should have stopped it.
GROUPS = {
    "silent": pgettext_lazy("of a unit", "No word"),
    "late": pgettext_lazy("of a unit", "Work overdue"),
    "desk": gettext_lazy("Desks of the centre"),
    "supervised": gettext_lazy("Answers awaited"),
    "paused": gettext_lazy("Urgent and paused"),
}
_GROUP_OF = {
    K.ACCEPTANCE: "silent", K.FIRST_FEEDBACK: "silent", K.SUPERVISION: "silent", K.RESOLVE: "late", K.HANDLING: "late",
}  # fmt: skip
# Whose hand a desk's clock waits for.
_DESKS = {
    K.DISPATCH: gettext_lazy("Dispatcher"),
    K.VERIFICATION: gettext_lazy("Verifier"),
    K.CALLBACK: gettext_lazy("Call-back desk"),
    K.ARBITRATION: gettext_lazy("Arbiter"),
}
_DESK_OF_STAGE = {
    Stage.ASSIGNMENT: K.DISPATCH,
    Stage.VERIFICATION: K.VERIFICATION,
    Stage.CALLBACK: K.CALLBACK,
    Stage.ARBITRATION: K.ARBITRATION,
}
# The ladder of a unit's clock that ran out (domain.md G6): one step after the other until somebody moves.
RUNGS = {
    1: gettext_lazy("sound in the unit"),
    2: gettext_lazy("second ring"),
    3: gettext_lazy("text to its leads"),
    4: gettext_lazy("your list"),
}


@dataclass
class Rung:
    """One step of the ladder: when it was taken, when it is due, or neither."""

    number: int
    label: str
    at: datetime | None = None
    next_at: datetime | None = None
    failed: bool = False  # a message that was given up


@dataclass
class Row:
    """One line of the list. `clocks` are those that ran out, the first one first."""

    id: str
    group: str
    ticket: Ticket
    who: str
    clocks: list
    since: datetime  # of the silence, or of the question; for a pause its start
    started: datetime
    due: datetime
    part: Assignment | None = None
    rungs: list = field(default_factory=list)
    urges: list = field(default_factory=list)
    asked: Supervision | None = None
    pause: Pause | None = None

    @property
    def names(self):
        return _(", ").join(clock.get_kind_display() for clock in self.clocks)

    @property
    def next(self):
        return next((rung for rung in self.rungs if rung.next_at), None)

    @property
    def order(self):
        """What matters most on top: the priority, then whoever is silent longest."""
        return self.ticket.priority * 10**13 + int(self.since.timestamp() * 1000)


def rows(user, at):
    """The rows that this person may see, the most pressing first."""
    tickets = Ticket.objects.visible_to(user)
    found = {ticket.pk: ticket for ticket in tickets.overdue(at).order_by("due_at", "pk")[:MOST]}
    asked = list(Supervision.objects.filter(answered_at=None, ticket__in=tickets.open()).order_by("due_at")[:MOST])
    pauses = Pause.objects.filter(ended_at=None, ticket__in=tickets.open().filter(priority__in=URGENT))
    pauses = list(pauses.select_related("clock").order_by("started_at")[:MOST])
    missing = {row.ticket_id for row in (*asked, *pauses)} - found.keys()
    found |= tickets.in_bulk(missing) if missing else {}
    return sorted(_made(_Facts(found, asked, pauses), at), key=lambda row: row.order)


class _Facts:
    """Everything that the rows of these tickets are made of."""

    def __init__(self, tickets, asked, pauses):
        self.tickets = tickets
        self.asked = {question.assignment_id: question for question in asked}
        self.pauses = {pause.clock.assignment_id or -pause.ticket_id: pause for pause in pauses}
        parts = Assignment.objects.open().filter(ticket__in=tickets)
        self.parts = {part.pk: part for part in parts}
        self.clocks, self.rung, self.urges = {}, {}, {}
        for clock in Clock.objects.running().filter(ticket__in=tickets).order_by("due_at"):
            self.clocks.setdefault(clock.assignment_id or -clock.ticket_id, []).append(clock)
        for event in Event.objects.filter(ticket__in=tickets, kind__in=("miss", "climb", "urge")).order_by("position"):
            self._hear(event)
        texts = Delivery.objects.filter(ticket__in=tickets, handler="sms", state=Delivery.State.DEAD)
        self.lost = set(texts.values_list("ticket_id", "created_at"))
        known.attach(tickets.values(), "item", "street")
        known.attach(self.parts.values(), "unit", "handler")
        known.attach([*asked, *pauses], "by")

    def has_lead(self, ticket):
        return any(part.is_lead and part.ticket_id == ticket.pk for part in self.parts.values())

    def promise(self, ticket, at):
        """The promise to the caller that ran out: the lead's to keep while it works."""
        own = self.clocks.get(-ticket.pk, ())
        return [clock for clock in own if clock.kind == K.HANDLING and clock.due_at <= at]

    def _hear(self, event):
        if event.kind == "urge":
            self.urges.setdefault(event.data.get("assignment"), []).append(event.at)
        else:
            self.rung.setdefault(event.data.get("clock_id"), {})[event.data.get("rung", 1)] = event.at


def _made(facts, at):
    for key, clocks in facts.clocks.items():
        ticket = facts.tickets[clocks[0].ticket_id]
        part, pause = facts.parts.get(key), facts.pauses.get(key)
        over = [clock for clock in clocks if clock.due_at <= at]
        if part and part.is_lead:
            over += facts.promise(ticket, at)
        if pause and not part and facts.has_lead(ticket):
            continue  # the promise to the caller stands still with the lead's part, and that has a row
        if pause:
            yield _paused(ticket, part, pause, clocks)
        elif part and (over or part.pk in facts.asked):
            yield _of_part(facts, ticket, part, over, clocks)
        elif key < 0 and (over := [c for c in over if c.kind != K.HANDLING or not facts.has_lead(ticket)]):
            yield _of_desk(ticket, over)


def _of_part(facts, ticket, part, over, clocks):
    asked = facts.asked.get(part.pk)
    groups = {_GROUP_OF.get(clock.kind, "late") for clock in over}
    group = "silent" if "silent" in groups else "late" if groups else "supervised"
    shown = over or [clock for clock in clocks if clock.kind == K.SUPERVISION]
    first = shown[0]
    return Row(
        id=f"p-{part.pk}", group=group, ticket=ticket, part=part, who=part.unit.label, clocks=shown,
        since=first.due_at if over else first.started_at, started=first.started_at, due=first.due_at, asked=asked,
        rungs=_ladder(facts, ticket, over) if over else [], urges=facts.urges.get(part.pk, []),
    )  # fmt: skip


def _of_desk(ticket, over):
    """The desk whose clock ran out; of a promise to the caller that no unit can keep any more, the desk that has it now."""
    clock = next((clock for clock in over if clock.kind in _DESKS), over[0])
    return Row(
        id=f"c-{ticket.pk}", group="desk", ticket=ticket, who=_desk(ticket, clock), clocks=over,
        since=over[0].due_at, started=over[0].started_at, due=over[0].due_at,
    )  # fmt: skip


def _desk(ticket, clock):
    kind = clock.kind if clock.kind in _DESKS else _DESK_OF_STAGE.get(ticket.stage, K.DISPATCH)
    return str(_DESKS[kind])


def _paused(ticket, part, pause, clocks):
    clock = next((clock for clock in clocks if clock.pk == pause.clock_id), clocks[0])
    return Row(
        id=f"z-{pause.pk}", group="paused", ticket=ticket, part=part, clocks=[clock], pause=pause,
        who=part.unit.label if part else _desk(ticket, clock),
        since=pause.started_at, started=clock.started_at, due=clock.due_at,
    )  # fmt: skip


def _ladder(facts, ticket, over):
    """The steps of the clock that climbed highest. A clock whose end nobody has struck yet stands on none."""
    clock = max(over, key=lambda clock: (clock.rung, clock.missed_at is not None))
    reached = max(clock.rung, 1 if clock.missed_at else 0)
    times = {1: clock.missed_at, **facts.rung.get(clock.pk, {})}
    steps = [Rung(number, str(label)) for number, label in RUNGS.items()]
    for step in steps:
        if step.number <= reached:
            step.at = times.get(step.number) or clock.missed_at
            step.failed = step.number == 3 and (ticket.pk, step.at) in facts.lost
        elif step.number == reached + 1:
            step.next_at = clock.rung_at
    return steps
