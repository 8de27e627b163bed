"""The key of a trial installation: made once, kept with its data, for its owner only. Production brings its own."""

import os
import secrets
from pathlib import Path

NAME = "secret_key"


def kept(data_dir: Path) -> str | None:
    try:
        return (Path(data_dir) / NAME).read_text().strip() or None
    except OSError:
        return None


def make(data_dir: Path) -> str:
    found = kept(data_dir)
    if found:
        return found
    text = secrets.token_urlsafe(48)
    path = Path(data_dir) / NAME
    path.unlink(missing_ok=True)  # an empty file, left by a full disk
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(text)
    return text
