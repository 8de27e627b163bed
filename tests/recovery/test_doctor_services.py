"""`doctor` on databases, Redis and the running product: each spoiled one is named, with what to do."""

import os
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta

import psycopg2
import pytest
from django.conf import settings
from django.db import connection

from config.backup.folder import Folder
from config.doctor import BAD, OK, WARN
from config.doctor.accelerator import Accelerator
from config.doctor.database import Database
from config.doctor.running import Running
from dispatch.models import Delivery, Heartbeat
from tests import services
from tests.recovery.lines import levels, said, sentence
from tests.services import _superuser
from units import clock
from units.calendar.days import OFFICIAL


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


@pytest.mark.parametrize(("month", "level"), [(10, OK), (11, WARN)])
def test_a_year_without_its_holidays_is_named_from_november_on(product, month, level):
    last = max(OFFICIAL)
    with clock.at(datetime(last, month, 1, 12, tzinfo=UTC)):
        assert levels(product.calendar) == {level}
    with clock.at(datetime(last + 1, 3, 1, tzinfo=UTC)):
        assert f"{last + 1} has no official holidays" in sentence(WARN, product.calendar)


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


def test_the_health_report_says_how_old_the_backup_is(client, monkeypatch, tmp_path, db):
    assert "backup_age_seconds" not in client.get("/healthz").json()
    monkeypatch.setattr(settings, "BACKUP_DIR", tmp_path)
    report = client.get("/healthz").json()
    assert report["backup_age_seconds"] is None
    assert report["status"] == "degraded"
