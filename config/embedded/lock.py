"""One product per data folder: a second start says who runs, and leaves the files alone."""

import fcntl
import os
from pathlib import Path


class Taken(RuntimeError):
    pass


class DataLock:
    def __init__(self, data_dir: Path):
        self.path = Path(data_dir) / "up.lock"
        self._handle = None

    def take(self):
        handle = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)  # not inheritable: it ends with this process alone
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(handle, 200).decode(errors="replace").strip() or "unknown"
            os.close(handle)
            raise Taken(holder) from None
        os.ftruncate(handle, 0)
        self._handle = handle
        self.note(f"process {os.getpid()}")
        return self

    def note(self, text: str):
        os.ftruncate(self._handle, 0)
        os.pwrite(self._handle, text.encode(), 0)

    def release(self):
        if self._handle is not None:
            os.ftruncate(self._handle, 0)
            os.close(self._handle)
            self._handle = None
