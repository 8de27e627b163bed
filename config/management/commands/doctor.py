"""What is wrong with this machine or configuration, and what to do about it. Exit code 1 when something is BAD."""

import os
from collections import Counter
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand

from config.doctor import BAD, OK, WARN, examine
from config.doctor.accelerator import Accelerator
from config.doctor.configuration import Configuration
from config.doctor.database import Database
from config.doctor.machine import Machine
from config.doctor.running import Running


class Command(BaseCommand):
    help = "Looks at machine, settings, database, Redis, processes and backup; says what to do. Up or down."
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("--host", default="127.0.0.1", help="As given to `up` or `web`.")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--quiet", action="store_true", help="Only what is not OK.")

    def handle(self, *args, host, port, quiet, **options):
        embedded = not os.environ.get("DATABASE_URL")
        parts = {
            "Machine": Machine(settings.DATA_DIR, port, embedded),
            "Configuration": Configuration(host),
            "PostgreSQL": Database(settings.DATABASE_URL, settings.DATABASE_OWNER_URL, embedded),
            "Redis": Accelerator(settings.REDIS_URL, not os.environ.get("REDIS_URL")),
            "Product": Running(Path(settings.DATA_DIR), settings.BACKUP_DIR),
        }
        found = Counter()
        for title, part in parts.items():
            lines = list(examine(part.checks()))
            found.update(line.level for line in lines)
            shown = [line for line in lines if not quiet or line.level != OK]
            if shown:
                self.stdout.write(title)
            for line in shown:
                self.stdout.write(f"  {line}")
        self.stdout.write(f"{found[BAD]} bad, {found[WARN]} warnings, {found[OK]} in order.")
        if found[BAD]:
            raise SystemExit(1)
