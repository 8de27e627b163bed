"""`doctor`: a good machine passes; each spoiled one is named, with what to do."""

import os
import socket
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import psycopg2
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection

from config.backup.folder import Folder
from config.doctor import BAD, OK, WARN, bad, examine, machine
from config.doctor.accelerator import Accelerator
from config.doctor.configuration import Configuration
from config.doctor.database import Database
from config.doctor.machine import Machine
from config.doctor.running import Running
from dispatch.models import Delivery, Heartbeat
from tests import services
from tests.recovery.hall import Hall
from tests.services import _superuser
from units import clock


def said(*checks):
    return list(examine(checks))


def levels(*checks):
    return {line.level for line in said(*checks)}


def sentence(level, *checks):
    """The one line of that level."""
    (line,) = [line for line in said(*checks) if line.level == level]
    assert line.do  # it says what to do
    return str(line)


# --- machine ----------------------------------------------------------------------------------------------------------
def test_this_machine_is_good_enough(tmp_path):
    lines = said(*Machine(tmp_path, port=None).checks())
    assert [line for line in lines if line.level == BAD] == []
    assert any("every package in the version that was tested" in line.what for line in lines)


@pytest.mark.skipif(os.geteuid() == 0, reason="Root may write everywhere.")
def test_a_data_folder_that_cannot_be_made_is_named():
    assert "cannot be made" in sentence(BAD, Machine(Path("/proc/1/data")).data_folder)


def test_a_data_folder_that_others_read_is_named(tmp_path):
    tmp_path.chmod(0o755)
    assert "can be read by other accounts" in sentence(WARN, Machine(tmp_path).data_folder)


def test_a_link_whose_end_is_gone_is_named(tmp_path):
    tmp_path.chmod(0o700)
    (tmp_path / "postgres").symlink_to(tmp_path / "unplugged")
    assert "which is gone" in sentence(BAD, Machine(tmp_path).data_folder)


@pytest.mark.parametrize(("kind", "level"), [("nfs4", BAD), ("tmpfs", WARN), ("ext4", OK)])
def test_a_disk_that_is_no_place_for_a_database_is_named(tmp_path, monkeypatch, kind, level):
    monkeypatch.setattr(machine, "filesystem_of", lambda path: kind)
    assert levels(Machine(tmp_path).filesystem) == {level}


@pytest.mark.parametrize(("free", "level"), [(2**20, BAD), (2**30, WARN), (2**36, OK)])
def test_a_disk_that_is_nearly_full_is_named(tmp_path, monkeypatch, free, level):
    usage = SimpleNamespace(total=2**37, used=2**37 - free, free=free)
    monkeypatch.setattr(machine.shutil, "disk_usage", lambda path: (usage.total, usage.used, usage.free))
    assert levels(Machine(tmp_path).free_space) == {level}


def test_a_port_that_is_taken_is_named_with_whoever_has_it(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        words = sentence(BAD, Machine(tmp_path, taken.getsockname()[1]).the_port)
    assert f"taken by process {os.getpid()}" in words


def test_few_open_files_are_named(tmp_path):
    assert "1024 files" in sentence(WARN, Machine(tmp_path, limits=lambda _: (1024, 4096)).open_files)


def test_a_check_that_fails_is_a_line_and_not_the_end(tmp_path):
    def broken():
        raise OSError("no such device")
        yield

    first, second = said(broken, Machine(tmp_path).python)
    assert first.level == BAD
    assert "OSError: no such device" in first.what
    assert second.level == OK


# --- configuration ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("change", "check", "level", "words"),
    [
        ({"SECRET_KEY": settings.DEFAULT_SECRET}, "secret", WARN, "everybody knows"),
        ({"SECRET_KEY": "short"}, "secret", BAD, "too short"),
        ({"ALLOWED_HOSTS": ["*"]}, "hosts", WARN, "every name"),
        ({"DATABASE_OWNER_URL": settings.DATABASE_URL}, "urls", BAD, "the same role"),
        ({"DATABASE_OWNER_URL": "postgresql://o@elsewhere/other"}, "urls", BAD, "two databases"),
        ({"REDIS_URL": "redis://10.0.0.7:6379/0"}, "services", WARN, "without a password"),
        ({"BACKUP_DIR": None}, "backup", WARN, "No backup is kept"),
    ],
)
def test_a_spoiled_setting_is_named(monkeypatch, change, check, level, words):
    for name, value in change.items():
        monkeypatch.setattr(settings, name, value)
    configuration = Configuration("0.0.0.0", environment={"DATABASE_URL": "x", "DATABASE_OWNER_URL": "x"})
    assert words in sentence(level, getattr(configuration, check))


def test_a_console_that_others_reach_is_warned_of_trial_services_and_missing_tls():
    open_to_all = Configuration("0.0.0.0", environment={})
    assert "for trials and small halls" in sentence(WARN, open_to_all.services)
    assert "No TLS" in sentence(WARN, open_to_all.tls_in_front)
    assert "demo passwords" in sentence(WARN, open_to_all.mode)
    alone = Configuration("127.0.0.1", environment={})
    assert levels(alone.tls_in_front, alone.mode) == {OK}


def test_one_url_without_the_other_is_named():
    assert "Only DATABASE_URL" in sentence(BAD, Configuration(environment={"DATABASE_URL": "x"}).urls)


# --- database ---------------------------------------------------------------------------------------------------------
def url_of(role):
    database = connection.settings_dict["NAME"]
    return f"{settings.DATABASE_URL.rpartition('/')[0].replace('linkage_app@', f'{role}@')}/{database}"


@pytest.fixture
def doctor(transactional_db):
    return Database(url_of("linkage_app"), url_of("linkage_owner"), embedded=False)


def test_a_good_database_passes(doctor):
    assert levels(doctor.reachable, doctor.version, doctor.text, doctor.roles, doctor.row_level_security) == {OK}
    assert levels(doctor.clock, doctor.migrations) == {OK}


@pytest.mark.skipif(services.external(), reason="Needs the run's own server.")
def test_a_server_that_does_not_keep_what_was_committed_is_named(doctor):
    """The run's own does not, to be quick."""
    lines = [str(line) for line in said(doctor.durability) if line.level == BAD]
    assert any("fsync is off: a power cut breaks the database" in line for line in lines)
    assert any("an accepted report may be lost" in line for line in lines)


@pytest.mark.skipif(services.external(), reason="Makes a role.")
@pytest.mark.parametrize(
    ("rights", "words"),
    [("SUPERUSER", "has SUPERUSER"), ("BYPASSRLS", "has BYPASSRLS"), ("IN ROLE linkage_owner", "is a member of")],
)
def test_a_role_that_no_policy_holds_is_named(doctor, superuser, rights, words):
    role = f"spoiled_{os.getpid()}"
    superuser(f"CREATE ROLE {role} LOGIN {rights}")
    try:
        spoiled = Database(url_of(role), url_of("linkage_owner"), embedded=False)
        assert words in sentence(BAD, spoiled.roles)
    finally:
        superuser(f"DROP ROLE {role}")


@pytest.mark.skipif(services.external(), reason="Needs the run's own server.")
@pytest.mark.parametrize(
    ("spoil", "mend", "check", "words"),
    [
        (
            "ALTER TABLE dispatch_ticket DISABLE ROW LEVEL SECURITY",
            "ALTER TABLE dispatch_ticket ENABLE ROW LEVEL SECURITY",
            "row_level_security",
            "switched off on dispatch_ticket",
        ),
        (
            "ALTER TABLE dispatch_event DISABLE TRIGGER event_append_only",
            "ALTER TABLE dispatch_event ENABLE TRIGGER event_append_only",
            "append_only",
            "keeps dispatch_event as it was written is off",
        ),
    ],
)
def test_a_wall_that_was_taken_down_is_named(doctor, superuser, spoil, mend, check, words):
    superuser(spoil)
    try:
        lines = [str(line) for line in said(getattr(doctor, check)) if line.level == BAD]
        assert any(words in line for line in lines)
    finally:
        superuser(mend)


def test_pending_migrations_are_counted(doctor):
    with (
        closing(psycopg2.connect(_superuser(connection.settings_dict["NAME"]))) as admin,
        admin,
        admin.cursor() as cursor,
    ):
        cursor.execute("DELETE FROM django_migrations WHERE app = 'sessions' RETURNING app, name, applied")
        row = cursor.fetchone()
    try:
        assert "1 migrations are pending, first sessions.0001_initial → manage.py setup" in sentence(
            BAD, doctor.migrations
        )
    finally:
        with (
            closing(psycopg2.connect(_superuser(connection.settings_dict["NAME"]))) as admin,
            admin,
            admin.cursor() as c,
        ):
            c.execute("INSERT INTO django_migrations (app, name, applied) VALUES (%s, %s, %s)", row)


def test_a_wrong_clock_is_named(doctor, monkeypatch):
    honest = time.time
    monkeypatch.setattr(time, "time", lambda: honest() + 600)
    assert "600.0 s apart" in sentence(BAD, doctor.clock)


def test_a_database_that_is_away_is_said_once(doctor):
    away = Database("postgresql://a@127.0.0.1:1/x", "postgresql://o@127.0.0.1:1/x", embedded=False)
    checks = [check for check in away.checks() if check != away.reachable]
    assert said(*checks) == []
    assert {line.level for line in said(away.reachable)} == {BAD}
    trial = Database("postgresql://a@127.0.0.1:1/x", "postgresql://o@127.0.0.1:1/x", embedded=True)
    assert "start it: manage.py up" in sentence(WARN, trial.reachable)


# --- Redis ------------------------------------------------------------------------------------------------------------
def test_redis_is_asked_for_version_and_settings():
    assert levels(Accelerator(settings.REDIS_URL, embedded=True).version) == {OK}
    # The run's own forgets, to be quick.
    assert "forgets its jobs" in sentence(WARN, Accelerator(settings.REDIS_URL, embedded=True).settings)
    away = Accelerator("redis://127.0.0.1:1/0", embedded=False)
    assert "REDIS_URL" in sentence(BAD, *away.checks())


# --- the running product ----------------------------------------------------------------------------------------------
@pytest.fixture
def product(tmp_path, db):
    return Running(tmp_path, tmp_path / "copies")


def beat(**ages):
    for name, seconds in ages.items():
        at = clock.now() - timedelta(seconds=seconds)
        Heartbeat.objects.update_or_create(name=name, defaults={"at": at})


def test_a_loop_that_fell_silent_is_named(product):
    beat(tick=0, outbox=0, worker=0)
    assert levels(product.heartbeats) == {OK}
    beat(tick=40)
    assert "tick was last alive 40 s ago" in sentence(BAD, product.heartbeats)


def test_a_product_that_is_down_is_no_fault(product):
    assert "The product does not run" in sentence(WARN, product.heartbeats)


def test_what_was_given_up_is_counted(product):
    assert levels(product.outbox) == {OK}
    fields = {"created_at": clock.now(), "next_at": clock.now(), "state": Delivery.State.DEAD, "payload": {}}
    Delivery.objects.create(handler="sms", **fields)
    assert "1 deliveries were given up" in sentence(WARN, product.outbox)


def test_an_old_backup_is_named(product):
    folder = Folder(product.backup_dir)
    assert "holds no backup" in sentence(BAD, product.backup)
    folder.make()
    base = folder.base / "20260101T000000Z"
    base.mkdir()
    about = (
        '{"started": "2026-01-01T00:00:00+00:00", "ended": "2026-01-01T00:01:00+00:00", "first_wal": "0", "seal": ""}'
    )
    (base / "about.json").write_text(about)
    assert "days old: that much would be lost" in sentence(BAD, product.backup)
    now = datetime.now(UTC).isoformat()
    folder.state.write_text(f'{{"level_at": "{now}", "trouble": null}}')
    assert levels(product.backup) == {OK}


# --- the gate ---------------------------------------------------------------------------------------------------------
def test_setup_refuses_with_the_doctors_sentence(monkeypatch):
    monkeypatch.setattr(settings, "SECRET_KEY", "short")
    with pytest.raises(CommandError, match="SECRET_KEY is too short → at least 40 random characters"):
        call_command("setup")


@pytest.mark.skipif(services.external(), reason="Starts a database of its own.")
def test_the_command_works_with_the_product_down_and_with_its_database_up():
    hall = Hall("doctor")
    try:
        code, words = hall.run("doctor", "--port", "1")
        assert code == 1, words  # the copy's fsync is off
        assert "fsync is off" in words
        assert "The product does not run" in words
        hall.stop()
        code, words = hall.run("doctor", "--port", "1", "--quiet")
        assert code == 0, words
        assert words.count("The embedded PostgreSQL does not answer") == 1
        assert "0 bad" in words
    finally:
        hall.close()


def test_lines_read_as_sentences_with_a_remedy():
    assert str(bad("The disk is full", "make room")) == "BAD   The disk is full → make room"
