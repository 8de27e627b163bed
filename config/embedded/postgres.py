"""PostgreSQL from its wheel, as a child in the foreground.

`listen_addresses` is empty and the socket's folder is 0700: who can open the socket is us or root, so local connections
are trusted. The application still comes as a role of its own, under row-level security.
"""

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import psycopg2

from config.embedded.binaries import postgres_bin
from config.embedded.places import Places, Unusable
from config.embedded.process import Child

MAJOR = "18"
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "128MB",
    "dynamic_shared_memory_type": "posix",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "lc_messages": "C",  # the start-up reads the log for one sentence
    "log_line_prefix": "%m [%p] %u ",
    "client_connection_check_interval": "10s",
    "max_wal_size": "1GB",
    "max_slot_wal_keep_size": "4GB",  # a backup that went away must not fill the disk
    "random_page_cost": "1.1",
}
THROWAWAY = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off", "max_connections": "200"}


class Postgres:
    name = "postgres"

    def __init__(self, places: Places, throwaway: bool = False):
        self.places = places
        self.bin = postgres_bin(places.uid)
        self.throwaway = throwaway  # for tests: nothing needs to survive a power cut
        self._folder = None

    @property
    def folder(self) -> Path:
        if self._folder is None:
            self._folder = self.places.folder("postgres")
        return self._folder

    def prepare(self):
        """Make the cluster on the first start; a half-made one is not mistaken for a whole one."""
        cluster = self.folder / "cluster"
        if not cluster.exists():
            half = self.folder / "half-made"
            shutil.rmtree(half, ignore_errors=True)
            self._initdb(half)
            half.rename(cluster)
        found = (cluster / "PG_VERSION").read_text().strip()
        if found != MAJOR:
            raise Unusable(
                f"{cluster} was written by PostgreSQL {found}; this release brings {MAJOR}. "
                "Dump it with the release that wrote it (pg_dump) and restore it into a new data folder."
            )
        self._clear_stale_pid_file(cluster)

    def _initdb(self, folder: Path):
        # initdb asks who it is and insists on a name; the services' number has none. `nobody` has one everywhere.
        maker = 65534 if self.places.drops_privileges and self.places.uid != os.geteuid() else None
        privileges = {}
        if maker is not None:
            folder.mkdir(mode=0o700)
            os.chown(folder, maker, maker)
            os.chown(self.folder, maker, maker)
            privileges = {"user": maker, "group": maker, "extra_groups": []}
        command = [self.bin / "initdb", "-D", folder, "-U", "postgres", "--auth=trust", "-E", "UTF8"]
        # Not --locale=C alone: its text functions treat Chinese as nothing.
        command += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C.UTF-8"]
        command += ["--no-sync", "--no-instructions"] if self.throwaway else ["--no-instructions"]
        run = subprocess.run(
            [str(part) for part in command], env=self._env(), cwd="/", capture_output=True, text=True, **privileges
        )
        if maker is not None:
            for path in [self.folder, folder, *folder.rglob("*")]:
                os.chown(path, self.places.uid, self.places.uid, follow_symlinks=False)
        if run.returncode:
            raise Unusable(f"PostgreSQL could not make its folder {folder}:\n{(run.stderr or run.stdout).strip()}")

    def _env(self):
        return {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C.UTF-8", "TZ": "UTC"}

    def child(self, cluster: Path | None = None, more: dict | None = None) -> Child:
        settings = {**SETTINGS, **(THROWAWAY if self.throwaway else {}), **(more or {})}
        settings["unix_socket_directories"] = str(self.places.run_dir)
        argv = [self.bin / "postgres", "-D", cluster or self.folder / "cluster"]
        for key, value in settings.items():
            argv += ["-c", f"{key}={value}"]
        return Child(
            self.name,
            argv,
            self.places.logs / "postgres.log",
            env=self._env(),
            uid=self.places.uid,
            cwd=Path("/"),
            stop_signal=signal.SIGINT,  # "fast": roll back what is open, write a checkpoint, go
            death_signal=signal.SIGINT,
        )

    def ready(self) -> bool:
        """Only a query that was answered counts."""
        try:
            connection = psycopg2.connect(self.places.address.superuser_url, connect_timeout=2)
        except psycopg2.OperationalError:
            return False
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
                return cursor.fetchone() == (1,)
        except psycopg2.Error:
            return False
        finally:
            connection.close()

    def _clear_stale_pid_file(self, cluster: Path):
        """We hold the lock on the data folder, so the pid file names a leftover, or a stranger with its number."""
        pid_file = cluster / "postmaster.pid"
        try:
            pid = int(pid_file.read_text().split("\n", 1)[0])
        except (OSError, ValueError):
            return
        if not _is_postgres(pid):
            pid_file.unlink(missing_ok=True)
            return
        deadline = time.monotonic() + 30
        while _is_postgres(pid) and time.monotonic() < deadline:
            try:
                os.kill(pid, signal.SIGINT)
            except ProcessLookupError:
                return
            time.sleep(0.2)


def _is_postgres(pid: int) -> bool:
    try:
        name, state = Path(f"/proc/{pid}/stat").read_text().split("(", 1)[1].rsplit(")", 1)
    except OSError:
        return False
    return name == "postgres" and state.split()[0] != "Z"
