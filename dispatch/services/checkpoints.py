"""Checkpoints: every minute a seal over the heads of all chains that moved, chained to the seal before.

A chain whose tail was cut off still verifies by itself; the checkpoint that saw its head does not let that pass. What a
seal costs follows from what moved since the last one, never from how many tickets there are, and one seal takes only so
much: after a long standstill tick makes several, a round each.
"""

import hashlib
import json
from datetime import timedelta

from django.db import connection, transaction

from dispatch.models import Checkpoint, Event, FeedHead
from dispatch.services.chain import utc
from units import clock

EVERY = timedelta(minutes=1)
LARGEST = 20_000  # events under one seal
LOCK = 0x7365616C  # "seal": each checkpoint continues the one before it


def digest(checkpoint):
    """SHA-256 over lines: the seal before, time, feed number, then `ticket position hash` of each head by ticket."""
    lines = [checkpoint.previous_hash, utc(checkpoint.at), str(checkpoint.last_number)]
    heads = sorted((int(ticket), position, hash_) for ticket, (position, hash_) in checkpoint.heads.items())
    lines += [f"{ticket} {position} {hash_}" for ticket, position, hash_ in heads]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def first_digest(checkpoint):
    """As release 0.1.0 wrote it, without the feed number."""
    facts = [utc(checkpoint.at), checkpoint.heads, checkpoint.previous_hash]
    return hashlib.sha256(json.dumps(facts, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def seal_if_due():
    last = _last()
    reached = FeedHead.objects.values_list("number", flat=True).get()
    if last and clock.now() - last.at < EVERY and reached - last.last_number <= LARGEST:
        return None
    return seal()


@transaction.atomic
def seal(also=()):
    """One more checkpoint, made by one process at a time: over what moved, and over `also`, heads that no feed names."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    last = _last()
    since = last.last_number if last else 0
    reached = FeedHead.objects.values_list("number", flat=True).get()
    until = min(reached, since + LARGEST)  # the feed's order is the order of commits; ids are not
    moved = Event.objects.filter(feed__number__gt=since, feed__number__lte=until).order_by("ticket", "position")
    heads = dict(also) | {str(ticket): [position, hash_] for ticket, position, hash_ in moved.values_list(*_HEAD)}
    checkpoint = Checkpoint(at=clock.now(), heads=heads, last_number=until, previous_hash=last.hash if last else "")
    checkpoint.hash = digest(checkpoint)
    checkpoint.save(force_insert=True)
    return checkpoint


def _last():
    return Checkpoint.objects.order_by("-id").first()


_HEAD = ("ticket", "position", "hash")  # a ticket's later head follows its earlier ones and takes their place
