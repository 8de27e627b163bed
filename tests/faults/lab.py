"""The laboratory: PostgreSQL and Redis of its own behind proxies, and the real product under its real supervisor."""

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import quote

import httpx
import psycopg2

from config import database
from config.embedded import places
from config.embedded.address import APP_ROLE, DATABASE, OWNER_ROLE
from config.embedded.postgres import Postgres
from config.embedded.process import Child
from config.embedded.redis import Redis
from tests.faults import gateway, processes
from tests.faults.history import History
from tests.faults.processes import eventually
from tests.faults.proxy import Loop, Proxy

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 150  # on two cores that also run the other tests
WEB = 2


class Service:
    """PostgreSQL or Redis as a child of the laboratory: killed, stopped and started again at will."""

    def __init__(self, service):
        self.service, self.child = service, None

    def start(self):
        """Like the supervisor: half of the starts after kill -9 meet the old server's shared memory."""
        self.service.prepare()
        self.child = self.service.child()
        began = time.monotonic()
        self.child.start()
        while not self.service.ready():
            if not self.child.running():
                time.sleep(0.1)
                self.child.start()
            if time.monotonic() - began > START_SECONDS:
                raise TimeoutError(f"{self.service.name} did not start:\n{self.child.last_words(20)}")
            time.sleep(0.02)
        return time.monotonic() - began

    def kill(self):
        """kill -9 of the whole group, as when the machine's memory is full."""
        self.child.kill()

    def stop(self):
        self.child.stop(20)

    def freeze(self):
        processes.freeze(self.child.pid, *processes.descendants(self.child.pid))

    def thaw(self):
        processes.thaw(self.child.pid, *processes.descendants(self.child.pid))


class Lab:
    """`with Lab(port) as lab:` – set up with a district's units and people, nothing in it yet."""

    def __init__(self, port=0, tell=print, code=ROOT):
        self.port, self.tell = port or free_port(), tell
        self.code = code  # the checkout whose product runs: another release's in F14
        self.folder = Path(tempfile.mkdtemp(prefix="faults-", dir="/tmp"))
        self.base = f"http://127.0.0.1:{self.port}"
        self.data_dir = self.folder / "data"
        self.places = places.prepare(self.data_dir)
        self.postgres, self.redis = Service(Postgres(self.places)), Service(Redis(self.places))
        self.history = History(self.folder / "history.jsonl")
        self.gateway = gateway.Gateway()
        self.loop = Loop("laboratory")
        self.up = None
        self._proxies()

    def _proxies(self):
        front = self.folder / "p"
        front.mkdir(mode=0o700)
        behind = self.places.run_dir
        self.postgres_proxy = Proxy(self.loop, front / ".s.PGSQL.5432", behind / ".s.PGSQL.5432")
        self.redis_proxy = Proxy(self.loop, front / "redis.sock", behind / "redis.sock")
        host = quote(str(front), safe="")
        self.app_url = f"postgresql://{APP_ROLE}@{host}/{DATABASE}"
        self.owner_url = f"postgresql://{OWNER_ROLE}@{host}/{DATABASE}"
        self.redis_url = f"unix://{front}/redis.sock?db=0"

    def __enter__(self):
        try:
            self.postgres.start()
            self.redis.start()
            address = self.places.address
            database.prepare(address.superuser_url, address.owner_url, address.database_url)
            self.start()
            self.manage("load_demo", "--empty")
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        if self.up:
            self.stop()
        for service in (self.redis, self.postgres):
            if service.child:
                service.thaw()
                service.stop()
        for proxy in (self.postgres_proxy, self.redis_proxy):
            proxy.stop()
        self.loop.end()
        self.gateway.end()
        self.history.close()
        for name in ("postgres", "redis"):
            link = self.data_dir / name
            if link.is_symlink():
                shutil.rmtree(link.resolve(), ignore_errors=True)
        self.places.leave()
        shutil.rmtree(self.folder, ignore_errors=True)

    # --- the product -------------------------------------------------------------------------------------------------
    def environment(self, embedded=False, **more):
        """A shell of its own: nothing of a test run's services, and the services behind the proxies."""
        foreign = ("DATA_DIR", "TEST_RUN_DIR", "DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "SECRET_KEY")
        kept = {k: v for k, v in os.environ.items() if k not in foreign and not k.startswith("PYTEST")}
        ours = {
            "DATA_DIR": str(self.data_dir),
            "DJANGO_ENV": "development",
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "SMS_GATEWAY_URL": self.gateway.url,
            "SMS_GATEWAY_SECRET": gateway.SECRET,
        }
        if not embedded:
            ours |= {"DATABASE_URL": self.app_url, "DATABASE_OWNER_URL": self.owner_url, "REDIS_URL": self.redis_url}
        return {**kept, **ours, **more}

    def manage(self, *words, code=None, check=True, **more):
        """Run a management command to its end; returns what it said."""
        command = [sys.executable, "manage.py", *map(str, words)]
        run = subprocess.run(
            command, cwd=code or self.code, env=self.environment(**more), capture_output=True, text=True
        )
        if check and run.returncode:
            raise RuntimeError(f"`manage.py {words[0]}` failed:\n{(run.stdout + run.stderr)[-2000:]}")
        return run.stdout + run.stderr

    def start(self, embedded=False, code=None, **more):
        """The one command, and the seconds until a page is answered."""
        words = ["up", "--no-demo", "--port", self.port, "--data-dir", self.data_dir]
        environment = self.environment(embedded, PYTHONUNBUFFERED="1", **more)
        log = self.folder / "up.log"
        self.up = Child("up", [sys.executable, "manage.py", *words], log, env=environment, cwd=code or self.code)
        began = time.monotonic()
        self.up.start()
        self.wait_until_up()
        return time.monotonic() - began

    def wait_until_up(self, seconds=START_SECONDS):
        def answers():
            if not self.up.running():
                raise RuntimeError(f"`manage.py up` ended:\n{self.up.last_words(20)}")
            return self.health()

        return eventually(answers, seconds, what="/healthz")

    def health(self):
        """The report of a process that can serve, or None."""
        with contextlib.suppress(httpx.HTTPError, ValueError):
            answer = httpx.get(f"{self.base}/healthz", timeout=5, trust_env=False)
            return answer.json() if answer.status_code == 200 else None
        return None

    def mend(self):
        """Whatever a fault left behind: everything runs again."""
        for service in (self.postgres, self.redis):
            if service.child.running():
                service.thaw()
            else:
                places.prepare(self.data_dir)
                service.start()
        if self.up is None or not self.up.running():
            self.start()

    def stop(self):
        processes.thaw(*processes.descendants(self.up.pid))
        self.up.stop(30)
        self.up = None

    def kill(self, *pids):
        """kill -9, of our descendants alone."""
        processes.kill(*(set(pids) & set(processes.descendants(self.up.pid))))

    def pids(self, name):
        return processes.children(self.up.pid, name)

    def whole(self, seconds=60):
        """Every process of the product is there again; returns the seconds that it took."""
        wanted = {"web": WEB, "worker": 1, "tick": 1, "outbox": 1}
        return eventually(
            lambda: all(len(self.pids(k)) == n for k, n in wanted.items()), seconds, what="all processes"
        )[1]

    def restarted(self, name, old, seconds=60):
        """Seconds until `name` runs in full without any of the processes `old`."""
        count = WEB if name == "web" else 1

        def new():
            now = set(self.pids(name))
            return len(now) == count and not now & set(old)

        return eventually(new, seconds, what=f"a new {name}")[1]

    @contextlib.contextmanager
    def embedded(self):
        """The same data, started as on a bare machine: PostgreSQL and Redis are the supervisor's own children."""
        self.stop()
        self.redis.stop()
        self.postgres.stop()
        self.start(embedded=True)
        try:
            yield
        finally:
            self.stop()
            places.prepare(self.data_dir)  # the supervisor took the folder of its sockets away
            self.postgres.start()
            self.redis.start()
            self.start()

    def power_cut(self):
        """kill -9 of everything at once: supervisor, product, PostgreSQL, Redis."""
        everything = [self.up.pid, *processes.descendants(self.up.pid)]
        for service in (self.postgres, self.redis):
            if service.child.running():
                everything += [service.child.pid, *processes.descendants(service.child.pid)]
        processes.kill(*everything)
        eventually(lambda: not any(processes.state(pid) not in ("", "Z") for pid in everything), 20, what="all dead")
        self.up.kill()

    # --- the truth ---------------------------------------------------------------------------------------------------
    def rows(self, query, *values):
        """Straight from the database, past proxies and row-level security."""
        url = self.places.address.superuser_url.rpartition("/")[0] + f"/{DATABASE}"
        connection = psycopg2.connect(url, connect_timeout=10)
        try:
            with connection, connection.cursor() as cursor:
                cursor.execute(query, values or None)
                return cursor.fetchall() if cursor.description else []
        finally:
            connection.close()

    def value(self, query, *values):
        return self.rows(query, *values)[0][0]


def free_port():
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return trial.getsockname()[1]
