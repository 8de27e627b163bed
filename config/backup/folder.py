"""The layout of a backup folder. What is half made never has a final name."""

import fcntl
import json
import os
import shutil
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from config.backup import Refused

STAMP = "%Y%m%dT%H%M%SZ"
HALF = ".half-"


@dataclass(frozen=True)
class Base:
    path: Path
    started: datetime
    ended: datetime
    first_wal: str  # the segment that recovery begins with
    seal: str  # the log's last checkpoint as it was then, ID:HASH, or ''

    @property
    def data(self) -> Path:
        return self.path / "data"


class Folder:
    def __init__(self, path: Path):
        self.path = Path(path).resolve()
        self.base, self.wal, self.photos = (self.path / name for name in ("base", "wal", "photos"))
        self.state = self.path / "state.json"

    def make(self):
        try:
            for folder in (self.path, self.base, self.wal, self.photos):
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as reason:
            raise Refused(f"Cannot make the backup folder {self.path}: {reason.strerror}. Name another: --to") from None
        return self

    def found(self):
        if not self.base.is_dir():
            raise Refused(f"{self.path} is no backup folder: it holds no `base`. Name the one given to `backup --to`.")
        return self

    @contextmanager
    def alone(self, what: str, sentence: str):
        """One process at a time for one kind of work; the lock ends with the process, however it ends."""
        handle = os.open(self.path / f"{what}.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(handle)
            raise Refused(sentence) from None
        try:
            yield
        finally:
            os.close(handle)

    def bases(self) -> list[Base]:
        """Oldest first; only whole ones."""
        return [_base(path) for path in sorted(self.base.iterdir()) if (path / "about.json").is_file()]

    def lines(self) -> list[Path]:
        return sorted(path for path in self.wal.iterdir() if path.is_dir())

    def clear_halves(self):
        for path in self.base.glob(f"{HALF}*"):
            shutil.rmtree(path, ignore_errors=True)

    def claim(self, system_identifier: str):
        """The copies of two databases never mix."""
        mark = self.path / "system_identifier"
        if not mark.exists():
            write_whole(mark, system_identifier)
        elif mark.read_text().strip() != system_identifier:
            raise Refused(f"{self.path} holds the backups of another database. Name an empty folder: --to")


def _base(path: Path) -> Base:
    about = json.loads((path / "about.json").read_text())
    started, ended = (datetime.fromisoformat(about[name]) for name in ("started", "ended"))
    return Base(path, started, ended, about["first_wal"], about["seal"])


def stamp() -> str:
    return datetime.now(UTC).strftime(STAMP)


def write_whole(path: Path, text: str):
    """A reader sees the old file or the new one."""
    half = path.with_name(f"{HALF}{path.name}")
    with open(half, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    half.replace(path)
