"""Aggregates over tickets: what the queues hold."""

from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Now

from dispatch.models import Assignment, Event, Return, Supervision
from dispatch.workflow import LIVE, Stage

OVERDUE = Q(due_at__lt=Now()) & ~Q(stage=Stage.CLOSED)


def queue_counts(tickets):
    """{stage: n, …, "open": n, "overdue": n} of the open ones among `tickets`, in one query."""
    stages = tickets.open().values("stage").annotate(n=Count("pk"), late=Count("pk", filter=Q(due_at__lt=Now())))
    found = {row["stage"]: row for row in stages.order_by()}
    counts = {stage.value: found[stage]["n"] if stage in found else 0 for stage in Stage if stage in LIVE}
    return {**counts, "open": sum(counts.values()), "overdue": sum(row["late"] for row in found.values())}


def pressed(parts):
    """{part id: {"urges": n, "answer_due": moment or None}} of these parts."""
    found = {part.pk: {"urges": 0, "answer_due": None} for part in parts}
    for part, due in Supervision.objects.filter(assignment__in=found, answered_at=None).values_list(
        "assignment", "due_at"
    ):
        found[part]["answer_due"] = due
    urges = Event.objects.filter(ticket__in={part.ticket_id for part in parts}, kind="urge")
    for data in urges.values_list("data", flat=True):
        if data.get("assignment") in found:
            found[data["assignment"]]["urges"] += 1
    return found


def open_parts():
    """{unit id: number of open parts}: who is busy."""
    return dict(Assignment.objects.open().values_list("unit").annotate(Count("pk")))


def facts_wanted(tickets):
    """Of `tickets`, those that wait with the dispatcher because a unit knew too little (R5) and nobody has asked since."""
    last = Return.objects.filter(ticket=OuterRef("pk")).order_by("-at")
    asked = Event.objects.filter(ticket=OuterRef("pk"), kind="correct", at__gt=OuterRef("last_at"))
    waiting = tickets.awaiting(Stage.ASSIGNMENT).filter(returns__gt=0)
    waiting = waiting.annotate(last_reason=Subquery(last.values("reason")[:1]), last_at=Subquery(last.values("at")[:1]))
    return waiting.filter(~Exists(asked), last_reason=Return.Reason.R5)
