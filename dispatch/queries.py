"""Aggregates over tickets: what the queues hold."""

from django.db.models import Count, Q
from django.db.models.functions import Now

from dispatch.models import Assignment
from dispatch.workflow import LIVE, Stage

OVERDUE = Q(due_at__lt=Now()) & ~Q(stage=Stage.CLOSED)


def queue_counts(tickets):
    """{stage: n, …, "open": n, "overdue": n} of the open ones among `tickets`, in one query."""
    stages = tickets.open().values("stage").annotate(n=Count("pk"), late=Count("pk", filter=Q(due_at__lt=Now())))
    found = {row["stage"]: row for row in stages.order_by()}
    counts = {stage.value: found[stage]["n"] if stage in found else 0 for stage in Stage if stage in LIVE}
    return {**counts, "open": sum(counts.values()), "overdue": sum(row["late"] for row in found.values())}


def open_parts():
    """{unit id: number of open parts}: who is busy."""
    return dict(Assignment.objects.open().values_list("unit").annotate(Count("pk")))
