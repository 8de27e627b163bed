"""The worker's sign of life: given while it has work in hand, received some lately, or nothing waits for it.

A worker may be up and deaf: after a reset connection it waits for ever on a line that says nothing, while its queue
grows. Then it is silent, and its supervisor starts it again.
"""

import threading
import time

import redis
from celery import bootsteps, signals
from celery.worker import state
from django.conf import settings

from config import alive

DEAF_AFTER = 15  # seconds in which work waited in the queue and none was received


class Sign(bootsteps.StartStopStep):
    """A part of the worker, started and stopped with it."""

    def __init__(self, parent, **options):
        super().__init__(parent, **options)
        self._ending = threading.Event()
        self._received = time.monotonic()
        self._queue = parent.app.conf.task_default_queue

    def start(self, parent):
        signals.task_received.connect(self._receive, weak=False)
        threading.Thread(target=self._run, name="alive", daemon=True).start()

    def stop(self, parent):
        self._ending.set()

    def _receive(self, **_):
        self._received = time.monotonic()

    def _run(self):
        while not self._ending.wait(1):
            if state.reserved_requests or not _work_waits(self._queue):
                self._receive()
            if time.monotonic() - self._received < DEAF_AFTER:
                alive.sign()


def _work_waits(queue):
    client = redis.Redis.from_url(settings.REDIS_URL, socket_timeout=1, socket_connect_timeout=1)
    try:
        return client.llen(queue) > 0
    except redis.RedisError:
        return False
    finally:
        client.close()
