"""The database's side of a backup: a role that may replicate and nothing else, one slot, and PostgreSQL's own tools."""

import os
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg2
from psycopg2.extensions import make_dsn, parse_dsn

from config.backup import Refused
from config.embedded.binaries import postgres_bin
from config.embedded.process import Child

SLOT = "linkage_backup"


class Server:
    def __init__(self, url: str):
        parts = parse_dsn(url)
        self._url = url
        self._environment = {**os.environ, "LC_ALL": "C.UTF-8"}
        if password := parts.pop("password", None):
            self._environment["PGPASSWORD"] = password  # not on the command line, which everybody can read
        self.dsn = make_dsn(**parts)

    def tool(self, name: str, *arguments, log: Path | None, connects: bool = True) -> Child:
        """A child that ends with us."""
        program = postgres_bin(os.geteuid()) / name
        connection = ["-w", "-d", self.dsn] if connects else []
        return Child(name, [program, *connection, *arguments], log, env=self._environment)

    @contextmanager
    def asking(self):
        with closing(psycopg2.connect(self._url, connect_timeout=3)) as connection:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute("SET statement_timeout = '10s'")
                yield cursor

    def system_identifier(self) -> str:
        try:
            with self.asking() as cursor:
                return _one(cursor, "SELECT system_identifier::text FROM pg_control_system()")
        except psycopg2.OperationalError as reason:
            raise Refused(
                f"The database does not let the backup in: {str(reason).strip()}\nStart it first (`manage.py up`); for a"
                " database of your own give DATABASE_BACKUP_URL, a role with REPLICATION that pg_hba.conf lets in."
            ) from None


def slot_state(cursor) -> str | None:
    """None: there is none; 'lost': it fell too far behind and its WAL is gone; else as PostgreSQL calls it."""
    return _one(cursor, "SELECT coalesce(wal_status, 'lost') FROM pg_replication_slots WHERE slot_name = %s", [SLOT])


def make_slot(cursor):
    """It keeps WAL for us while we are away, up to max_slot_wal_keep_size."""
    if slot_state(cursor) is not None:
        cursor.execute("SELECT pg_drop_replication_slot(%s)", [SLOT])
    cursor.execute("SELECT pg_create_physical_replication_slot(%s, true)", [SLOT])


def progress(cursor):
    """Positions in the database's log: (how far it is on its own disk, how far on ours)."""
    cursor.execute(
        "SELECT pg_current_wal_flush_lsn() - '0/0', (SELECT restart_lsn - '0/0' FROM pg_replication_slots"
        " WHERE slot_name = %s)",
        [SLOT],
    )
    written, received = cursor.fetchone()
    return int(written), None if received is None else int(received)


def _one(cursor, query, parameters=()):
    cursor.execute(query, parameters)
    row = cursor.fetchone()
    return row[0] if row else None
