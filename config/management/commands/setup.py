"""Roles, migrations, grants: safe to run at every start, by several at once."""

import time

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, connections
from psycopg2.errors import DeadlockDetected, LockNotAvailable

from config import database
from config.doctor import refusals
from config.doctor.configuration import Configuration
from config.doctor.database import Database

TRIES, PAUSE_SECONDS = 120, 0.5


class Command(BaseCommand):
    help = "Prepares the database: the application's role, migrations, grants. Safe to repeat."
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("--test-rights", action="store_true", help="Let the application empty tables (tests only).")

    def handle(self, *args, test_rights=False, verbosity=1, **options):
        if test_rights and settings.ENV != "test":
            raise CommandError("--test-rights is for DJANGO_ENV=test.")
        doctor = Database(settings.DATABASE_URL, settings.DATABASE_OWNER_URL, embedded=False)
        # A wrong setting stops the new release here, while the old one still serves.
        _refuse(Configuration().checks() + ([] if test_rights else [doctor.owner_reachable]))
        try:
            database.prepare_app_role(settings.DATABASE_OWNER_URL, settings.DATABASE_URL)
        except database.Unsafe as reason:
            raise CommandError(str(reason)) from None
        owner, guard = connections["owner"], connections["owner"].copy()
        with guard.cursor() as cursor:
            cursor.execute("SET lock_timeout = 0")  # another setup may be at work: wait for it
            cursor.execute("SELECT pg_advisory_lock(%s)", [database.SETUP_LOCK])
        try:
            patiently(owner, lambda: call_command("migrate", database="owner", interactive=False, verbosity=verbosity))
            database.grant(owner, connections["default"].settings_dict["USER"], truncate=test_rights)
            if not test_rights:
                _refuse([*doctor.before_migrating(), *doctor.after_migrating()])
        finally:
            guard.close()


def patiently(owner, change):
    """Under a hall at work: a change gets its locks at once, or lets everybody pass and tries again.

    Whoever waits for a lock makes all wait who come after; and less than PostgreSQL's second until it looks for
    deadlocks, so that of a migration and a page that cross each other it is the migration that steps back. Each try has
    a connection of its own: a foreign key is laid when Django's schema editor ends, and what fails there leaves the
    transaction open behind it.
    """
    for left in reversed(range(TRIES)):
        owner.close()
        owner.connect()
        with owner.cursor() as cursor:
            cursor.execute("SET lock_timeout = '400ms'")
        try:
            change()
            return
        except OperationalError as reason:
            if not left or not isinstance(reason.__cause__, LockNotAvailable | DeadlockDetected):
                raise
            time.sleep(PAUSE_SECONDS)


def _refuse(checks):
    if found := refusals(checks):
        raise CommandError("\n".join(map(str, found)))
