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


def newest(rows, place, size, by="opened_at"):
    """(rows of a page, the newest by a moment of theirs first; place of the next page or '')."""
    if found := read(place):
        moment, pk = found
        if moment is not None:  # the first condition is where an index is entered, the second one sorts out equals
            rows = rows.filter(**{f"{by}__lte": moment}).filter(Q(**{f"{by}__lt": moment}) | Q(pk__lt=pk))
    return _cut(rows.order_by(f"-{by}", "-pk"), size, by)


def _cut(rows, size, field):
    page = list(rows[: size + 1])
    if len(page) <= size:
        return list(dict.fromkeys(page)), ""
    last = page[size - 1]
    return list(dict.fromkeys(page[:size])), place_of(getattr(last, field), last.pk)  # once, though found twice
