"""Which folders the services use, and how an unprivileged account gets to them when we start as root.

As root the services run under an account that cannot look into a 0700 home. Where it cannot reach the data folder, the
database's own folder is made under /var/lib and the data folder holds a link to it: the data stay findable, and a new
data folder never picks up an older one's database.
"""

import contextlib
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from config.embedded.address import Addresses, addresses, refuse_foreign, service_uid

STATE = Path("/var/lib/linkage-console")


class Unusable(RuntimeError):
    """The machine is not as we need it; the message says what to do."""


@dataclass(frozen=True)
class Places:
    data_dir: Path
    uid: int  # the account of the services; ours, unless we are root
    address: Addresses

    @property
    def logs(self) -> Path:
        return self.data_dir / "logs"

    @property
    def run_dir(self) -> Path:
        return self.address.run_dir

    @property
    def drops_privileges(self) -> bool:
        return os.geteuid() == 0

    def leave(self):
        """Take the folder of the sockets away once the services took their sockets."""
        with contextlib.suppress(OSError):
            self.run_dir.rmdir()

    def folder(self, name: str) -> Path:
        """The folder of one service, made on first use where the service's account can reach it."""
        here = self.data_dir / name
        if here.is_symlink() and not here.exists():
            raise Unusable(
                f"{here} points to {here.readlink()}, which is gone. Restore that folder, or remove the link."
            )
        if not here.exists():
            if reachable(self.data_dir, self.uid):
                self._make(here)
            else:
                there = self._elsewhere() / name
                make_traversable(there.parent)
                self._make(there)
                here.symlink_to(there)
        return here.resolve()

    def _elsewhere(self) -> Path:
        """One folder for all services of this data folder; never that of another one."""
        for link in self.data_dir.iterdir():
            if link.is_symlink() and STATE in link.readlink().parents:
                return link.readlink().parent
        return STATE / f"{self.data_dir.name.strip('.')}-{secrets.token_hex(4)}"

    def _make(self, folder: Path):
        folder.mkdir(mode=0o700)
        if self.drops_privileges:
            os.chown(folder, self.uid, self.uid)


def prepare(data_dir: Path) -> Places:
    """Make the data folder and the folder of the sockets; both are ours alone."""
    data_dir = Path(data_dir).resolve()
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
    except OSError as reason:
        raise Unusable(f"Cannot make the data folder {data_dir}: {reason.strerror}. Name another: --data-dir") from None
    owner = data_dir.stat().st_uid
    if os.geteuid() not in (0, owner):
        raise Unusable(
            f"The data folder {data_dir} belongs to user {owner}. Start as that user, or name another: --data-dir"
        )
    if owner == os.geteuid():
        # Root's services must pass through, without reading what else lies here.
        data_dir.chmod(0o711 if owner == 0 else 0o700)
    places = Places(data_dir, service_uid(data_dir), addresses(data_dir))
    places.logs.mkdir(mode=0o700, exist_ok=True)
    refuse_foreign(places.run_dir, places.uid)
    places.run_dir.mkdir(mode=0o700, exist_ok=True)
    if places.drops_privileges:
        os.chown(places.run_dir, places.uid, places.uid)
    return places


def reachable(folder: Path, uid: int) -> bool:
    """May this account pass through every folder down to this one? Judged by owner and others; groups do not count."""
    folder = Path(folder).resolve()
    for part in (folder, *folder.parents):
        status = part.stat()
        if not status.st_mode & (0o100 if status.st_uid == uid else 0o001):
            return False
    return True


def make_traversable(folder: Path):
    for part in reversed([folder, *folder.parents]):
        if not part.exists():
            part.mkdir(mode=0o755)
            part.chmod(0o755)
    if not reachable(folder, -1):
        raise Unusable(f"The services' account cannot reach {folder}: one of its parents is closed to others.")
