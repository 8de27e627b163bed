"""The checkpoints: each one's own hash, its link to the one before, and every head it saw against the events."""

from django.db import connection

from dispatch.log import Finding, suspects
from dispatch.models import Checkpoint
from dispatch.services import checkpoints

AT_ONCE = 25  # each holds up to 20,000 heads
# `heads` was sealed: what it holds must still be there, event by event.
_LOST = """
    SELECT c.id, head.key, t.number, (head.value ->> 0)::bigint, e.hash IS NULL
    FROM dispatch_checkpoint c CROSS JOIN jsonb_each(c.heads) head
    LEFT JOIN dispatch_event e ON e.ticket_id = head.key::bigint AND e.position = (head.value ->> 0)::bigint
    LEFT JOIN dispatch_ticket t ON t.id = head.key::bigint
    WHERE c.id BETWEEN %s AND %s AND c.id <> ALL (%s) AND e.hash IS DISTINCT FROM head.value ->> 1
    ORDER BY c.id, head.key::bigint
"""
# The sealed part of the feed is behind its checkpoint; of the rest, no number may be missing.
_UNSEALED = """
    SELECT (SELECT number FROM dispatch_feedhead), count(*)
    FROM dispatch_feed feed WHERE feed.number > %s
"""


def check(since=None):
    """(checkpoints, last checkpoint or None, findings)."""
    previous = Checkpoint.objects.filter(at__lt=since).order_by("id").last() if since is not None else None
    findings, unreadable, ids, sound = [], [], [], True
    for checkpoint in _in_order(previous):
        readable = _readable(checkpoint.heads)
        fits = readable and checkpoint.hash in (checkpoints.digest(checkpoint), checkpoints.first_digest(checkpoint))
        if not readable:
            unreadable.append(checkpoint.pk)
            findings.append(Finding(_where(checkpoint), "heads was changed: it is no list of positions and hashes."))
        elif not fits:
            findings.append(Finding(_where(checkpoint), _changed(checkpoint)))
        elif sound:
            findings += _link(checkpoint, previous)
        previous, sound = checkpoint, fits
        ids.append(checkpoint.pk)
    for start in range(0, len(ids), AT_ONCE):
        some = ids[start : start + AT_ONCE]
        findings += _lost(some[0], some[-1], unreadable)
    return len(ids), previous, findings + _unsealed(previous)


def remembers(seen):
    """Findings about a checkpoint `id:hash` that was written down elsewhere."""
    pk, _, hash_ = seen.partition(":")
    checkpoint = Checkpoint.objects.filter(pk=pk).first() if pk.isdigit() else None
    if checkpoint is None:
        return [Finding(f"checkpoint {pk}", "it was seen once and is gone.")]
    if checkpoint.hash != hash_:
        return [Finding(_where(checkpoint), "it is not the one that was seen: the log was written anew since.")]
    return []


def _in_order(after):
    """Some at a time: the heads of a year do not fit into memory."""
    last = after.pk if after else 0
    while batch := list(Checkpoint.objects.filter(pk__gt=last).order_by("pk")[:AT_ONCE]):
        yield from batch
        last = batch[-1].pk


def _readable(heads):
    return isinstance(heads, dict) and all(
        ticket.isdigit() and isinstance(head, list) and [type(part) for part in head] == [int, str]
        for ticket, head in heads.items()
    )


def _link(checkpoint, previous):
    if checkpoint.previous_hash == (previous.hash if previous else ""):
        return []
    if previous is None:
        return [Finding(_where(checkpoint), "it is not the first: the checkpoints before it were removed.")]
    what = f"it does not continue checkpoint {previous.pk}: those between were removed, or one was exchanged."
    return [Finding(_where(checkpoint), what)]


def _changed(checkpoint):
    follower = Checkpoint.objects.filter(pk__gt=checkpoint.pk).order_by("pk").first()
    if follower and follower.previous_hash == checkpoints.digest(checkpoint):
        return "its hash was changed; what it seals is as it was written."
    for name in ("at", "last_number", "previous_hash"):
        now = getattr(checkpoint, name)
        for old in suspects.one_byte_away(now):
            if old is None:
                continue
            setattr(checkpoint, name, old)
            if checkpoints.digest(checkpoint) == checkpoint.hash:
                return f"{name} was changed: it was “{old}” when written and is “{now}” now."
        setattr(checkpoint, name, now)
    return "its heads, or more than one byte of it, were changed; heads that fit no event are named below."


def _lost(first, last, unreadable):
    with connection.cursor() as cursor:
        cursor.execute(_LOST, [first, last, unreadable])
        rows = cursor.fetchall()
    for checkpoint, ticket, number, position, missing in rows:
        name = f"ticket {number}" if number else f"ticket with id {ticket}"
        what = "is gone" if missing else "has another hash now"
        if missing and number is None:
            what = "is gone with its ticket"
        yield Finding(f"checkpoint {checkpoint}, {name}", f"it saw event {position}, which {what}.")


def _unsealed(last):
    sealed = last.last_number if last else 0
    with connection.cursor() as cursor:
        cursor.execute(_UNSEALED, [sealed])
        head, count = cursor.fetchone()
    missing = head - sealed - count
    if missing > 0:
        return [Finding("since the last checkpoint", f"{missing} of the {head - sealed} events recorded were removed.")]
    return []


def _where(checkpoint):
    return f"checkpoint {checkpoint.pk} of {checkpoint.at:%Y-%m-%d %H:%M:%S} UTC"
