"""The process that keeps the copies coming: WAL as it is written, photos as they arrive, a base backup a day.

It is never waited for: a database whose commits needed a second machine's yes would stop with it.
"""

import json
import logging
import shutil
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg2

from config.backup import Refused
from config.backup.base import BaseBackup, prune
from config.backup.folder import STAMP, Folder, write_whole
from config.backup.photos import PhotoCopies
from config.backup.server import Server, progress
from config.backup.wal import Receiver

log = logging.getLogger("backup")
BASE_EVERY = timedelta(days=1)
AFTER_A_FAILURE = timedelta(minutes=10)
PHOTOS_A_ROUND = 50
CATCH_UP_SECONDS = 2


class Follower:
    def __init__(self, folder: Folder, server: Server, data_dir: Path, keep: int, seal):
        self.folder, self.server, self.keep, self.seal = folder, server, keep, seal
        self.secret = Path(data_dir) / "secret_key"
        self.receiver = Receiver(folder, server)
        self.photos = PhotoCopies(Path(data_dir) / "photos", folder.photos)
        self.base: BaseBackup | None = None
        self._not_before = datetime.min.replace(tzinfo=UTC)
        self._written = []  # (when, how far the database had written): until our disk has it
        self._level_at, self._reached = None, None

    def step(self):
        """One round, a second or so. Returns nothing; what is wrong stands in state.json."""
        trouble = None
        try:
            with self.server.asking() as cursor:
                self.receiver.keep_receiving(cursor)
                self._look_how_far(*progress(cursor))
        except psycopg2.errors.ObjectInUse:
            trouble = "Another backup follows this database already; a database has one follower."
        except psycopg2.Error as reason:
            trouble = f"The database does not answer: {str(reason).strip()}"
        try:
            if self.receiver.line is not None:
                self.receiver.sum_up()
                self._work_on_base()
            self.photos.copy_new(PHOTOS_A_ROUND)
            if self.secret.exists() and not (self.folder.path / "secret_key").exists():
                shutil.copy(self.secret, self.folder.path / "secret_key")
        except (Refused, OSError) as reason:
            trouble = str(reason)
        if trouble:
            log.warning("%s", trouble)
        self._say(trouble)

    def stop(self):
        """Told to stop after those that write and before the database: what they wrote last comes along."""
        if self.base is not None:
            self.base.abandon()
        with suppress(psycopg2.Error):
            self._catch_up()
        self.receiver.stop()
        self._say("The follower was stopped.")

    def _look_how_far(self, written, received):
        self._written.append((datetime.now(UTC), written))
        if received is None:
            return
        while self._written and self._written[0][1] <= received:
            self._level_at, self._reached = self._written.pop(0)

    def _catch_up(self):
        deadline = time.monotonic() + CATCH_UP_SECONDS
        with self.server.asking() as cursor:
            wanted, received = progress(cursor)
            while received is not None and received < wanted and time.monotonic() < deadline:
                time.sleep(0.02)
                received = progress(cursor)[1]

    def _work_on_base(self):
        now = datetime.now(UTC)
        if self.base is not None:
            try:
                if self.base.step():
                    log.info("Base backup %s", self.base.path.name)
                    self.base = None
                    prune(self.folder, self.keep)
            except Refused:
                self.base, self._not_before = None, now + AFTER_A_FAILURE
                raise
        elif now >= self._not_before and self._base_is_due(now):
            self.base = BaseBackup(self.folder, self.server, self.seal())

    def _base_is_due(self, now):
        """Daily, and at once in a new line: what it receives continues no older base."""
        bases = self.folder.bases()
        line_began = datetime.strptime(self.receiver.line.name, STAMP).replace(tzinfo=UTC)
        return not bases or bases[-1].ended < line_began or now - bases[-1].started > BASE_EVERY

    def _say(self, trouble):
        state = {
            "at": datetime.now(UTC).isoformat(),
            "level_at": self._level_at and self._level_at.isoformat(),
            "lsn": self._reached,
            "trouble": trouble,
        }
        with suppress(OSError):  # a full disk: the age of the last word says it
            write_whole(self.folder.state, json.dumps(state))
