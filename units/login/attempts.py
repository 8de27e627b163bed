"""Waits after wrong attempts, counted for each pair of user name and address, in PostgreSQL alone.

Never by address alone: a hall shares one, and somebody's wrong attempts must not keep the others from their seats. Never
by name alone: anybody on the network could keep a person out. Many names from one address are told, not punished.

An attempt is counted before the password is looked at and taken back when it was right, so that a hundred at the same
moment are a hundred attempts. Over the limit nothing is looked at, for a name that exists and for one that does not.
"""

import unicodedata
from datetime import timedelta

from django.conf import settings
from django.db import connection
from django.utils import timezone
from django.utils.crypto import salted_hmac

from units import scope
from units.login.address import counted
from units.models import Attempt, SecurityEvent

FORGET = timedelta(hours=24)  # after so long without a wrong attempt counting begins again
SPRAY_WITHIN = timedelta(minutes=10)
SPRAY_SAID_FOR = timedelta(hours=1)  # one alarm an hour and address
_COUNT = """
    INSERT INTO units_attempt AS a (name, address, count, at, until) VALUES (%(name)s, %(address)s, 1, clock_timestamp(), NULL)
    ON CONFLICT (name, address) DO UPDATE SET
        count = CASE WHEN a.at < clock_timestamp() - %(forget)s THEN 1 ELSE a.count + 1 END,
        at = clock_timestamp(),
        until = CASE WHEN a.at >= clock_timestamp() - %(forget)s AND a.count + 1 >= %(free)s THEN clock_timestamp()
            + least(%(longest)s, %(first)s * pow(2, least(a.count + 1 - %(free)s, 20))) * interval '1 second' END
    WHERE a.until IS NULL OR a.until <= clock_timestamp()
    RETURNING 1
"""


def count(name, address):
    """Count one attempt. Returns None when it may be made, else the time before which it may not."""
    pair = {"name": _digest(name), "address": counted(address)}
    rules = settings.SECURITY
    facts = {
        **pair,
        "forget": FORGET,
        "free": rules.free_failures,
        "first": rules.first_wait_seconds,
        "longest": rules.longest_wait_seconds,
    }
    with scope.system(), connection.cursor() as cursor:
        cursor.execute(_COUNT, facts)
        if cursor.fetchone():
            return None
        waiting = Attempt.objects.filter(**pair).values_list("until", flat=True).first()
    return waiting or timezone.now()


def forgive(name, address):
    """It was right: former wrong ones count no more."""
    with scope.system():
        Attempt.objects.filter(name=_digest(name), address=counted(address)).delete()


def wait_of(name, address):
    """Until when this pair waits after what was just counted, or None."""
    with scope.system():
        found = Attempt.objects.filter(name=_digest(name), address=counted(address), until__gt=timezone.now())
        return found.values_list("until", flat=True).first()


def spraying(address):
    """How many names were tried in vain from an address lately, if that is news; else 0."""
    now = timezone.now()
    with scope.system():
        names = Attempt.objects.filter(address=counted(address), at__gt=now - SPRAY_WITHIN).count()
        if names < settings.SPRAY_NAMES:
            return 0
        said = SecurityEvent.objects.filter(kind="spray", address=address, at__gt=now - SPRAY_SAID_FOR)
        return 0 if said.exists() else names


def _digest(name):
    folded = unicodedata.normalize("NFKC", name).casefold().strip()
    return salted_hmac("units.login.attempts", folded, algorithm="sha256").hexdigest()[:40]
