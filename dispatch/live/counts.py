"""The figures on the tabs: how many wait in each queue, sent at most once a second to those who show them."""

from django.db.models import Count, Q
from django.db.models.functions import Now

from dispatch import queries
from dispatch.live.audiences import CENTRE, CLEARED, cell, pk_of, unit
from dispatch.models import Assignment, Ticket, Verification
from dispatch.workflow import Status

_LATE = Q(due_at__lt=Now())


def counts_of(audiences):
    """{audience: {name: n}}; the names are those of `data-count` on the pages."""
    found = {}
    if CLEARED in audiences:
        found[CLEARED] = queries.queue_counts(Ticket.objects.all())
    if CENTRE in audiences:
        found[CENTRE] = queries.queue_counts(Ticket.objects.filter(confidential=False))
    units = [pk_of(audience) for audience in audiences if audience.startswith("unit:")]
    if units:
        parts = Assignment.objects.open().filter(unit__in=units).values("unit_id")
        unaccepted = Count("pk", filter=Q(status=Status.SENT))
        parts = parts.annotate(open=Count("pk"), unaccepted=unaccepted, overdue=Count("pk", filter=_LATE))
        found |= _by(unit, "unit_id", units, parts, {"open": 0, "unaccepted": 0, "overdue": 0})
    cells = [pk_of(audience) for audience in audiences if audience.startswith("cell:")]
    if cells:
        tasks = Verification.objects.waiting().filter(cell__in=cells, ticket__confidential=False).values("cell_id")
        tasks = tasks.annotate(open=Count("pk"), overdue=Count("pk", filter=_LATE))
        found |= _by(cell, "cell_id", cells, tasks, {"open": 0, "overdue": 0})
    return found


def _by(audience, column, keys, groups, nothing):
    found = {audience(key): nothing for key in keys}
    for group in groups:
        found[audience(group.pop(column))] = group
    return found
