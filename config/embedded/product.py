"""The whole product on one machine: services, set-up, demo district, processes; in this order, under one supervisor."""

import json
import os
import signal
import socket
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import httpx
from django.conf import settings

from config import catalogue, database
from config.demo import people
from config.embedded import places, secret
from config.embedded.address import BACKUP_ROLE
from config.embedded.places import Unusable
from config.embedded.postgres import Postgres
from config.embedded.process import Child
from config.embedded.processes import PROCESSES
from config.embedded.redis import Redis
from config.embedded.supervisor import Supervisor

ROOT = Path(__file__).resolve().parent.parent.parent
WEB = 2
FIRST_ANSWER_SECONDS = 90


@dataclass
class Wanted:
    data_dir: Path
    host: str
    port: int
    demo: bool
    tls_cert: str | None = None
    tls_key: str | None = None
    backup_dir: Path | None = None

    @property
    def address(self) -> str:
        return self._at({"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host))  # noqa: S104 – shown, not bound

    @property
    def seen_from_outside(self) -> str:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:  # asks the routing table; nothing is sent
            try:
                probe.connect(("192.0.2.1", 9))
                return self._at(probe.getsockname()[0])
            except OSError:
                return self._at(socket.gethostname())

    def _at(self, host: str) -> str:
        return f"{'https' if self.tls_cert else 'http'}://{f'[{host}]' if ':' in host else host}:{self.port}/"


class Product:
    def __init__(self, wanted: Wanted, supervisor: Supervisor, listener: socket.socket):
        self.wanted = wanted
        self.supervisor = supervisor
        self.listener = listener
        self.places = places.prepare(wanted.data_dir)
        self.environment = self._environment()

    def _environment(self):
        environment = {**os.environ, "DATA_DIR": str(self.places.data_dir), "PYTHONUNBUFFERED": "1"}
        environment.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
        if environment.get("DJANGO_ENV", "development") != "production" and not environment.get("SECRET_KEY"):
            environment["SECRET_KEY"] = secret.make(self.places.data_dir)
        if self.wanted.tls_cert:
            environment["BEHIND_TLS"] = "1"
        if self.wanted.backup_dir:
            environment["BACKUP_DIR"] = str(self.wanted.backup_dir)
        return environment

    # --- the steps of the start ------------------------------------------------------------------------------------
    def compile_messages(self):
        catalogue.compile_stale()

    def start_database(self):
        if os.environ.get("DATABASE_URL"):
            if not os.environ.get("DATABASE_OWNER_URL"):
                raise Unusable("DATABASE_URL needs DATABASE_OWNER_URL beside it: the role that migrates.")
            return "given by DATABASE_URL"
        self.supervisor.bring_up(Postgres(self.places), patience=3, rank=0)
        address = self.places.address
        database.prepare(address.superuser_url, address.owner_url, address.database_url, BACKUP_ROLE)
        return "embedded"

    def start_redis(self):
        if os.environ.get("REDIS_URL"):
            return "given by REDIS_URL"
        self.supervisor.bring_up(Redis(self.places), patience=0.7, rank=1)
        return "embedded"

    def set_up(self):
        self._step("setup", ["setup", "-v", "0"])

    def is_empty(self) -> bool:
        return not database.holds(self._owner_dsn(), "units_unit", "TRUE")

    def shows_demo(self) -> bool:
        return database.holds(self._owner_dsn(), "units_user", f"username = '{people.accounts()[0].username}'")

    def _owner_dsn(self):
        return os.environ.get("DATABASE_OWNER_URL") or self.places.address.owner_url

    def load_demo(self):
        child = Child("demo", [sys.executable, "manage.py", "load_demo"], None, env=self.environment, cwd=ROOT)
        code = self.supervisor.run_once(child)
        if code:
            raise Unusable(
                f"The demo district was not loaded (code {code}). Start with --no-demo, or a new --data-dir."
            )

    def start_processes(self):
        # The worker is told together with the web processes, and to give up what it does: that is handed over again.
        child = self._child("worker", PROCESSES["worker"], signs=True)
        child.stop_signal = signal.SIGQUIT
        self.supervisor.keep(child, patience=3.5, rank=3)
        for name in ("tick", "outbox"):
            self.supervisor.keep(self._child(name, PROCESSES[name], signs=True), patience=1.5, rank=2)
        if self.wanted.backup_dir:
            follow = self._child("backup", [sys.executable, "manage.py", "backup", "--follow"], signs=True)
            self.supervisor.keep(follow, patience=3.5, rank=1)  # after those that write, before the database
        for number in range(1, WEB + 1):
            command = [sys.executable, "manage.py", "web", "--fd", self.listener.fileno(), "--graceful-seconds", "2"]
            if self.wanted.tls_cert:
                command += ["--tls-cert", self.wanted.tls_cert, "--tls-key", self.wanted.tls_key]
            child = self._child(f"web-{number}", command, fds=(self.listener.fileno(),), signs=True)
            self.supervisor.keep(child, patience=3.5, rank=3)

    def wait_for_an_answer(self):
        """A page that a person would see, and the health report: only then is the product up."""
        deadline = time.monotonic() + FIRST_ANSWER_SECONDS
        headers = {}
        if settings.PRODUCTION:  # we come as the proxy would: by a known name, over TLS
            headers = {"Host": settings.ALLOWED_HOSTS[0].lstrip("."), "X-Forwarded-Proto": "https"}
        with httpx.Client(
            base_url=self.wanted.address,
            headers=headers,
            verify=False,  # noqa: S501 – we ask ourselves, by a number that no certificate names
            timeout=10,
            trust_env=False,
        ) as client:
            while True:
                self.supervisor.refuse_if_stopping()
                self.supervisor.look_after()
                try:
                    health, page = client.get("/healthz"), client.get("/", follow_redirects=True)
                    if health.status_code == 200 and page.status_code == 200:
                        return health.json()
                    wrong = f"/healthz {health.status_code}, / {page.status_code}"
                except (httpx.HTTPError, json.JSONDecodeError) as reason:
                    wrong = str(reason) or type(reason).__name__
                if time.monotonic() > deadline:
                    raise Unusable(f"No page after {FIRST_ANSWER_SECONDS} s ({wrong}). Logs: {self.places.logs}")
                time.sleep(0.2)

    def _step(self, name, arguments):
        child = self._child(name, [sys.executable, "manage.py", *arguments])
        before = child.log.stat().st_size if child.log.exists() else 0
        if self.supervisor.run_once(child):
            said = child.log.read_bytes()[before:].decode(errors="replace").strip().splitlines()
            raise Unusable(f"`manage.py {name}` failed:\n" + "\n".join(said[-8:]) + f"\nLog: {child.log}")

    def _child(self, name, command, fds=(), signs=False):
        log = self.places.logs / f"{name}.log"
        return Child(name, command, log, env=self.environment, cwd=ROOT, pass_fds=fds, signs=signs)
