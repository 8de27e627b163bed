"""A database from its copies: the base backup, then everything that was received since, to the last whole record.

It is made beside the place where it belongs and started there once; only what ran gets the final name.
"""

import os
import shlex
import shutil
import time
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

import psycopg2
from psycopg2.extensions import parse_dsn

from config.backup import Refused
from config.backup.base import verification
from config.backup.folder import Base, Folder
from config.backup.server import Server
from config.backup.wal import damaged
from config.embedded.places import Places, reachable
from config.embedded.postgres import Postgres
from config.embedded.process import Child

# Nobody but us reaches it while it recovers, and it keeps nothing of the settings of the machine that was lost.
_HBA = "local all all trust\n"
_COUNTED = ("dispatch_ticket", "dispatch_event", "intake_call", "dispatch_photo")


@dataclass(frozen=True)
class Recovered:
    last_commit: datetime | None  # of the last transaction that was read from the WAL; None: the base alone
    counts: dict


def choose(folder: Folder, at: datetime | None) -> Base:
    bases = folder.bases()
    if not bases:
        raise Refused(f"{folder.path} holds no whole base backup.")
    if at is None:
        return bases[-1]
    before = [base for base in bases if base.ended <= at]
    if not before:
        raise Refused(
            f"The oldest base backup was whole at {bases[0].ended:%Y-%m-%d %H:%M:%S} UTC; --at must be later than that."
        )
    return before[-1]


def inspect(base: Base, folder: Folder, server: Server, log: Path):
    """Refuse what is not as it was copied, before anything is touched. The copies themselves may be read-only."""
    log.write_text("")
    check = verification(server, base.data, log)
    check.start()
    check.popen.wait()
    if check.exit_code:
        raise Refused(
            f"The base backup {base.path.name} is damaged:\n{check.last_words(5)}\nTake an older one: --base NAME"
        )
    if wrong := damaged(folder, base.first_wal):
        raise Refused(
            f"The WAL is damaged: {', '.join(wrong[:5])}{' …' if len(wrong) > 5 else ''}. What was written after it"
            " cannot be reached. Mend the file from another copy, or recover as far as it goes: --despite-damage"
        )


class Recovery:
    def __init__(self, places: Places, target: Path, owner_url: str, app_url: str):
        self.places, self.target = places, target
        self.half = target.with_name(f"{target.name}.restoring")
        self._settings = target.with_name(f"{target.name}.settings")
        self.owner_url, self.app_url = self._here(owner_url), self._here(app_url)
        self.child: Child | None = None

    def _here(self, url):
        """The same role and database, on the cluster that we start."""
        parts = parse_dsn(url)
        return (
            f"postgresql://{quote(parts['user'])}@{quote(str(self.places.run_dir), safe='')}/{quote(parts['dbname'])}"
        )

    def copy(self, base: Base):
        for left in (self.half, self._settings):  # by a restore that was killed
            shutil.rmtree(left, ignore_errors=True)
        shutil.copytree(base.data, self.half, symlinks=True)
        (self.half / "recovery.signal").touch()
        self._settings.mkdir(mode=0o700)
        (self._settings / "postgresql.conf").write_text("")
        (self._settings / "pg_hba.conf").write_text(_HBA)
        (self._settings / "pg_ident.conf").write_text("")
        self.half.chmod(0o700)
        if self.places.drops_privileges:
            if not reachable(self.target.parent, self.places.uid):
                raise Refused(f"The services' account cannot reach {self.target.parent}; open its parents to others.")
            for top in (self.half, self._settings):
                _give(top, self.places.uid)

    def start(self, folder: Folder, base: Base, at: datetime | None):
        more = {
            "config_file": self._settings / "postgresql.conf",
            "hba_file": self._settings / "pg_hba.conf",
            "ident_file": self._settings / "pg_ident.conf",
            "restore_command": _restore_command(self._lines(folder, base.first_wal)),
            "recovery_target_timeline": "latest",
            "recovery_target_action": "promote",
            "hot_standby": "off",
            "autovacuum": "off",
        }
        if at is not None:
            more["recovery_target_time"] = at.isoformat()
        self.child = Postgres(self.places).child(cluster=self.half, more=more)
        self.child.log = self.target.with_name("recovery.log")
        self.child.log.write_text("")
        self.child.start()

    def _lines(self, folder: Folder, first: str) -> list[Path]:
        """The WAL, newest line first, where the services' account can read it."""
        lines = sorted(folder.lines(), reverse=True)
        if not self.places.drops_privileges:
            return lines
        beside = self._settings / "wal"
        for line in lines:
            (beside / line.name).mkdir(parents=True)
            for path in line.iterdir():
                if path.name[8:24] >= first[8:] or path.suffix == ".history":
                    _link_or_copy(path, beside / line.name / path.name)
        for path in [beside, *beside.iterdir()] if lines else []:
            os.chown(path, self.places.uid, self.places.uid)
        return [beside / line.name for line in lines]

    def wait(self, tell) -> Recovered:
        said = time.monotonic()
        while True:
            if not self.child.running():
                raise Refused(self._why())
            try:
                with (
                    closing(psycopg2.connect(self.owner_url, connect_timeout=3)) as connection,
                    connection.cursor() as cursor,
                ):
                    cursor.execute("SELECT pg_is_in_recovery(), pg_last_xact_replay_timestamp()")
                    recovering, last = cursor.fetchone()
                    if not recovering:
                        return Recovered(last, dict(_counts(cursor)))
            except psycopg2.OperationalError:
                pass
            if time.monotonic() - said > 10:
                said = time.monotonic()
                tell(self.child.last_words(1))
            time.sleep(0.1)

    def _why(self):
        words = self.child.last_words(12)
        if "before configured recovery target was reached" in words:
            return "The WAL ends before --at. Leave --at away: then everything that was received is recovered."
        return f"PostgreSQL could not recover:\n{words}\nLog: {self.child.log}"

    def stop(self):
        if self.child is not None:
            self.child.stop(300)
            self.child = None
        shutil.rmtree(self._settings, ignore_errors=True)

    def finish(self, owner: int):
        """Give it its name, and to whom it belongs."""
        self.target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self.target.exists():
            self.target.rmdir()  # an empty folder, as of a mounted volume
        self.half.rename(self.target)
        if self.places.drops_privileges:
            _give(self.target, owner)


def _counts(cursor):
    for table in _COUNTED:
        cursor.execute("SELECT to_regclass(%s)", [table])
        if cursor.fetchone()[0]:
            cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608 – our own words
            yield table.partition("_")[2], cursor.fetchone()[0]


def _restore_command(lines: list[Path]) -> str:
    """A whole segment from any line, the newest first; else the part of one that was being received at the end."""
    folders = " ".join(shlex.quote(str(line)).replace("%", "%%") for line in lines) or "."
    look = 'for d in {}; do [ -f "$d/%f{}" ] && exec cp "$d/%f{}" "%p"; done; '
    return look.format(folders, "", "") + look.format(folders, ".partial", ".partial") + "exit 1"


def _link_or_copy(source: Path, target: Path):
    """Readable for the account that recovers; the folders above stay closed to everybody else."""
    try:
        target.hardlink_to(source)
    except OSError:  # another disk
        shutil.copyfile(source, target)
    target.chmod(0o644)


def _give(top: Path, uid: int):
    for path in [top, *top.rglob("*")]:
        os.chown(path, uid, uid, follow_symlinks=False)
