"""PostgreSQL: reachable, new enough, durable, and with two roles that row-level security can hold apart."""

import time
from contextlib import closing

import psycopg2
from django.db import connections
from django.db.migrations.executor import MigrationExecutor
from psycopg2.extensions import parse_dsn

from config.database import APPEND_ONLY
from config.doctor import Unanswered, bad, ok, warn

OLDEST = 160_000
# Without these under row-level security nothing else matters; every other table with a policy is looked at as well.
PROTECTED = {
    "dispatch_ticket", "dispatch_party", "dispatch_assignment", "dispatch_event", "dispatch_note", "dispatch_photo",
    "dispatch_verification", "dispatch_clock", "intake_call", "grid_report", "units_receipt",
}  # fmt: skip
CLOCK_WARN, CLOCK_BAD = 2, 30  # seconds


class Database:
    """One connection of each role for all checks. Where there is none, one line says so."""

    def __init__(self, app_url: str, owner_url: str, embedded: bool):
        self.app_url, self.owner_url, self.embedded = app_url, owner_url, embedded
        self.app, self.owner = (parse_dsn(url)["user"] for url in (app_url, owner_url))

    def before_migrating(self):
        return [self.reachable, self.version, self.durability, self.text]

    def after_migrating(self):
        return [self.roles, self.row_level_security, self.append_only, self.clock]

    def checks(self):
        return [*self.before_migrating(), *self.after_migrating(), self.migrations, self.slots]

    def answers(self) -> bool:
        try:
            return self._ask("SELECT 1") == 1
        except Unanswered:
            return False

    def reachable(self):
        yield from self._lets_in("DATABASE_URL", self.app_url)
        if not self.embedded:
            yield from self.owner_reachable()

    def owner_reachable(self):
        yield from self._lets_in("DATABASE_OWNER_URL", self.owner_url)

    def _lets_in(self, name, url):
        try:
            with closing(psycopg2.connect(url, connect_timeout=3)):
                yield ok(f"PostgreSQL lets {parse_dsn(url)['user']} in")
        except psycopg2.OperationalError as reason:
            words = " ".join(str(reason).split())
            if self.embedded:
                yield warn(f"The embedded PostgreSQL does not answer: {words}", "start it: manage.py up")
            else:
                yield bad(f"{name}: {words}", "start the server, or correct the address, role or password")

    def version(self):
        number = int(self._ask("SHOW server_version_num"))
        if number < OLDEST:
            yield bad(f"PostgreSQL {number // 10000} is too old", "16 or newer")
        else:
            yield ok(f"PostgreSQL {self._ask('SHOW server_version')}")

    def durability(self):
        for name, what in (
            ("fsync", "a power cut breaks the database"),
            ("full_page_writes", "a power cut may break the database"),
            ("synchronous_commit", "an accepted report may be lost"),
        ):
            value = self._ask(f"SHOW {name}")
            if value == "off":
                yield bad(f"{name} is off: {what}", f"ALTER SYSTEM SET {name} = on; SELECT pg_reload_conf()")
        if self._ask("SHOW data_checksums") == "off":
            yield warn("data_checksums is off: a disk that forgets is not noticed", "stop it and run pg_checksums -e")
        if all(self._ask(f"SHOW {name}") != "off" for name in ("fsync", "full_page_writes", "synchronous_commit")):
            yield ok("what was committed is on the disk")

    def text(self):
        if self._ask("SHOW server_encoding") != "UTF8":
            yield bad(f"The database's encoding is {self._ask('SHOW server_encoding')}", "make it with ENCODING UTF8")
        elif not self._ask(r"SELECT '井' ~ '^\w$'"):
            yield warn("The database's locale is C: to its text functions Chinese is nothing", "make it with C.UTF-8")
        else:
            yield ok("text in UTF-8, Chinese counts as letters")

    def roles(self):
        superuser, bypass = self._row("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = %s", self.app)
        member = self.app != self.owner and self._ask("SELECT pg_has_role(%s, %s, 'MEMBER')", self.app, self.owner)
        owned = self._ask(
            "SELECT count(*) FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
            " AND pg_get_userbyid(relowner) = %s",
            self.app,
        )
        if superuser or bypass:
            right = "SUPERUSER" if superuser else "BYPASSRLS"
            yield bad(f"The role {self.app} has {right}: row-level security does not hold it", _take(self.app, right))
        if member and not superuser:
            yield bad(f"The role {self.app} is a member of {self.owner}", f"REVOKE {self.owner} FROM {self.app}")
        if owned:
            yield bad(f"The role {self.app} owns {owned} tables", f"ALTER TABLE … OWNER TO {self.owner}")
        if not (superuser or bypass or member or owned):
            yield ok(f"the role {self.app} is held by row-level security")

    def row_level_security(self):
        rows = self._rows(
            "SELECT c.relname, c.relrowsecurity, EXISTS (SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid)"
            " FROM pg_class c WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace"
        )
        if not rows:
            yield warn("The database is empty", "run manage.py setup")
            return
        state = {name: (secured, policy) for name, secured, policy in rows}
        wanted = PROTECTED.intersection(state) | {name for name, (_, policy) in state.items() if policy}
        unsecured = sorted(name for name in wanted if not state[name][0])
        for name in unsecured:
            yield bad(f"Row-level security is switched off on {name}", f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY")
        for name in sorted(name for name in wanted if not state[name][1]):
            yield bad(f"{name} has no policy", "restore the one of its migration; until then nobody sees its rows")
        if not unsecured:
            yield ok(f"row-level security on {len(wanted)} tables")

    def append_only(self):
        for table in sorted(APPEND_ONLY - {"django_migrations"}):
            rights = self._row(
                "SELECT to_regclass(%s) IS NOT NULL, to_regclass(%s) IS NOT NULL AND has_table_privilege(%s,"
                " to_regclass(%s)::oid, 'UPDATE, DELETE, TRUNCATE')",
                table, table, self.app, table,
            )  # fmt: skip
            if not rights[0]:
                continue
            if rights[1]:
                yield bad(
                    f"{self.app} may change {table}", f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM {self.app}"
                )
            kept = self._ask(
                "SELECT count(*) FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid WHERE t.tgrelid = %s::regclass"
                " AND p.proname = 'app_refuse_change' AND t.tgenabled IN ('O', 'A')",
                table,
            )
            if not kept:
                yield bad(
                    f"The trigger that keeps {table} as it was written is off",
                    f"ALTER TABLE {table} ENABLE TRIGGER ALL",
                )
            elif not rights[1]:
                yield ok(f"{table} only grows")

    def clock(self):
        began = time.time()
        there = float(self._ask("SELECT extract(epoch FROM clock_timestamp())"))
        apart = abs(there - (began + time.time()) / 2)
        words = f"the clocks of this machine and of the database are {apart:.1f} s apart"
        if apart > CLOCK_BAD:
            yield bad(words, "set the clock; run NTP on both")
        elif apart > CLOCK_WARN:
            yield warn(words, "run NTP on both")
        else:
            yield ok(words)

    def migrations(self):
        if not self.answers():
            return
        executor = MigrationExecutor(connections["default"])
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if plan:
            first = plan[0][0]
            yield bad(f"{len(plan)} migrations are pending, first {first.app_label}.{first.name}", "manage.py setup")
        else:
            yield ok("tables are those of this release")

    def slots(self):
        unlimited = self._ask("SHOW max_slot_wal_keep_size") == "-1"
        for name, active, kept in self._rows(
            "SELECT slot_name, active, coalesce(pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn), 0)"
            " FROM pg_replication_slots WHERE slot_type = 'physical'"
        ):
            if not active and kept > 2**30:
                yield warn(
                    f"Nobody reads the slot {name}; it holds {kept / 2**30:.1f} GB", "start its backup or drop it"
                )
            if unlimited:
                yield warn(
                    f"The slot {name} may fill the disk while its backup is away",
                    "ALTER SYSTEM SET max_slot_wal_keep_size = '4GB'; SELECT pg_reload_conf()",
                )

    def _rows(self, query, *parameters):
        try:
            with (
                closing(psycopg2.connect(self.app_url, connect_timeout=3)) as connection,
                connection.cursor() as cursor,
            ):
                cursor.execute(query, parameters)
                return cursor.fetchall()
        except psycopg2.OperationalError:
            raise Unanswered from None

    def _row(self, query, *parameters):
        return self._rows(query, *parameters)[0]

    def _ask(self, query, *parameters):
        return self._row(query, *parameters)[0]


def _take(role, right):
    return f"ALTER ROLE {role} NO{right}"
