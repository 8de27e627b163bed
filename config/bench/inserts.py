"""What the database alone can do: the rows that a create, a note or a feedback leaves, inserted and committed.

The rows are copies of real ones that the bench made through the product, put into copies of their tables (columns,
indexes and checks; no foreign keys, no row-level security) in a schema that is dropped at the end: a chain of events
must not get links that nobody forged.
"""

import secrets
import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from urllib.parse import urlsplit, urlunsplit

import psycopg2
from django.conf import settings
from django.db import connection, connections

from config.bench.stats import Sample

SCHEMA = "bench"
TICKET, EVENT, PENDING, SERIES = "dispatch_ticket", "dispatch_event", "dispatch_pending", "dispatch_numberseries"
ROWS = {  # work → tables in the order of writing; what is changed and not added comes last
    "create": (["units_receipt", "intake_call", TICKET, "dispatch_party", "dispatch_clock", EVENT, PENDING,
                "intake_concern"], [SERIES]),
    "note": (["units_receipt", "dispatch_note", EVENT, PENDING], [TICKET]),
    "feedback": (["units_receipt", "dispatch_feedback", EVENT, PENDING],
                 ["dispatch_clock", "dispatch_assignment", TICKET]),
}  # fmt: skip
_FRESH = {  # what no two rows share
    "key": lambda: str(uuid.uuid4()), "number": lambda: secrets.token_hex(8), "public_code": lambda: secrets.token_hex(10),
    "position": lambda: secrets.randbelow(2**31), **dict.fromkeys(
        ("ticket_id", "assignment_id", "call_id", "event_id"), lambda: secrets.randbits(62)),
}  # fmt: skip
_OWN = {TICKET: "ticket_id", "intake_call": "call_id", EVENT: "event_id"}  # later rows point at these
_TOUCH = {
    TICKET: "version = version + 1, changed_at = now(), chain_hash = md5(chain_hash)", "dispatch_assignment":
    "status = 'done', version = version + 1, ended_at = now()", "dispatch_clock": "stopped_at = now()", SERIES: "last = last + 1",
}  # fmt: skip


class Inserts:
    """The schema with the tables' copies."""

    def __init__(self):
        self.tables = sorted({table for added, changed in ROWS.values() for table in (*added, *changed)})
        self.samples, self.series = {}, None

    def __enter__(self):
        with self._connect() as database, database.cursor() as cursor:
            cursor.execute(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE; CREATE SCHEMA {SCHEMA}")
            for table in self.tables:
                cursor.execute(f"CREATE TABLE {SCHEMA}.{table} (LIKE public.{table} INCLUDING ALL)")
            cursor.execute(f"INSERT INTO {SCHEMA}.{SERIES} (day, kind, last) VALUES (now(), 'T', 0) RETURNING id")  # noqa: S608
            self.series = cursor.fetchone()[0]
        database.close()
        return self

    def __exit__(self, *_error):
        with self._connect() as database, database.cursor() as cursor:
            cursor.execute(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE")
        database.close()

    def look(self, work):
        """Keep the latest row of each of a work's tables as its sample; False when one of them is empty."""
        self.samples = {table: _latest(table) for part in ROWS[work] for table in part}
        return all(self.samples.values())

    def run(self, work, clients, seconds):
        """The Sample of so many connections that do nothing else."""
        total, ready = Sample(), threading.Barrier(clients + 1)
        with ThreadPoolExecutor(clients) as threads:
            running = [threads.submit(self._loop, work, seconds, ready) for _each in range(clients)]
            ready.wait(30)
            began = time.perf_counter()
            for one in running:
                total.times += one.result()
            total.seconds = time.perf_counter() - began
        return total

    def _loop(self, work, seconds, ready):
        added, changed = ROWS[work]
        times, database = [], self._connect()
        with database.cursor() as cursor:
            own = [(table, self.series if table == SERIES else self._insert(cursor, table, {})) for table in changed]
        database.commit()
        ready.wait(30)
        until = time.perf_counter() + seconds
        while time.perf_counter() < until:
            began = time.perf_counter_ns()
            self._transaction(database, added, own)
            times.append(time.perf_counter_ns() - began)
        database.close()
        return times

    def _transaction(self, database, added, own):
        given = {}
        with database.cursor() as cursor:
            for table in added:
                key = self._insert(cursor, table, given)
                if table in _OWN:
                    given[_OWN[table]] = key
            for table, key in own:
                cursor.execute(f"UPDATE {SCHEMA}.{table} SET {_TOUCH[table]} WHERE id = %s", [key])  # noqa: S608
        database.commit()

    def _insert(self, cursor, table, given):
        row = {
            name: _FRESH[name]() if name in _FRESH and value is not None else value
            for name, value in self.samples[table].items()
        }
        row |= {name: key for name, key in given.items() if name in row}
        cursor.execute(_statement(table, tuple(row)), list(row.values()))
        return cursor.fetchone()[0]

    @staticmethod
    def _connect():
        parts = urlsplit(settings.DATABASE_OWNER_URL)
        url = urlunsplit(parts._replace(path=f"/{connections['owner'].settings_dict['NAME']}"))
        return psycopg2.connect(url, connect_timeout=5)


@cache
def _statement(table, columns):
    places = ", ".join(["%s"] * len(columns))
    returned = columns[0] if table == PENDING else "id"
    return f"INSERT INTO {SCHEMA}.{table} ({', '.join(columns)}) VALUES ({places}) RETURNING {returned}"  # noqa: S608


def _latest(table):
    if table == PENDING:  # numbered and gone by now
        return {"event_id": 1}
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table} ORDER BY id DESC LIMIT 1")  # noqa: S608 – our own words
        row = cursor.fetchone()
        return row and {
            column.name: value for column, value in zip(cursor.description, row, strict=True) if column.name != "id"
        }
