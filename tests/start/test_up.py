"""`manage.py up` as a person uses it: one folder lives through starts, refusals, kills and stops."""

import os
import pwd
import queue
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import httpx
import psycopg2
import pytest

from config.embedded.address import addresses
from config.embedded.places import reachable

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 90  # two cores that also run the other tests


def free_port():
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return trial.getsockname()[1]


def environment():
    """A shell of its own: nothing of the test run's services."""
    ours = ("DATA_DIR", "TEST_RUN_DIR", "DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "SECRET_KEY")
    kept = {key: value for key, value in os.environ.items() if key not in ours and not key.startswith("PYTEST")}
    return {**kept, "DJANGO_ENV": "development", "DJANGO_SETTINGS_MODULE": "config.settings"}


class Up:
    def __init__(self, data_dir, port, uid=None):
        self.data_dir, self.port = data_dir, port
        command = [sys.executable, "manage.py", "up", "--no-demo", "--port", str(port), "--data-dir", str(data_dir)]
        account = {"user": uid, "group": uid, "extra_groups": []} if uid else {}
        self.process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            **account,
        )
        self.lines = []
        self._queue = queue.Queue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self):
        with self.process.stdout as output:
            for line in output:
                self.lines.append(line)
                self._queue.put(line)
        self._queue.put(None)

    def until(self, words, seconds=START_SECONDS):
        deadline = time.monotonic() + seconds
        while True:
            try:
                line = self._queue.get(timeout=max(deadline - time.monotonic(), 0.01))
            except queue.Empty:
                line = None
            if line is None:
                pytest.fail(f"Did not say {words!r}:\n{''.join(self.lines)}")
            if words in line:
                return line

    def end(self, seconds=START_SECONDS):
        code = self.process.wait(seconds)
        self._reader.join()
        return code, "".join(self.lines)

    def kill(self):
        self.process.kill()
        return self.end()

    def get(self, path):
        return httpx.get(f"http://127.0.0.1:{self.port}{path}", timeout=10, trust_env=False)


@pytest.fixture
def up():
    started = []

    def start(*args, **kwargs):
        started.append(Up(*args, **kwargs))
        return started[-1]

    yield start
    for one in started:
        one.kill()
        for link in (one.data_dir / "postgres", one.data_dir / "redis"):
            if link.is_symlink():  # root's services live outside pytest's folder, which is closed to them
                shutil.rmtree(link.resolve().parent, ignore_errors=True)


def processes_of(data_dir):
    """Every live process that names the folder, or inherited it."""
    found = {}
    for path in Path("/proc").iterdir():
        try:
            if path.name.isdigit() and (path / "stat").read_text().rsplit(")", 1)[1].split()[0] != "Z":
                seen = (path / "cmdline").read_bytes() + (path / "environ").read_bytes()
                if os.fsencode(data_dir) in seen and int(path.name) != os.getpid():
                    found[int(path.name)] = (path / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except OSError:
            continue
    return found


def test_one_data_folder_through_start_refusal_kill_and_stop(up, tmp_path):
    folder, port = tmp_path / "数据 folder", free_port()
    first = up(folder, port)
    first.until("The console runs at")
    health = first.get("/healthz")
    assert health.status_code == 200
    assert health.json()["database"] == health.json()["redis"] == "ok"
    assert (folder / "secret_key").stat().st_mode & 0o777 == 0o600

    # A second start says who runs; a taken port, by whom it is taken and what to do.
    code, said = up(folder, free_port()).end()
    assert code != 0
    assert f"process {first.process.pid}, at http://127.0.0.1:{port}/" in said
    code, said = up(tmp_path / "other", port).end()
    assert code != 0
    assert re.search(rf"Port {port} is taken by process \d+ .*up --port \d+", said)
    assert "Traceback" not in said

    # One web process may be killed: the other answers, and it is started again.
    web = [pid for pid, command in processes_of(folder).items() if "manage.py web" in command]
    assert len(web) == 2
    os.kill(web[0], signal.SIGKILL)
    assert first.get("/healthz").status_code == 200
    first.until("was ended by SIGKILL; starting it again", 10)

    # Killed itself: nothing is left running, and what was stored is there after the next start.
    store(folder, "kept")
    first.kill()
    deadline = time.monotonic() + 10
    while processes_of(folder):
        assert time.monotonic() < deadline, processes_of(folder)
        time.sleep(0.1)

    second = up(folder, port)
    second.until("The console runs at")
    assert stored(folder) == ["kept"]
    began = time.monotonic()
    second.process.send_signal(signal.SIGTERM)
    code, said = second.end()
    assert code == 0
    assert time.monotonic() - began < 10
    assert "Stopped. The data stay" in said
    assert processes_of(folder) == {}


@pytest.mark.skipif(os.geteuid() != 0, reason="Only root can act as another account.")
def test_another_account_starts_it_in_a_home_that_is_closed_to_others(up):
    stranger = pwd.getpwnam("nobody").pw_uid
    if not all(reachable(Path(part), stranger) for part in (ROOT, sys.prefix, Path(sys.executable).resolve().parent)):
        pytest.skip("This checkout lies in a folder that is closed to other accounts.")
    home = Path("/tmp") / f"linkage-home-{os.getpid()}"  # where every account can reach it
    home.mkdir(mode=0o700)
    os.chown(home, stranger, stranger)
    try:
        product = up(home / "data", free_port(), uid=stranger)
        product.until("The console runs at")
        assert product.get("/healthz").status_code == 200
        product.process.send_signal(signal.SIGINT)
        assert product.end()[0] == 0
    finally:
        shutil.rmtree(home)


def store(folder, word):
    with psycopg2.connect(addresses(folder).owner_url) as connection, connection.cursor() as cursor:
        cursor.execute("CREATE TABLE survivor (word text)")
        cursor.execute("INSERT INTO survivor VALUES (%s)", [word])
    connection.close()


def stored(folder):
    with psycopg2.connect(addresses(folder).owner_url) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT word FROM survivor")
        words = [row[0] for row in cursor.fetchall()]
    connection.close()
    return words
