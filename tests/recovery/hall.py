"""A database of its own that a test may destroy: a copy of the run's migrated template, and the commands against it."""

import io
import os
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

import psycopg2
from django.core.management import CommandError, call_command

from config import database
from config.embedded import places
from config.embedded.address import BACKUP_ROLE
from config.embedded.postgres import Postgres
from tests import services

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 120


class Hall:
    def __init__(self, name):
        # Not pytest's folder: it is closed to the account that the services run under when root runs the tests.
        self.top = Path(tempfile.gettempdir()) / f"linkage-recovery-{os.getpid()}-{name}"
        self.data, self.copies = self.top / "数据 folder", self.top / "the 'copies' 100%"
        self._running = []
        self.top.mkdir(mode=0o755)
        self.postgres = None
        cluster = places.prepare(self.data).folder("postgres") / "cluster"
        shutil.copytree(services._template(), cluster, copy_function=shutil.copy)
        services._give(cluster.parent, places.prepare(self.data).uid)
        self.start()

    def start(self, **settings):
        where = places.prepare(self.data)
        service = Postgres(where)
        service.prepare()
        self.postgres = service.child(more={"fsync": "off", **settings})
        self.postgres.start()
        eventually(service.ready)
        address = where.address
        database.prepare(address.superuser_url, address.owner_url, address.database_url, BACKUP_ROLE)
        self.dsn = address.superuser_url.rsplit("/", 1)[0] + "/linkage"

    def stop(self):
        self.postgres.stop(20)

    def query(self, statement, *parameters):
        with closing(psycopg2.connect(self.dsn)) as connection:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute(statement, parameters)
                return cursor.fetchall() if cursor.description else None

    def begin(self, *words):
        environment = {
            **{key: value for key, value in os.environ.items() if not key.startswith(("PYTEST", "TEST_RUN"))},
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "DJANGO_ENV": "development",
            "DATA_DIR": str(self.data),
        }
        command = [sys.executable, "manage.py", *(str(word) for word in words)]
        log = self.top / f"{len(self._running)}.log"
        with open(log, "w") as said:
            process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=said, stderr=said)
        process.log = log
        self._running.append(process)
        return process

    def run(self, *words):
        """(exit code, what it said)."""
        process = self.begin(*words)
        return process.wait(PATIENCE), process.log.read_text()

    def follow(self):
        return self.begin("backup", "--follow", "--to", self.copies)

    def restore(self, *words, data=None):
        """In this process: it asks the database by no setting of ours."""
        said, umask = io.StringIO(), os.umask(0o077)
        words = ["--from", self.copies, "--data-dir", data or self.data, *words]
        try:
            call_command("restore", *map(str, words), stdout=said, stderr=said)
        except CommandError as refusal:
            return refusal.returncode, f"{said.getvalue()}{refusal}"
        finally:
            os.umask(umask)
        return 0, said.getvalue()

    def destroy(self):
        """The power goes and the disk with it."""
        self.kill_all()
        shutil.rmtree(self.data)

    def kill_all(self):
        for process in self._running:
            process.kill()
            process.wait()
        self.postgres.kill()

    def close(self):
        self.kill_all()
        shutil.rmtree(places.prepare(self.data).run_dir, ignore_errors=True)
        shutil.rmtree(self.top)


def eventually(condition, seconds=PATIENCE):
    deadline = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < deadline, "it did not come about"
        time.sleep(0.05)
    return found
