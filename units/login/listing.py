"""Sessions as a person reads them: which device, from where, since when. The key itself never leaves the server."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from units.login.words import device
from units.models import Session


@dataclass(frozen=True)
class Seen:
    mark: str  # stands for the session in a form
    device: str
    agent: str
    address: str
    started_at: datetime
    seen_at: datetime
    locked: bool
    this: bool


def of(user, this=None):
    """The living sessions of a person, the last seen first."""
    return [
        Seen(_mark(row.pk), device(row.agent), row.agent, row.address, row.started_at, row.seen_at, bool(row.locked_at),
             row.pk == this)
        for row in _living(user)
    ]  # fmt: skip


def key_of(user, mark):
    """The key of that session of the person's which a form named, or None."""
    return next((row.pk for row in _living(user) if constant_time_compare(_mark(row.pk), mark)), None)


def _living(user):
    return Session.objects.filter(user=user, expire_date__gt=timezone.now()).defer("session_data")[:50]


def _mark(key):
    return salted_hmac("units.login.listing", key, algorithm="sha256").hexdigest()[:24]
