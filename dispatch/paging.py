"""Pages by where the last row stood, never by OFFSET and never by counting: the hundredth page costs what the first does.

A place is `<microseconds>.<id>` of the last row shown; rows that come or go in between shift nothing.
"""

from datetime import UTC, datetime, timedelta

from django.db.models import Q

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FURTHEST = 2**53  # microseconds until the year 2255
_BIGGEST = 2**63 - 1


def place_of(moment, pk):
    return f"{(moment - _EPOCH) // timedelta(microseconds=1) if moment else '-'}.{pk}"


def read(place):
    """(moment or None, id), or None for a place that is none."""
    at, _, pk = (place or "").partition(".")
    if not (pk.isascii() and pk.isdigit() and int(pk[:20]) <= _BIGGEST and len(pk) < 20):
        return None
    if at == "-":
        return None, int(pk)
    if not (at.isascii() and at.isdigit() and len(at) < 18 and int(at) < _FURTHEST):
        return None
    return _EPOCH + timedelta(microseconds=int(at)), int(pk)


def by_due(rows, place, size):
    """(rows of a page sorted by due time, those without one last; place of the next page or '')."""
    if found := read(place):
        due, pk = found
        later = Q(due_at=None, pk__gt=pk)
        if due is not None:
            later = Q(due_at__gt=due) | Q(due_at=due, pk__gt=pk) | Q(due_at=None)
        rows = rows.filter(later)
    return _cut(rows.order_by("due_at", "pk"), size, "due_at")


def newest(rows, place, size):
    """(rows of a page, newest opened first; place of the next page or '')."""
    if found := read(place):
        opened, pk = found
        if opened is not None:
            rows = rows.filter(Q(opened_at__lt=opened) | Q(opened_at=opened, pk__lt=pk))
    return _cut(rows.order_by("-opened_at", "-pk"), size, "opened_at")


def _cut(rows, size, field):
    page = list(rows[: size + 1])
    if len(page) <= size:
        return page, ""
    page = page[:size]
    return page, place_of(getattr(page[-1], field), page[-1].pk)
