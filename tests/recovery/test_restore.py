"""A destroyed database comes back: really destroyed, under writes, with the processes killed."""

import json
import os
import threading
import time
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta

import psycopg2
import pytest

from config.backup.folder import Folder
from tests import services
from tests.recovery.hall import Hall, eventually

pytestmark = pytest.mark.skipif(services.external(), reason="destroys an embedded database")
RPO = timedelta(seconds=10)


@pytest.fixture
def hall(request):
    made = Hall(request.node.name[:40].rpartition("[")[2])
    made.query("CREATE TABLE acked (id bigint PRIMARY KEY, at timestamptz DEFAULT clock_timestamp())")
    yield made
    made.close()


def level(hall):
    """When the follower last had everything."""
    with suppress(OSError, ValueError):
        if at := json.loads((hall.copies / "state.json").read_text())["level_at"]:
            return datetime.fromisoformat(at)
    return None


def whole(hall):
    return Folder(hall.copies).bases() if (hall.copies / "base").is_dir() else []


class Writer(threading.Thread):
    """Notes what was acknowledged, and when, until the database goes away."""

    def __init__(self, hall):
        super().__init__()
        self.dsn, self.acked, self.stopping = hall.dsn, {}, False
        self.start()

    def run(self):
        with suppress(psycopg2.Error), closing(psycopg2.connect(self.dsn)) as connection:
            connection.autocommit = True
            with connection.cursor() as cursor:
                while not self.stopping:
                    number = len(self.acked)
                    cursor.execute("INSERT INTO acked VALUES (%s)", [number])
                    self.acked[number] = datetime.now(UTC)
                    time.sleep(0.002)

    def end(self):
        self.stopping = True
        self.join()


def test_what_was_acknowledged_ten_seconds_before_the_end_is_there(hall):
    photo = hall.data / "photos" / "ready" / "aa.jpg"
    photo.parent.mkdir(parents=True)
    photo.write_bytes(os.urandom(50_000))
    content = photo.read_bytes()
    first = hall.follow()
    eventually(lambda: whole(hall) and level(hall))
    writer = Writer(hall)
    eventually(lambda: len(writer.acked) > 200)
    first.kill()  # the slot keeps what is written meanwhile
    first.wait()
    seen = len(writer.acked)
    eventually(lambda: len(writer.acked) > seen + 200)
    hall.query("SELECT pg_switch_wal()")
    hall.follow()
    eventually(lambda: (hall.copies / "photos" / "ready" / "aa.jpg").exists())
    resumed = datetime.now(UTC)
    eventually(lambda: level(hall) and level(hall) > resumed)
    ended = datetime.now(UTC)
    hall.destroy()
    writer.end()

    code, said = hall.restore()
    assert code == 0, said
    assert "The last commit that was received" in said
    assert "all as written" in said
    hall.start()
    stored = {row[0] for row in hall.query("SELECT id FROM acked")}
    lost = [number for number, at in writer.acked.items() if number not in stored and at < ended - RPO]
    assert lost == []
    assert len(stored) > seen + 200
    assert photo.read_bytes() == content

    # Life goes on: the follower begins a new line for the database that came back, with a base of its own.
    hall.query("INSERT INTO acked VALUES (-1)")
    hall.follow()
    eventually(lambda: len(whole(hall)) == 2)
    assert len(Folder(hall.copies).lines()) == 2
    hall.query("INSERT INTO acked VALUES (-2)")
    written = datetime.now(UTC)
    eventually(lambda: level(hall) > written)
    hall.destroy()
    assert hall.restore()[0] == 0
    hall.start()
    assert hall.query("SELECT count(*) FROM acked WHERE id < 0") == [(2,)]


def test_an_earlier_moment_can_be_brought_back(hall):
    hall.follow()
    eventually(lambda: whole(hall) and level(hall))
    hall.query("INSERT INTO acked VALUES (1)")
    moment = hall.query("SELECT clock_timestamp()")[0][0]
    hall.query("DELETE FROM acked")  # the mistake
    written = datetime.now(UTC)
    eventually(lambda: level(hall) > written)
    hall.destroy()
    code, said = hall.restore("--at", moment.isoformat())
    assert code == 0, said
    hall.start()
    assert hall.query("SELECT id FROM acked") == [(1,)]
    hall.stop()
    too_late, too_early = (moment + timedelta(days=shift) for shift in (1, -1))
    other = hall.top / "other"
    assert "The WAL ends before --at" in hall.restore("--at", too_late.isoformat(), data=other)[1]
    assert "--at must be later than that" in hall.restore("--at", too_early.isoformat(), data=other)[1]
    assert "is no time" in hall.restore("--at", "gestern", data=other)[1]


def test_a_backup_that_was_killed_leaves_nothing_that_looks_whole(hall):
    hall.query("CREATE TABLE ballast AS SELECT repeat(md5(n::text), 30) FROM generate_series(1, 60000) n")
    process = hall.begin("backup", "--to", hall.copies)
    eventually(lambda: hall.copies.exists() and list(hall.copies.glob("base/.half-*/data/base")))
    process.kill()
    process.wait()
    assert whole(hall) == []
    assert "holds no whole base backup" in hall.restore(data=hall.top / "other")[1]
    for _ in range(2):
        code, said = hall.run("backup", "--to", hall.copies, "--keep", "1")
        assert code == 0, said
        assert "verified" in said
    assert len(whole(hall)) == 1
    assert list(hall.copies.glob("base/.half-*")) == []

    # One base alone, with nothing received since, is a database as well; and nothing is overwritten unless told.
    hall.query("INSERT INTO acked VALUES (7)")
    assert "is in use" not in (said := hall.restore()[1])
    assert "put that one aside with --replace" in said
    hall.stop()
    code, said = hall.restore("--replace")
    assert code == 0, said
    assert "Nothing was following: everything since the base backup is missing" in said
    hall.start()
    assert hall.query("SELECT count(*) FROM ballast") == [(60000,)]
    assert hall.query("SELECT count(*) FROM acked") == [(0,)]
    assert list((hall.data / "postgres").resolve().glob("cluster.before-*"))


def test_a_damaged_copy_is_refused_and_named(hall):
    hall.follow()
    eventually(lambda: whole(hall) and level(hall))
    line = Folder(hall.copies).lines()[0]
    for number in range(2):
        hall.query("INSERT INTO acked VALUES (%s)", number)
        name = hall.query("SELECT pg_walfile_name(pg_current_wal_lsn()), pg_switch_wal()")[0][0]
    eventually(lambda: name in sums(line))
    hall.destroy()
    segment = line / name
    flip(segment, 60)
    code, said = hall.restore()
    assert code != 0
    assert f"The WAL is damaged: {line.name}/{segment.name}" in said
    code, said = hall.restore("--despite-damage")
    assert code == 0, said
    hall.start()
    assert hall.query("SELECT id FROM acked") == [(0,)]  # as far as it goes
    hall.stop()

    base = whole(hall)[0]
    flip(base.data / "global" / "pg_control", 100)
    code, said = hall.restore(data=hall.top / "other")
    assert code != 0
    assert f"The base backup {base.path.name} is damaged" in said
    assert "global/pg_control" in said


def sums(line):
    path = line.with_name(f"{line.name}.sha256")
    return [row.split()[1] for row in path.read_text().splitlines()] if path.exists() else []


def flip(path, offset):
    content = bytearray(path.read_bytes())
    content[offset] ^= 1
    path.write_bytes(content)


def test_a_follower_that_was_away_too_long_begins_anew(hall):
    first = hall.follow()
    eventually(lambda: whole(hall) and level(hall))
    first.kill()
    first.wait()
    hall.stop()
    hall.start(max_slot_wal_keep_size="16MB", min_wal_size="32MB", max_wal_size="32MB")

    def gone():
        hall.query("INSERT INTO acked (id) SELECT (random() * 1e15)::bigint FROM generate_series(1, 1000)")
        hall.query("SELECT pg_switch_wal()")
        hall.query("CHECKPOINT")
        return hall.query("SELECT wal_status FROM pg_replication_slots") == [("lost",)]

    eventually(gone)
    hall.follow()
    eventually(lambda: len(whole(hall)) == 2)
    assert len(Folder(hall.copies).lines()) == 2
    assert hall.query("SELECT wal_status FROM pg_replication_slots") == [("reserved",)]


def test_a_backup_goes_where_it_belongs_with_no_more_rights_than_it_needs(hall):
    hall.copies.mkdir()
    (hall.copies / "system_identifier").write_text("7")
    assert "holds the backups of another database" in hall.run("backup", "--to", hall.copies)[1]
    with (
        closing(psycopg2.connect(hall.dsn.replace("postgres@", "linkage_backup@"))) as connection,
        connection.cursor() as cursor,
        pytest.raises(psycopg2.errors.InsufficientPrivilege),
    ):
        cursor.execute("SELECT * FROM dispatch_party")
    hall.stop()
    assert "does not let the backup in" in hall.run("backup", "--to", hall.top / "new")[1]
