"""Photos are written once and never changed: each is copied once, with its checksum."""

import shutil
import time
from pathlib import Path

from config.backup.folder import HALF
from config.backup.sums import Sums, digest

SETTLED_SECONDS = 2  # a file that still grows waits for the next round
PARTS = ("quarantine", "ready")


class PhotoCopies:
    def __init__(self, source: Path, target: Path):
        self.source, self.target = source, target
        self.sums = Sums(target.with_name(f"{target.name}.sha256"))
        self._seen: dict[str, int] = {}  # when each folder last changed, as of a round that left nothing over

    def copy_new(self, limit: int | None = None) -> int:
        """Copy what is new; at most so many, so that the caller comes round."""
        copied = 0
        for part in PARTS:
            folder = self.source / part
            if not folder.is_dir() or folder.stat().st_mtime_ns == self._seen.get(part):
                continue
            changed, left_over = folder.stat().st_mtime_ns, False
            for path in folder.iterdir():
                name = f"{part}/{path.name}"
                if name in self.sums.known or path.name.startswith("."):
                    continue
                if copied == limit or time.time() - path.stat().st_mtime < SETTLED_SECONDS:
                    left_over = True
                    continue
                try:
                    self._copy(path, name)
                except FileNotFoundError:  # decided meanwhile: it went from quarantine to ready
                    continue
                copied += 1
            if not left_over:
                self._seen[part] = changed
        return copied

    def _copy(self, path: Path, name: str):
        target = self.target / name
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        half = target.with_name(f"{HALF}{target.name}")
        shutil.copyfile(path, half)
        half.replace(target)
        self.sums.add(name, digest(target))


def bring_back(source: Path, target: Path) -> tuple[int, list[str]]:
    """(photos put where they belong, names of those that are not as they were copied)."""
    sums = Sums(source.with_name(f"{source.name}.sha256"))
    wrong, brought = [], 0
    for name, expected in sums.known.items():
        part, _, file = name.partition("/")
        if part == "quarantine" and f"ready/{file}.jpg" in sums.known:
            continue  # it was decided: what is shown is the clean copy
        if (target / name).exists():
            continue
        if not (source / name).is_file() or digest(source / name) != expected:
            wrong.append(name)
            continue
        (target / part).mkdir(mode=0o700, parents=True, exist_ok=True)
        half = target / part / f"{HALF}{file}"
        shutil.copyfile(source / name, half)
        half.replace(target / name)
        brought += 1
    return brought, wrong
