"""Checkpoints: every minute a seal over the heads of all chains that moved, chained to the seal before.

A chain whose tail was cut off still verifies by itself; the checkpoint that saw its head does not let that pass.
"""

import hashlib
import json
from datetime import timedelta

from django.db import transaction
from django.db.models import Max

from dispatch.models import Checkpoint, Event
from units import clock

EVERY = timedelta(minutes=1)


def digest(checkpoint):
    facts = [checkpoint.at.isoformat(timespec="microseconds"), checkpoint.heads, checkpoint.previous_hash]
    return hashlib.sha256(json.dumps(facts, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def seal_if_due():
    last = Checkpoint.objects.order_by("-id").first()
    now = clock.now()
    if last and now - last.at < EVERY:
        return None
    return seal(last, now)


@transaction.atomic
def seal(last, now):
    since = last.last_number if last else 0
    moved = Event.objects.filter(feed__number__gt=since)  # the feed's order is the order of commits; ids are not
    heads = {}
    for ticket, position, hash_ in moved.order_by("ticket", "position").values_list("ticket", "position", "hash"):
        heads[str(ticket)] = [position, hash_]
    checkpoint = Checkpoint(
        at=now, heads=heads, last_number=moved.aggregate(last=Max("feed__number"))["last"] or since,
        previous_hash=last.hash if last else "",
    )  # fmt: skip
    checkpoint.hash = digest(checkpoint)
    checkpoint.save(force_insert=True)
    return checkpoint
