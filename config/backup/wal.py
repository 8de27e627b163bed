"""What the database writes between base backups: received as it comes, on our disk before it is acknowledged.

A line is one unbroken stretch. It ends where the slot was lost or the database came back from a backup; the next one has
a folder and a base backup of its own.
"""

import re
from pathlib import Path

from config.backup.folder import Folder, stamp
from config.backup.server import SLOT, Server, make_slot, slot_state
from config.backup.sums import Sums, digest

WHOLE = re.compile(r"^[0-9A-F]{24}$")


class Receiver:
    def __init__(self, folder: Folder, server: Server):
        self.folder, self.server = folder, server
        self.line: Path | None = None
        self._child = None
        self._sums = None

    def keep_receiving(self, cursor):
        """Start what is not running; begin a new line where the last one cannot go on."""
        if self._child is not None and self._child.running():
            return
        lines = self.folder.lines()
        if slot_state(cursor) in (None, "lost") or not lines:
            make_slot(cursor)
            line = self.folder.wal / stamp()
            line.mkdir(mode=0o700)
        else:
            line = lines[-1]
        if line != self.line:
            self.line, self._sums = line, Sums(line.with_name(f"{line.name}.sha256"))
        self._child = self.server.tool(
            "pg_receivewal", "-D", line, "-S", SLOT, "--synchronous", "--no-loop", "-s", "1", log=None
        )
        self._child.start()

    def sum_up(self):
        """Checksums of the segments that are whole: a disk that forgets is found before the day of need."""
        for path in sorted(self.line.iterdir()):
            if WHOLE.match(path.name) and path.name not in self._sums.known:
                self._sums.add(path.name, digest(path))

    def stop(self):
        if self._child is not None:
            self._child.stop(3)


def damaged(folder: Folder, first: str) -> list[str]:
    """Segments from `first` on that are not as they were received, or missing between two others."""
    found = []
    for line in folder.lines():
        sums = Sums(line.with_name(f"{line.name}.sha256"))
        wanted = [name for name in sums.known if name[8:] >= first[8:]]
        found += [f"{line.name}/{name}" for name in sums.wrong(line, wanted)]
    return sorted(found)
