"""One round of the outbox loop: deliveries to the outside, and jobs handed to Celery.

A delivery is leased, sent outside any transaction, then marked. Handlers are registered by code; upper apps bring theirs.
"""

import logging
import time
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import timedelta

from celery import current_app
from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Q
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from kombu.exceptions import OperationalError

from dispatch.models import Delivery, Job
from dispatch.tick import beat
from units import clock, scope
from units.models import Notice, User
from units.services.notices import send_notice

log = logging.getLogger(__name__)
LEASE = timedelta(seconds=30)
MAX_TRIES = 10
THREADS = 12
MOST_AT_ONCE = 50
AGAIN_AT_ONCE = 3  # of the threads: what failed before never holds up what is new
_JOB_AGAIN = timedelta(seconds=60)  # a job not done by then is handed over again: tasks are idempotent
# One that failed so often is told of, and tried again all the same: somebody waits for it.
_JOB_LATE = timedelta(minutes=30)
_PULSE_SECONDS = 3
_handlers = {}
_given_up = {}
_pulsed = 0.0
_threads = ThreadPoolExecutor(THREADS, thread_name_prefix="outbox")
_under_way = {}  # what is being sent: {future: whether it failed before}


class Undeliverable(Exception):
    """Raised by a handler where trying again is no use: the delivery is given up at once."""


def handler(code, given_up=None):
    """Register a function(delivery) that sends; it raises to be tried again, and gives up after 5 s by itself.

    `given_up(delivery)` is told in the transaction that marks a delivery as given up.
    """

    def register(function):
        _handlers[code] = function
        if given_up:
            _given_up[code] = given_up
        return function

    return register


def run_once(patience=None):
    """Send what is due, hand over jobs that are due. Returns how many of both.

    It waits for what it sends: `patience` seconds at most, so that a line that drips keeps nothing else waiting; what is
    still being sent then goes on beside the next rounds.
    """
    with scope.system():
        beat("outbox")
        leased = _lease()
    started = {_threads.submit(_send, delivery): delivery.tries > 0 for delivery in leased}
    _under_way.update(started)
    wait(started, timeout=patience)
    for future in [future for future in _under_way if future.done()]:
        _under_way.pop(future)
        if error := future.exception():  # its lease ends, and it is tried again
            log.error("what became of a delivery could not be written: %r", error, exc_info=error)
    with scope.system():  # last, so that no delivery waits for a Redis that is away
        try:
            jobs = _hand_over_jobs()
            _pulse()
        except OperationalError as error:
            log.warning("nothing can be handed to the worker, Redis is away: %s", error)
            jobs = 0
    return len(leased) + jobs


def _pulse():
    global _pulsed
    if time.monotonic() - _pulsed > _PULSE_SECONDS:
        _pulsed = time.monotonic()
        current_app.send_task("dispatch.pulse", expires=10)


@transaction.atomic
def _lease():
    now = clock.now()
    free = Q(leased_until=None) | Q(leased_until__lt=now)
    waiting = Delivery.objects.select_for_update(skip_locked=True).filter(free, state="waiting", next_at__lte=now)
    waiting = waiting.order_by("next_at")
    leased = list(waiting.filter(tries=0)[: max(MOST_AT_ONCE - len(_under_way), 0)])
    leased += waiting.filter(tries__gt=0)[: max(AGAIN_AT_ONCE - sum(_under_way.values()), 0)]
    Delivery.objects.filter(pk__in=[d.pk for d in leased]).update(leased_until=now + LEASE, tries=F("tries") + 1)
    return leased


def _send(delivery):
    try:
        _mark(delivery, _sent(delivery))
    finally:
        connection.close()


def _sent(delivery):
    try:
        with scope.system():
            _handlers[delivery.handler](delivery)
        return {"state": Delivery.State.SENT, "leased_until": None, "last_error": ""}
    except Exception as error:  # whatever a partner's line does, the others' deliveries go on
        log.warning("delivery %s by %s failed: %s", delivery.pk, delivery.handler, type(error).__name__)
        connection.close()  # the database may have been away while the line was slow: what is marked next needs one that answers
        return _failed(delivery.tries + 1, error)


def _mark(delivery, outcome):
    with scope.system():
        now = clock.now()
        if outcome["state"] == Delivery.State.SENT:
            outcome["sent_at"] = now
        with transaction.atomic():
            Delivery.objects.filter(pk=delivery.pk).update(**outcome, next_at=now + _wait(delivery.tries + 1))
            if outcome["state"] == Delivery.State.DEAD:
                _give_up(delivery, now)


def _give_up(delivery, now):
    """Its handler is told, and so are the shift leaders on their screens: once an hour, however much is given up."""
    if delivery.handler in _given_up:
        _given_up[delivery.handler](delivery)
    system = User.objects.select_for_update(no_key=True).get(username="system")  # one at a time
    if not Notice.objects.filter(by=system, to_role="shift_leader", at__gt=now - timedelta(hours=1)).exists():
        with translation.override(settings.LANGUAGE_CODE):
            text = str(_("A message was given up after its last try. The page Outbox says why, and sends it again."))
        send_notice(text=text, hours=12, by=system, to_role="shift_leader")


def _failed(tries, error):
    given_up = tries >= MAX_TRIES or isinstance(error, Undeliverable)
    state = Delivery.State.DEAD if given_up else Delivery.State.WAITING
    return {"state": state, "leased_until": None, "last_error": f"{type(error).__name__}: {error}"[:300]}


def _wait(tries):
    return timedelta(seconds=min(2**tries, 600))


def _hand_over_jobs():
    now = clock.now()
    due = Job.objects.filter(done_at=None, next_at__lte=now).order_by("next_at")[:50]
    handed = 0
    for job in due:
        current_app.send_task(job.task, kwargs={"job_id": job.pk, **job.arguments})
        again = _JOB_AGAIN if job.tries < MAX_TRIES else _JOB_LATE
        Job.objects.filter(pk=job.pk).update(next_at=now + again, tries=F("tries") + 1)
        handed += 1
    return handed
