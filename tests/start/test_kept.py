"""`manage.py kept NAME`, as a container runs it."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connections

from dispatch.models import Heartbeat

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def kept(transactional_db):
    name = connections["default"].settings_dict["NAME"]
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATABASE_URL": f"{settings.DATABASE_URL.rpartition('/')[0]}/{name}",
        "SECRET_KEY": settings.SECRET_KEY,
    }
    process = subprocess.Popen([sys.executable, "manage.py", "kept", "tick"], cwd=ROOT, env=environment)
    yield process
    process.terminate()
    assert process.wait(30) == 0


def child_of(pid):
    return int(Path(f"/proc/{pid}/task/{pid}/children").read_text().split()[0])


def beaten_after(moment):
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        beat = Heartbeat.objects.filter(name="tick").first()
        if beat and (moment is None or beat.at > moment):
            return beat.at
        time.sleep(0.1)
    raise AssertionError("tick does not beat")


def test_a_process_that_falls_is_started_again_and_goes_on(kept):
    beat = beaten_after(None)
    first = child_of(kept.pid)
    os.kill(first, signal.SIGKILL)
    beaten_after(beat)
    assert child_of(kept.pid) != first
