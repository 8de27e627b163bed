"""One round of the tick loop: clocks, seats without life, the minute's seal, the sign of life, what is old thrown away."""

from django.db import connection

from dispatch.models import Heartbeat
from dispatch.services.checkpoints import seal_if_due
from dispatch.services.photos import sweep_if_due
from dispatch.services.splitting import gather
from dispatch.services.time_asked import resume_due
from dispatch.services.timekeeping import keep_time
from dispatch.suggesting.making import train_if_due
from units import clock, scope
from units.login.upkeep import prune_if_due
from units.seats.services import note_silence

_rounds = []
LEADER_LOCK = 0x7469636B  # "tick": any number may run, one leads


def each_round(function):
    """Register what another app has to do in time: called in every round, in the system's scope."""
    _rounds.append(function)
    return function


def run_once():
    """Do what is due if this process leads. Returns True when it led."""
    with scope.system():
        if not _lead():
            return False
        beat("tick")
        resume_due()  # first: after an hour without tick nothing is missed that was still standing still
        keep_time()
        gather()
        for function in _rounds:
            function()
        note_silence()
        seal_if_due()
        prune_if_due()
        sweep_if_due()
        train_if_due()
        return True


def beat(name):
    """Say that a process does its work; every console says so when the last time is older than 10 s."""
    Heartbeat.objects.update_or_create(name=name, defaults={"at": clock.now()})


def _lead():
    """A session's advisory lock: held until this process ends, so that a dead leader frees it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND objid = %s AND pid = pg_backend_pid())"
            " OR pg_try_advisory_lock(%s)",
            [LEADER_LOCK, LEADER_LOCK],
        )
        return cursor.fetchone()[0]
