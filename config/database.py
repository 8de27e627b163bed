"""The two database roles: an owner that migrates, and the application's, which row-level security holds.

`prepare` makes roles and database, `grant` gives the application what it needs on the tables after each migration.
"""

import psycopg2
from psycopg2 import sql
from psycopg2.extensions import ISOLATION_LEVEL_AUTOCOMMIT, parse_dsn

SETUP_LOCK = 0x6C696E6B  # "link": one setup at a time, whoever starts it

# A fact once written stays: the application may add rows here, never change or take them away.
APPEND_ONLY = {"dispatch_event", "dispatch_checkpoint", "dispatch_placechange", "django_migrations"}

# Triggers of the owner alone write these.
KEPT_BY_TRIGGERS = {"dispatch_ticketwords"}


class Unsafe(RuntimeError):
    """The roles as given would switch row-level security off."""


class AppRole:
    """Database router: tables are made through the alias `owner` alone; the application's role may not."""

    def allow_migrate(self, db, app_label, **hints):
        return db == "owner"


def prepare(superuser_dsn: str, owner_dsn: str, app_dsn: str, backup_role: str | None = None):
    """Embedded services: the superuser makes the owner and its database, the owner makes the application's role."""
    owner = parse_dsn(owner_dsn)
    with _autocommit(superuser_dsn) as cursor:
        if not _exists(cursor, "pg_roles", "rolname", owner["user"]):
            cursor.execute(
                sql.SQL("CREATE ROLE {} LOGIN CREATEDB CREATEROLE NOSUPERUSER NOBYPASSRLS").format(
                    sql.Identifier(owner["user"])
                )
            )
        if not _exists(cursor, "pg_database", "datname", owner["dbname"]):
            cursor.execute(
                sql.SQL("CREATE DATABASE {} OWNER {}").format(
                    sql.Identifier(owner["dbname"]), sql.Identifier(owner["user"])
                )
            )
        if backup_role and not _exists(cursor, "pg_roles", "rolname", backup_role):
            # It copies the cluster and reads no table.
            cursor.execute(sql.SQL("CREATE ROLE {} LOGIN REPLICATION").format(sql.Identifier(backup_role)))
    prepare_app_role(owner_dsn, app_dsn)


def prepare_app_role(owner_dsn: str, app_dsn: str):
    """Any PostgreSQL: make the application's role if missing, and refuse one that row-level security cannot hold."""
    owner, app = parse_dsn(owner_dsn), parse_dsn(app_dsn)
    if owner["user"] == app["user"]:
        raise Unsafe("DATABASE_URL and DATABASE_OWNER_URL name the same role; row-level security would not hold it.")
    with _autocommit(owner_dsn) as cursor:
        name = sql.Identifier(app["user"])
        if not _exists(cursor, "pg_roles", "rolname", app["user"]):
            password = sql.SQL("")
            if app.get("password"):
                password = sql.SQL(" PASSWORD {}").format(sql.Literal(app["password"]))
            cursor.execute(sql.SQL("CREATE ROLE {} LOGIN NOSUPERUSER NOBYPASSRLS{}").format(name, password))
        cursor.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = %s", [app["user"]])
        if cursor.fetchone()[0]:
            raise Unsafe(f"The role {app['user']} bypasses row-level security. Take SUPERUSER and BYPASSRLS from it.")
        cursor.execute(
            sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(sql.Identifier(owner["dbname"]), name),
        )


def grant(connection, app_role: str, truncate: bool = False):
    """After migrating, through the owner's connection. `truncate` is for test databases alone."""
    role = sql.Identifier(app_role)
    rights = "SELECT, INSERT, UPDATE, DELETE" + (", TRUNCATE" if truncate else "")
    tables = connection.introspection.table_names()
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(role).as_string(cursor.cursor))
        cursor.execute(
            sql.SQL(f"GRANT {rights} ON ALL TABLES IN SCHEMA public TO {{}}").format(role).as_string(cursor.cursor)
        )
        cursor.execute(
            sql.SQL("GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {}").format(role).as_string(cursor.cursor)
        )
        for table in sorted(APPEND_ONLY.intersection(tables)):
            statement = sql.SQL("REVOKE UPDATE, DELETE ON {} FROM {}").format(sql.Identifier(table), role)
            cursor.execute(statement.as_string(cursor.cursor))
        for table in sorted(KEPT_BY_TRIGGERS.intersection(tables)):
            statement = sql.SQL("REVOKE INSERT, UPDATE, DELETE ON {} FROM {}").format(sql.Identifier(table), role)
            cursor.execute(statement.as_string(cursor.cursor))


def holds(dsn: str, table: str, condition: str) -> bool:
    """Is there such a row? For the start-up, which asks before the application runs."""
    with _autocommit(dsn) as cursor:
        cursor.execute(f"SELECT EXISTS (SELECT 1 FROM {table} WHERE {condition})")  # noqa: S608 – our own words
        return cursor.fetchone()[0]


class _autocommit:
    """CREATE DATABASE cannot run inside a transaction, and psycopg2's own context manager opens one."""

    def __init__(self, dsn):
        self.dsn = dsn

    def __enter__(self):
        self.connection = psycopg2.connect(self.dsn, connect_timeout=5)
        self.connection.set_isolation_level(ISOLATION_LEVEL_AUTOCOMMIT)
        return self.connection.cursor()

    def __exit__(self, *_):
        self.connection.close()


def _exists(cursor, catalogue, column, name) -> bool:
    cursor.execute(
        sql.SQL("SELECT 1 FROM {} WHERE {} = %s").format(sql.Identifier(catalogue), sql.Identifier(column)), [name]
    )
    return cursor.fetchone() is not None
