"""Aggregates over tickets: what the queues hold."""

from django.db.models import Count, Q
from django.db.models.functions import Now

from dispatch.models import Assignment
from dispatch.workflow import LIVE, Stage

OVERDUE = Q(due_at__lt=Now()) & ~Q(stage=Stage.CLOSED)


def queue_counts(tickets):
    """{stage: n, …, "open": n, "overdue": n} of the open ones among `tickets`, in one query."""
    counts = tickets.open().aggregate(
        **{stage.value: Count("pk", filter=Q(stage=stage)) for stage in Stage if stage in LIVE},
        overdue=Count("pk", filter=OVERDUE),
    )
    return {**counts, "open": sum(counts[stage.value] for stage in LIVE)}


def open_parts():
    """{unit id: number of open parts}: who is busy."""
    return dict(Assignment.objects.open().values_list("unit").annotate(Count("pk")))
