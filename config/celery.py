"""Celery carries work behind the screens: short, idempotent pieces that the outbox hands over. Redis may lose them all:
the outbox hands over again what is not done. `celery -A config worker` finds this file.
"""

import os
from urllib.parse import urlsplit

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

from django.conf import settings

from config import patience
from config.worker_alive import Sign

patience.install()  # for the worker and the outbox, who alone come here


def broker_url(url: str) -> str:
    """Celery calls a unix socket by another scheme than redis-py does."""
    parts = urlsplit(url)
    if parts.scheme != "unix":
        return url
    database = parts.query.removeprefix("db=") or "0"
    return f"redis+socket://{parts.path}?virtual_host={database}"


app = Celery("config")
app.conf.update(
    broker_url=broker_url(settings.REDIS_URL),
    # A worker killed with tasks in hand must not lose them: they come back after the visibility time-out.
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    worker_prefetch_multiplier=1,
    worker_cancel_long_running_tasks_on_connection_loss=True,
    broker_transport_options={
        "visibility_timeout": 120,
        "unacked_restore_interval": 5,
        "unacked_restore_throttle": 1,
        "socket_timeout": 5,  # a hung Redis blocks the outbox for seconds, not for ever
        "socket_connect_timeout": 2,
        "health_check_interval": 10,
    },
    broker_connection_retry_on_startup=True,
    broker_connection_max_retries=None,
    task_publish_retry_policy={"max_retries": 1, "interval_start": 0.2},
    task_ignore_result=True,
    task_time_limit=60,
    worker_max_memory_per_child=240_000,  # kB: who has trained a model is followed by a fresh process
    task_serializer="json",
    accept_content=["json"],
    worker_hijack_root_logger=False,
    worker_send_task_events=False,
    timezone=settings.TIME_ZONE,
)
app.steps["worker"].add(Sign)
app.autodiscover_tasks(["dispatch", "intake", "grid", "units", "config"])
