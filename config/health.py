"""GET /healthz: what a load balancer and a watchman need to know, in one request.

503 means that this process cannot serve: the database does not answer. Everything else that is wrong leaves the pages
working, so it says "degraded" with 200: a balancer must not take the pages away because Redis, an accelerator, is down.
It stands before sessions and log-in, because it must answer when they cannot.
"""

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.models import Min
from django.http import JsonResponse

from config.backup.state import age_seconds
from dispatch.models import Delivery, Heartbeat, Job, Pending
from dispatch.outbox import MAX_TRIES
from units import clock, scope

PATH = "/healthz"
TICK_LATE_SECONDS = 10
BEHIND_LATE_SECONDS = 10  # outbox, worker
FEED_LATE_SECONDS = 5
BACKLOG_HIGH = 1000


class HealthMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.path_info == PATH and request.method in ("GET", "HEAD"):
            return answer()
        return self.get_response(request)


def answer():
    report = {"status": "ok", "version": settings.VERSION, "database": "ok", "redis": _redis()}
    try:
        with scope.system():
            report |= _facts(clock.now())
    except DatabaseError:
        connection.close()
        report |= {"status": "down", "database": "down"}
        return _json(report, 503)
    late = _backup(report)
    if late or _troubles(report):
        report["status"] = "degraded"
    return _json(report, 200)


def _facts(now):
    oldest = Pending.objects.aggregate(at=Min("event__at"))["at"]
    beats = dict(Heartbeat.objects.values_list("name", "at"))
    backlog = Delivery.objects.filter(state=Delivery.State.WAITING, next_at__lte=now).count()
    jobs = Job.objects.filter(done_at=None, next_at__lte=now)
    dead = Job.objects.filter(done_at=None, tries__gte=MAX_TRIES).count()
    return {
        "feed_lag_seconds": _age(oldest, now) or 0.0,
        **{f"{name}_age_seconds": _age(beats.get(name), now) for name in ("tick", "outbox", "worker")},
        "outbox_backlog": backlog + jobs.filter(tries__lt=MAX_TRIES).count(),
        "outbox_dead": dead + Delivery.objects.filter(state=Delivery.State.DEAD).count(),
    }


def _age(at, now):
    return None if at is None else max(0.0, round((now - at).total_seconds(), 3))


def _troubles(report):
    return (
        report["redis"] != "ok"
        or _late(report["tick_age_seconds"], TICK_LATE_SECONDS)
        or _late(report["outbox_age_seconds"], BEHIND_LATE_SECONDS)
        or _late(report["worker_age_seconds"], BEHIND_LATE_SECONDS)
        or report["feed_lag_seconds"] > FEED_LATE_SECONDS
        or report["outbox_backlog"] > BACKLOG_HIGH
    )


def _backup(report):
    """Adds how old it is; True when it is too old. Only where one is kept."""
    if settings.BACKUP_DIR is None:
        return False
    age, limit = age_seconds(settings.BACKUP_DIR)
    report["backup_age_seconds"] = None if age is None else round(age, 1)
    return _late(age, limit)


def _late(age, limit):
    return age is None or age > limit


def _redis():
    client = redis.Redis.from_url(settings.REDIS_URL, socket_timeout=1, socket_connect_timeout=1)
    try:
        return "ok" if client.ping() else "down"
    except redis.RedisError:
        return "down"
    finally:
        client.close()


def _json(report, status):
    response = JsonResponse(report, status=status)
    response["Cache-Control"] = "no-store"
    return response
