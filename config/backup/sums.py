"""A list of checksums as `sha256sum` writes and checks it; lines are only ever added."""

import hashlib
import os
from pathlib import Path


class Sums:
    def __init__(self, path: Path):
        self.path = path
        self.known: dict[str, str] = {}
        if path.exists():
            for line in path.read_text().splitlines():
                digest, _, name = line.partition("  ")
                if len(digest) == 64 and name:  # a line that was cut off by a full disk is made again
                    self.known[name] = digest

    def add(self, name: str, digest: str):
        with open(self.path, "a") as file:
            file.write(f"{digest}  {name}\n")
            file.flush()
            os.fsync(file.fileno())
        self.known[name] = digest

    def wrong(self, folder: Path, names=None) -> list[str]:
        """Names whose file is gone or not what it was."""
        return [
            name
            for name in (self.known if names is None else names)
            if not (folder / name).is_file() or digest(folder / name) != self.known[name]
        ]


def digest(path: Path) -> str:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
