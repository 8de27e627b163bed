"""GET /healthz: for balancers and watchmen, without log-in."""

from datetime import timedelta

import pytest
from django.db import OperationalError

from config import health
from dispatch.models import Heartbeat, Job
from units import clock, scope

pytestmark = pytest.mark.django_db


@pytest.fixture
def ticking():
    for name in ("tick", "outbox", "worker"):
        Heartbeat.objects.update_or_create(name=name, defaults={"at": clock.now()})


def test_it_tells_what_a_watchman_asks(client, ticking, settings):
    answer = client.get("/healthz")
    assert answer.status_code == 200
    report = answer.json()
    assert report["status"] == "ok"
    assert report["version"] == settings.VERSION
    assert report["database"] == report["redis"] == "ok"
    assert report["tick_age_seconds"] < 10
    assert report["feed_lag_seconds"] == 0
    assert report["outbox_backlog"] == 0


def test_a_job_that_was_tried_ten_times_is_given_up_and_no_backlog(client, ticking):
    now = clock.now() - timedelta(minutes=1)
    with scope.system():
        Job.objects.bulk_create(Job(task="x", created_at=now, next_at=now, tries=tries) for tries in (9, 10))
    report = client.get("/healthz").json()
    assert (report["outbox_backlog"], report["outbox_dead"]) == (1, 1)


def test_without_a_database_it_is_503(client, monkeypatch):
    def gone(now):
        raise OperationalError("the server closed the connection")

    monkeypatch.setattr(health, "_facts", gone)
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json()["database"] == "down"


def test_without_redis_it_is_degraded_and_still_serves(client, ticking, settings):
    settings.REDIS_URL = "unix:///nowhere/redis.sock"
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.json()["status"] == "degraded"
    assert answer.json()["redis"] == "down"


@pytest.mark.parametrize("name", ["tick", "outbox", "worker"])
def test_a_process_that_stands_still_is_seen(client, ticking, name):
    Heartbeat.objects.update_or_create(name=name, defaults={"at": clock.now() - timedelta(seconds=30)})
    report = client.get("/healthz").json()
    assert report["status"] == "degraded"
    assert report[f"{name}_age_seconds"] >= 30


def test_it_reads_no_session_and_is_not_stored(client, ticking):
    answer = client.get("/healthz")
    assert answer["Cache-Control"] == "no-store"
    assert not answer.cookies
