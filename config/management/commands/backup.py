"""A copy of everything that must survive: once, or kept up to the second by a process that follows the database."""

import os
import time
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from config import loop
from config.backup import Refused
from config.backup.base import BaseBackup, prune
from config.backup.folder import Folder
from config.backup.follow import Follower
from config.backup.photos import PhotoCopies
from config.backup.server import Server
from dispatch.models import Checkpoint
from units import scope


class Command(BaseCommand):
    help = "Copies the database and the photos to a folder, once; with --follow for ever, seconds behind."
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("--to", type=Path, default=settings.BACKUP_DIR, help="The folder; else BACKUP_DIR.")
        parser.add_argument("--keep", type=int, default=3, help="So many base backups stay.")
        parser.add_argument("--follow", action="store_true", help="Keep receiving what the database writes.")

    def handle(self, *args, to, keep, follow, **options):
        if to is None:
            raise CommandError("Where to? Give --to DIR or BACKUP_DIR; best on another disk or machine.")
        if keep < 1:
            raise CommandError("--keep must leave at least one base backup.")
        os.umask(0o077)
        server = Server(settings.DATABASE_BACKUP_URL)
        try:
            folder = Folder(to).make()
            folder.claim(server.system_identifier())
            if follow:
                self._follow(folder, server, keep)
            else:
                self._once(folder, server, keep)
        except Refused as reason:
            raise CommandError(str(reason)) from None

    def _once(self, folder, server, keep):
        began = time.monotonic()
        with folder.alone("follow", f"A follower works in {folder.path} already and takes a base backup every day."):
            backup = BaseBackup(folder, server, last_seal())
            try:
                while not backup.step():
                    time.sleep(0.1)
            except BaseException:
                backup.abandon()
                raise
            pruned = prune(folder, keep)
            photos = PhotoCopies(settings.PHOTO_DIR, folder.photos).copy_new()
        size = sum(path.stat().st_size for path in backup.path.rglob("*") if path.is_file())
        self.stdout.write(
            f"Base backup {backup.path}: {size / 1e6:.0f} MB, verified, {photos} new photos,"
            f" {pruned} old backups removed, {time.monotonic() - began:.1f} s."
        )

    def _follow(self, folder, server, keep):
        with folder.alone("follow", f"Another process works in {folder.path} already."):
            follower = Follower(folder, server, settings.DATA_DIR, keep, last_seal)
            loop.run("backup", follower.step, pause=1, at_end=follower.stop)


def last_seal() -> str:
    """Leaves the machine with the backup: who writes the log anew cannot write this anew."""
    try:
        with scope.system():
            last = Checkpoint.objects.order_by("-id").first()
    except DatabaseError:
        return ""
    return f"{last.pk}:{last.hash}" if last else ""
