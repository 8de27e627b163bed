"""Brings back what `backup` copied: the database to its last received second or to an earlier one, photos, key."""

import os
import shutil
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from config.backup import Refused
from config.backup.folder import Folder, stamp
from config.backup.photos import bring_back
from config.backup.recovery import Recovery, choose, inspect
from config.backup.server import Server
from config.backup.state import said
from config.embedded import places
from config.embedded.address import ForeignFolder
from config.embedded.lock import DataLock, Taken
from config.embedded.places import Unusable

ROOT = Path(__file__).resolve().parents[3]


class Command(BaseCommand):
    help = "Restores a backup into an empty data folder, starts it once, checks it, and says what may be missing."
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("--from", dest="source", type=Path, required=True, help="The backup folder.")
        parser.add_argument("--at", help="Not the end but this moment: 2026-11-23 10:00 (local time).")
        parser.add_argument("--base", help="Begin with this base backup (its folder's name).")
        parser.add_argument("--data-dir", type=Path, default=settings.DATA_DIR)
        parser.add_argument("--cluster", type=Path, help="For a server of your own: make its data directory here.")
        parser.add_argument("--replace", action="store_true", help="Put an existing database aside.")
        parser.add_argument("--despite-damage", action="store_true", help="Recover as far as damaged copies allow.")

    def handle(self, *args, source, at, base, data_dir, cluster, replace, despite_damage, **options):
        began = time.monotonic()
        os.umask(0o077)
        moment = _moment(at) if at else None
        try:
            folder = Folder(source).found()
            where = places.prepare(data_dir)
            lock = DataLock(where.data_dir).take()
        except Taken as holder:
            raise CommandError(f"{data_dir} is in use: {holder} runs there. Stop it first.") from None
        except (Refused, Unusable, ForeignFolder) as reason:
            raise CommandError(str(reason)) from None
        try:
            chosen = self._named(folder, base) if base else choose(folder, moment)
            if not despite_damage:
                inspect(chosen, folder, Server(settings.DATABASE_BACKUP_URL), where.logs / "verify.log")
            self._say(f"Base backup {chosen.path.name}: as it was copied", began)
            target = cluster.resolve() if cluster else _room(where) / "cluster"
            self._make_room(target, replace)
            sound = self._bring_back(where, target, folder, chosen, moment, began)
            self._files(folder, where.data_dir)
        except (Refused, Unusable) as reason:
            raise CommandError(str(reason)) from None
        finally:
            where.leave()
            lock.release()
        self._say(f"Restored to {target}", began)
        if not sound:
            raise CommandError("The database is back, but its log is not as it was written: see above.", returncode=1)

    def _bring_back(self, where, target, folder, base, at, began):
        recovery = Recovery(where, target, settings.DATABASE_OWNER_URL, settings.DATABASE_URL)
        try:
            sound = self._recover(recovery, folder, base, at, where, began)
        finally:
            recovery.stop()
        recovery.finish(where.uid if target.is_relative_to(where.folder("postgres")) else target.parent.stat().st_uid)
        return sound

    def _recover(self, recovery, folder, base, at, where, began):
        recovery.copy(base)
        self._say("Copied", began)
        recovery.start(folder, base, at)
        found = recovery.wait(lambda words: self.stdout.write(f"  still recovering: {words}"))
        self._say("Recovered: " + ", ".join(f"{count} {name}s" for name, count in found.counts.items()), began)
        if not at:
            self._say_what_is_missing(folder, base, found)
        return self._verify(recovery, base, where)

    def _verify(self, recovery, base, where):
        """The events since the day before the base backup, and the checkpoint that was written down with it."""
        since = (base.started - timedelta(days=1)).isoformat()
        command = [sys.executable, "manage.py", "verify_log", "--since", since]
        if base.seal:
            command += ["--seen", base.seal]
        environment = {**os.environ, "DATABASE_URL": recovery.app_url, "DATA_DIR": str(where.data_dir)}
        run = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
        for line in run.stdout.splitlines():
            self.stdout.write(f"  {line}")
        if run.returncode:
            self.stderr.write("\n".join(run.stderr.strip().splitlines()[-3:]))
        return run.returncode == 0

    def _say_what_is_missing(self, folder, base, found):
        last = found.last_commit or base.ended
        self.stdout.write(f"  The last commit that was received: {last.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f} UTC")
        state = said(folder.path)
        if not state.get("level_at"):
            self.stdout.write("  Nothing was following: everything since the base backup is missing.")
            return
        level, alive = (datetime.fromisoformat(state[name]) for name in ("level_at", "at"))
        self.stdout.write(
            f"  The follower had everything until {level:%H:%M:%S.%f}; its last sign of life was at {alive:%H:%M:%S.%f}."
            f" Up to {max((alive - level).total_seconds(), 0):.1f} s of work before that may be missing, and all after it."
        )

    def _named(self, folder, name):
        for base in folder.bases():
            if base.path.name == name:
                return base
        names = ", ".join(base.path.name for base in folder.bases())
        raise Refused(f"There is no base backup {name}. There are: {names or 'none'}")

    def _make_room(self, target, replace):
        if not target.exists() or not any(target.iterdir()):
            return
        if not replace:
            raise Refused(f"{target} holds a database. Name an empty --data-dir, or put that one aside with --replace")
        aside = target.with_name(f"{target.name}.before-{stamp()}")
        target.rename(aside)
        self.stdout.write(f"The database that was there lies in {aside} now.")

    def _files(self, folder, data_dir):
        brought, wrong = bring_back(folder.photos, data_dir / "photos")
        self.stdout.write(f"  {brought} photos brought back")
        for name in wrong:
            self.stderr.write(f"  The photo {name} is damaged in the backup and was left out.")
        key = folder.path / "secret_key"
        if key.exists() and not (data_dir / "secret_key").exists():
            shutil.copy(key, data_dir / "secret_key")

    def _say(self, what, began):
        self.stdout.write(f"{what} ({time.monotonic() - began:.1f} s)")


def _room(where) -> Path:
    """The folder of the embedded database; a link whose end is gone is no obstacle to bringing it back."""
    link = where.data_dir / "postgres"
    if link.is_symlink() and not link.exists():
        link.unlink()
    return where.folder("postgres")


def _moment(text):
    try:
        found = parse_datetime(text)
    except ValueError:
        found = None
    if found is None:
        raise CommandError(f"--at {text!r} is no time: write 2026-11-23 10:00 or 2026-11-23 10:00:30+08:00")
    return found if timezone.is_aware(found) else timezone.make_aware(found)
