"""One base backup: taken, verified against its manifest, and only then given its name. Old ones go."""

import json
import os
import re
import shutil
from datetime import UTC, datetime

from config.backup import Refused
from config.backup.folder import HALF, Folder, stamp, write_whole
from config.backup.server import Server


class BaseBackup:
    """Runs beside whatever else the caller does: `step()` until it says True."""

    def __init__(self, folder: Folder, server: Server, seal: str = ""):
        self.folder, self.server, self.seal = folder, server, seal
        folder.clear_halves()
        self.started = datetime.now(UTC)
        self.half = folder.base / f"{HALF}{stamp()}-{os.getpid()}"
        self.half.mkdir(mode=0o700)
        # Its own WAL comes along: even alone, without `wal`, it is a database.
        self._tool = server.tool(
            "pg_basebackup", "-D", self.half / "data", "-X", "stream", "-c", "fast", log=self.half / "log"
        )
        self._tool.start()

    def step(self) -> bool:
        if self._tool.running():
            return False
        if self._tool.exit_code:
            words = self._tool.last_words(3)
            shutil.rmtree(self.half, ignore_errors=True)
            raise Refused(f"{self._tool.name} failed: {words}")
        if self._tool.name == "pg_basebackup":
            self._tool = verification(self.server, self.half / "data", self.half / "log")
            self._tool.start()
            return False
        self._name_it()
        return True

    def abandon(self):
        self._tool.kill()
        shutil.rmtree(self.half, ignore_errors=True)

    def _name_it(self):
        label = (self.half / "data" / "backup_label").read_text()
        about = {
            "started": self.started.isoformat(),
            "ended": datetime.now(UTC).isoformat(),
            "first_wal": re.search(r"\(file ([0-9A-F]{24})\)", label).group(1),
            "seal": self.seal,
        }
        write_whole(self.half / "about.json", json.dumps(about, indent=1))
        name = stamp()
        while (self.folder.base / name).exists():
            name = stamp()
        self.path = self.half.rename(self.folder.base / name)


def verification(server: Server, data, log):
    return server.tool("pg_verifybackup", "-q", data, log=log, connects=False)


def prune(folder: Folder, keep: int) -> int:
    """Keep the last bases, and of the WAL what the oldest of them needs."""
    bases = folder.bases()
    for base in bases[:-keep]:
        # Without its description it is no base any more: killed in the middle of this, nothing half is mistaken.
        (base.path / "about.json").unlink()
        shutil.rmtree(base.path)
    for left in folder.base.iterdir():
        if not left.name.startswith(HALF) and not (left / "about.json").exists():
            shutil.rmtree(left, ignore_errors=True)
    oldest = bases[-keep:][0].first_wal[8:] if bases else ""  # the first eight digits are the timeline
    lines = folder.lines()
    for line in lines:
        for segment in line.iterdir():
            if segment.name[8:24] < oldest and not segment.name.endswith(".history"):
                segment.unlink()
        if line != lines[-1] and not any(path.suffix != ".history" for path in line.iterdir()):
            shutil.rmtree(line)
            line.with_name(f"{line.name}.sha256").unlink(missing_ok=True)
    return max(len(bases) - keep, 0)
