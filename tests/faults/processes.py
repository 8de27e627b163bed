"""Finds, kills, freezes and thaws processes by number; only descendants of what this laboratory started."""

import contextlib
import os
import signal
import time
from pathlib import Path

WORDS = {"web": "manage.py web", "tick": "manage.py tick", "outbox": "manage.py outbox", "worker": "celery"}


def descendants(pid):
    """All living descendants, children before grandchildren."""
    parents = {}
    for path in Path("/proc").iterdir():
        if path.name.isdigit():
            with contextlib.suppress(OSError, IndexError):
                state, parent = (path / "stat").read_text().rsplit(")", 1)[1].split()[:2]
                if state != "Z":
                    parents.setdefault(int(parent), []).append(int(path.name))
    found, row = [], [pid]
    while row:
        row = [child for parent in row for child in parents.get(parent, ())]
        found += row
    return found


def children(pid, name):
    """The direct children of `pid` that are the product's process `name`."""
    with contextlib.suppress(OSError):
        listed = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        return [int(child) for child in listed if WORDS[name] in _command(child)]
    return []


def _command(pid):
    with contextlib.suppress(OSError):
        return (Path(f"/proc/{pid}/cmdline").read_bytes()).replace(b"\0", b" ").decode(errors="replace")
    return ""


def state(pid):
    """R, S, T (stopped), Z … or '' when it is gone."""
    with contextlib.suppress(OSError, IndexError):
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    return ""


def send(number, *pids):
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)


def kill(*pids):
    send(signal.SIGKILL, *pids)


def freeze(*pids):
    send(signal.SIGSTOP, *pids)


def thaw(*pids):
    send(signal.SIGCONT, *pids)


def eventually(question, seconds, pause=0.1, what=None):
    """Ask until the answer is true; returns (answer, seconds waited). Raises TimeoutError after a generous ceiling."""
    began = time.monotonic()
    while True:
        answer = question()
        waited = time.monotonic() - began
        if answer:
            return answer, waited
        if waited > seconds:
            raise TimeoutError(f"not within {seconds} s: {what or question.__name__}")
        time.sleep(pause)
