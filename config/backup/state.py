"""How old is what we would restore? For the health report and the doctor."""

import json
from datetime import UTC, datetime
from pathlib import Path

from config.backup import Refused
from config.backup.folder import Folder

FOLLOWER_LATE_SECONDS = 60  # it promises ten; a restart of the database takes longer
BASE_LATE_SECONDS = 26 * 3600


def age_seconds(path: Path) -> tuple[float | None, int]:
    """(age of the newest restorable moment, from which age on it is late). None: there is nothing to restore."""
    now = datetime.now(UTC)
    try:
        bases = Folder(path).found().bases()
    except (Refused, OSError):
        return None, BASE_LATE_SECONDS
    if not bases:
        return None, BASE_LATE_SECONDS
    level_at = said(path).get("level_at")
    if level_at is None:
        return (now - bases[-1].ended).total_seconds(), BASE_LATE_SECONDS
    newest = max(datetime.fromisoformat(level_at), bases[-1].ended)
    return max((now - newest).total_seconds(), 0.0), FOLLOWER_LATE_SECONDS


def said(path: Path) -> dict:
    """The follower's last word."""
    try:
        return json.loads((Path(path) / "state.json").read_text())
    except (OSError, ValueError):
        return {}
