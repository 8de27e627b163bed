"""PostgreSQL and Redis for one test run: started by pytest's first process, gone with it.

The migrated template database is kept between runs under a digest of all that makes it, so that a run starts in a
second; each worker then copies the template (0.1 s), and a test that commits has the tables put back from a copy.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import psycopg2
from psycopg2 import sql
from psycopg2.extensions import ISOLATION_LEVEL_AUTOCOMMIT

ROOT = Path(__file__).resolve().parent.parent
CACHE = ROOT / ".data-test"
TEMPLATE = "linkage"
TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'django_migrations'"
_running = []
_places = None


def external() -> bool:
    return bool(os.environ.get("DATABASE_URL"))


def _clear_leftovers():
    """A run that was killed leaves its folder behind; its processes are gone."""
    own = Path(os.environ["TEST_RUN_DIR"])
    for folder in own.parent.glob("linkage-test-*"):
        if not Path(f"/proc/{folder.name.rsplit('-', 1)[1]}").exists():
            shutil.rmtree(folder, ignore_errors=True)


def start_for(config):
    """Called by pytest's first process alone, from the main thread: the services die with it, even by kill -9."""
    global _places
    from config import catalogue

    catalogue.compile_stale()
    if external():
        _setup()
        _keep_baseline(os.environ["DATABASE_OWNER_URL"])
        return
    from config.embedded import places
    from config.embedded.redis import Redis

    _clear_leftovers()
    _places = places.prepare(Path(os.environ["DATA_DIR"]))
    template = _template()
    shutil.copytree(template, _places.folder("postgres") / "cluster", copy_function=shutil.copy)
    _give(_places.folder("postgres"), _places.uid)
    _start(_postgres(_places))
    _start(Redis(_places, throwaway=True))


def stop():
    for child in reversed(_running):
        child.stop(5)
    _running.clear()
    if _places is not None:
        for name in ("postgres", "redis"):
            shutil.rmtree(_places.folder(name), ignore_errors=True)
        shutil.rmtree(_places.run_dir, ignore_errors=True)
        shutil.rmtree(_places.data_dir, ignore_errors=True)


def _postgres(places):
    from config.embedded.postgres import Postgres

    return Postgres(places, throwaway=True)


def _start(service):
    service.prepare()
    child = service.child()
    child.start()
    _running.append(child)
    deadline = time.monotonic() + 60
    while not service.ready():
        if not child.running() or time.monotonic() > deadline:
            raise RuntimeError(f"{service.name} did not start:\n{child.last_words(20)}")
        time.sleep(0.02)
    return child


def _template() -> Path:
    """The folder of a cluster, shut down cleanly, that holds the migrated database."""
    CACHE.mkdir(exist_ok=True)
    target = CACHE / f"cluster-{_digest()}"
    with open(CACHE / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not target.exists():
            for old in sorted(CACHE.glob("cluster-*"), key=lambda path: path.stat().st_mtime)[:-2]:
                shutil.rmtree(old, ignore_errors=True)
            _make_template(target)
        os.utime(target)  # the oldest unused are thrown away
    return target


def _make_template(target: Path):
    from config import database

    postgres = _postgres(_places)
    child = _start(postgres)
    try:
        address = _places.address
        database.prepare(address.superuser_url, address.owner_url, address.database_url)
        _setup()
        _keep_baseline(_superuser(TEMPLATE))
    finally:
        _running.remove(child)
        child.stop(20)
    half = target.with_name(f".half-{os.getpid()}")
    shutil.rmtree(half, ignore_errors=True)
    shutil.move(postgres.folder / "cluster", half)
    half.rename(target)


def _setup():
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    command = [sys.executable, "manage.py", "setup", "--test-rights", "-v", "0"]
    run = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    if run.returncode:
        raise RuntimeError(f"`manage.py setup` failed for the test database:\n{run.stdout}{run.stderr}")


def _digest() -> str:
    """Of everything that decides what a fresh database holds."""
    digest = hashlib.sha256()
    sources = [
        ROOT / "config" / "database.py",
        ROOT / "config" / "management" / "commands" / "setup.py",
        Path(__file__),
    ]
    for app in ("units", "dispatch", "intake", "grid"):
        sources += sorted((ROOT / app).glob("migrations/**/*.py"))
    for path in sources:
        digest.update(path.relative_to(ROOT).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def _give(folder: Path, uid: int):
    for path in [folder, *folder.rglob("*")]:
        if os.geteuid() == 0:
            os.chown(path, uid, uid, follow_symlinks=False)


# --- One database per worker --------------------------------------------------------------------------------------
def _superuser(database: str) -> str:
    if external():
        return os.environ["DATABASE_OWNER_URL"].rsplit("/", 1)[0] + f"/{database}"
    from config.embedded.address import addresses

    return addresses(Path(os.environ["DATA_DIR"])).superuser_url.rsplit("/", 1)[0] + f"/{database}"


def make_database(name: str):
    _execute(_superuser("postgres"), sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
    owner = _owner()
    create = sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER {}").format(
        sql.Identifier(name), sql.Identifier(_template_name()), sql.Identifier(owner)
    )
    for attempt in range(50):
        try:
            _execute(_superuser("postgres"), create)
            return
        except psycopg2.errors.ObjectInUse:  # another worker is copying it
            if attempt == 49:
                raise
            time.sleep(0.1)


def drop_database(name: str):
    _execute(_superuser("postgres"), sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def restore(name: str):
    """Empty every table, put back the rows that migrations made; Django's flush needs rights the app has not.

    A browser that has just been closed may have left a request behind: whoever of the two waits in vain goes again.
    """
    for attempt in range(5):
        try:
            _restore(name)
            return
        except psycopg2.errors.DeadlockDetected:
            if attempt == 4:
                raise


def _restore(name):
    """DELETE, not TRUNCATE: for the few rows of a test it is ten times quicker."""
    connection = psycopg2.connect(_superuser(name))
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '10s'")  # a thread that still holds a transaction is a bug in the test
            cursor.execute("SET session_replication_role = replica")  # no append-only triggers, no foreign keys
            cursor.execute(TABLES)
            tables = [sql.Identifier("public", row[0]) for row in cursor.fetchall()]
            cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'baseline'")
            kept = [row[0] for row in cursor.fetchall()]
            cursor.execute(sql.SQL("; ").join(sql.SQL("DELETE FROM {}").format(table) for table in tables))
            refill = sql.SQL("INSERT INTO {} OVERRIDING SYSTEM VALUE SELECT * FROM {}")
            for table in kept:
                cursor.execute(refill.format(sql.Identifier("public", table), sql.Identifier("baseline", table)))
    finally:
        connection.close()


def _keep_baseline(dsn: str):
    _execute(dsn, sql.SQL("DROP SCHEMA IF EXISTS baseline CASCADE"), sql.SQL("CREATE SCHEMA baseline"))
    connection = psycopg2.connect(dsn)
    with connection, connection.cursor() as cursor:
        cursor.execute(TABLES)
        for (table,) in cursor.fetchall():
            source, copy = sql.Identifier("public", table), sql.Identifier("baseline", table)
            cursor.execute(sql.SQL("SELECT EXISTS (SELECT 1 FROM {})").format(source))
            if cursor.fetchone()[0]:
                cursor.execute(sql.SQL("CREATE TABLE {} AS TABLE {}").format(copy, source))
    connection.close()


def _template_name() -> str:
    return os.environ["DATABASE_OWNER_URL"].rsplit("/", 1)[1].split("?")[0] if external() else TEMPLATE


def _owner() -> str:
    from psycopg2.extensions import parse_dsn

    from config.embedded.address import OWNER_ROLE

    return parse_dsn(os.environ["DATABASE_OWNER_URL"])["user"] if external() else OWNER_ROLE


def _execute(dsn: str, *statements):
    connection = psycopg2.connect(dsn)
    try:
        connection.set_isolation_level(ISOLATION_LEVEL_AUTOCOMMIT)
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
    finally:
        connection.close()
