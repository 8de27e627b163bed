"""Where the embedded services listen: a pure function of the data folder, so that every command finds them.

Sockets live outside the data folder: the path of a socket must stay under 100 bytes and plain ASCII, and the folder of
a clone may be neither. The folder is 0700 and belongs to the account the services run under; that account and root are
the only ones who can reach a socket, which is the whole authentication (`listen_addresses` is empty).
"""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

DATABASE = "linkage"
OWNER_ROLE = "linkage_owner"
APP_ROLE = "linkage_app"
BACKUP_ROLE = "linkage_backup"
SUPERUSER = "postgres"

# A number nobody logs in with, from the range that systemd keeps for dynamic users: PostgreSQL refuses to run as root.
SERVICE_UID = 61789


@dataclass(frozen=True)
class Addresses:
    database_url: str
    owner_url: str
    superuser_url: str
    backup_url: str
    redis_url: str
    run_dir: Path

    @property
    def redis_socket(self):
        return self.run_dir / "redis.sock"


def service_uid(data_dir: Path) -> int:
    """Whose processes the services are: the owner of the data folder, but never root."""
    try:
        owner = Path(data_dir).stat().st_uid
    except OSError:
        owner = os.geteuid()
    return owner or SERVICE_UID


def run_dir(data_dir: Path) -> Path:
    """Short and the same for every command, whatever the login session (so not XDG_RUNTIME_DIR)."""
    uid = service_uid(data_dir)
    digest = hashlib.sha256(os.fsencode(Path(data_dir).resolve())).hexdigest()[:12]
    root_only = Path("/run")
    if uid == SERVICE_UID and root_only.is_dir():
        return root_only / f"linkage-{digest}"
    return Path("/tmp") / f"linkage-{uid}-{digest}"  # noqa: S108 – ownership is checked before every use


def addresses(data_dir: Path, database: str = DATABASE) -> Addresses:
    folder = run_dir(data_dir)
    refuse_foreign(folder, service_uid(data_dir))
    host = quote(str(folder), safe="")
    return Addresses(
        database_url=f"postgresql://{APP_ROLE}@{host}/{database}",
        owner_url=f"postgresql://{OWNER_ROLE}@{host}/{database}",
        superuser_url=f"postgresql://{SUPERUSER}@{host}/postgres",
        backup_url=f"postgresql://{BACKUP_ROLE}@{host}/postgres",
        redis_url=f"unix://{folder}/redis.sock?db=0",
        run_dir=folder,
    )


class ForeignFolder(RuntimeError):
    """Somebody else made the folder our sockets belong in; speaking to it would be speaking to a stranger."""


def refuse_foreign(folder: Path, uid: int):
    try:
        status = folder.lstat()
    except OSError:
        return
    if status.st_uid not in (uid, 0) or not folder.is_dir() or folder.is_symlink() or status.st_mode & 0o077:
        raise ForeignFolder(
            f"{folder} is not a private folder of user {uid}. Remove it (it only ever holds sockets) and start again."
        )
