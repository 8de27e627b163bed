"""One piece of history, whole or not at all: some days' tickets, drawn, stored, and put under a checkpoint."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from psycopg2.extras import execute_values

from config.demo.people import FAMILY, GIVEN
from config.demo.words import units as words
from config.history import lookups
from dispatch.services import checkpoints
from units import clock, scope
from units.models import User

LOCK = 0x68697374  # "hist": one seeding at a time
_HERE = Path(__file__).parent
_STEPS = ("tickets", "parts", "events", "store")
_SESSION = "SET statement_timeout = '5min'; SET work_mem = '64MB'; SET temp_buffers = '64MB'"


class Busy(Exception):
    """Another seeding is at work."""


class Seeding:
    """A thread's session: it has the tables to draw from, and stores one piece after the other."""

    def __init__(self, seed, tickets):
        self.cursor = cursor = connection.cursor()
        cursor.execute(_SESSION)
        scope.set_scope(("system", "", "", ""))
        cursor.execute(_sql("functions"), {"seed": seed})
        cursor.execute(_sql("tables"))
        self._given = {
            **lookups.fill(cursor, seed),
            "seed": seed,
            "system": User.objects.system().pk,
            "phones": max(tickets // 3, 1000),  # so that a caller comes back now and then
            "day_hour": settings.DAY_STARTS_AT_HOUR,
            "dispatch": settings.DISPATCH_LIMIT_SECONDS,
            "verification": settings.VERIFICATION_LIMIT_SECONDS,
            "callback": settings.CALLBACK_LIMIT_SECONDS,
            "warn": settings.CLOCK_WARN_AT,
            "family": FAMILY,
            "given": GIVEN,
            "rejects": words.REJECTS,
            "verified": words.VERIFIED,
            "satisfied": words.SATISFIED,
            "unanswered": words.UNANSWERED,
        }
        self._statements = {name: _sql(name) for name in _STEPS}

    def store(self, days):
        """One transaction. The seal comes last and lasts a moment: tick waits for nothing."""
        cursor, given = self.cursor, {**self._given, "now": clock.now()}
        with transaction.atomic():
            rows = [(day.day, day.starts_at, day.have, day.n, day.calls) for day in days]
            execute_values(cursor.cursor, "INSERT INTO piece_day VALUES %s", rows)
            for name in _STEPS:
                cursor.execute(self._statements[name], given)
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(
                "SELECT id, chain_position, chain_hash FROM dispatch_ticket WHERE id IN (SELECT id FROM piece_ticket)"
            )
            heads = {str(ticket): [position, hash_] for ticket, position, hash_ in cursor.fetchall()}
            checkpoints.seal(also=heads)


@contextmanager
def alone():
    """One seeding at a time."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            raise Busy
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


def stored(runs, seed, tickets, jobs):
    """Stores the runs of days, `jobs` at a time, each job on a connection of its own; yields each run that is stored."""
    here = threading.local()

    def store(run):
        if not hasattr(here, "seeding"):
            here.seeding = Seeding(seed, tickets)
        here.seeding.store(run)
        return run

    with ThreadPoolExecutor(jobs) as pool:
        try:
            yield from pool.map(store, runs)
        finally:
            pool.shutdown(cancel_futures=True)  # where one fails, none is begun after it


def _sql(name):
    return (_HERE / f"{name}.sql").read_text(encoding="utf-8")
