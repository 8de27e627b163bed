"""CPU time of the product's processes, from /proc: whoever listens on its port, their children, PostgreSQL and Redis.

A process that ends hands its time to its parent (cutime), so the sum over a family never loses or repeats any.
"""

import os
import socket
from contextlib import suppress
from pathlib import Path

_TICK = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100
_LISTEN = "0A"


def listeners(port):
    """Processes that hold the listening socket of a TCP port of this machine."""
    inodes = set()
    for table in ("tcp", "tcp6"):
        try:
            lines = Path(f"/proc/net/{table}").read_text().splitlines()[1:]
        except OSError:
            continue
        for line in lines:
            fields = line.split()
            if fields[3] == _LISTEN and int(fields[1].rpartition(":")[2], 16) == port:
                inodes.add(f"socket:[{fields[9]}]")
    return {pid for pid in _all_pids() if inodes & _open_files(pid)} if inodes else set()


def webs(port):
    """The web processes: listeners that start no other listener."""
    holding = listeners(port)
    return {pid for pid in holding if not any(_parent(other) == pid for other in holding)}


def supervised(port):
    """Whether somebody holds the socket who would start a fallen web process again."""
    holding, serving = listeners(port), webs(port)
    return bool(serving) and all(_parent(pid) in holding for pid in serving)


class Product:
    """The families whose CPU time counts. `seen` says whether they could be found."""

    def __init__(self, host, port, postgres_pid=None, redis_pid=None):
        local = host in ("127.0.0.1", "::1", "localhost", socket.gethostname())
        self.roots = _topmost(listeners(port)) if local else set()
        self.seen = bool(self.roots)
        if postgres_pid and _name(postgres_pid) == "postgres":
            self.roots |= {_parent(postgres_pid)}  # a backend's parent is the postmaster, and the parent of all of them
        if redis_pid and _name(redis_pid).startswith(("redis", "valkey")):
            self.roots |= {redis_pid}

    def seconds(self):
        if not self.seen:
            return None
        return sum(_used(pid) for pid in family(self.roots)) / _TICK


def family(roots):
    """These processes and all their descendants."""
    children = {}
    for pid in _all_pids():
        children.setdefault(_parent(pid), []).append(pid)
    found, waiting = set(), list(roots)
    while waiting:
        pid = waiting.pop()
        if pid not in found:
            found.add(pid)
            waiting += children.get(pid, [])
    return found


def precise(pids):
    """CPU seconds to the nanosecond, of the threads alive; for processes whose threads stay."""
    tasks = (task for pid in pids for task in _entries(f"/proc/{pid}/task"))
    return sum(int((_read(task, "schedstat").split() or [0])[0]) for task in tasks) / 1e9


def memory(pids):
    """Resident bytes."""
    return sum(int(_read(pid, "statm").split()[1]) for pid in pids) * os.sysconf("SC_PAGE_SIZE")


def _topmost(pids):
    return {pid for pid in pids if _parent(pid) not in pids}


def _all_pids():
    return [int(entry) for entry in _entries("/proc") if entry.isdigit()]


def _entries(folder):
    try:
        return os.listdir(folder)
    except OSError:  # another user's, or gone
        return []


def _open_files(pid):
    found = set()
    for entry in _entries(f"/proc/{pid}/fd"):
        with suppress(OSError):  # closed meanwhile
            found.add(os.readlink(f"/proc/{pid}/fd/{entry}"))
    return found


def _read(pid, name):
    try:
        return Path(f"/proc/{pid}/{name}").read_text()
    except OSError:
        return ""


def _stat(pid):
    """Fields from the state on: the name before them may hold blanks."""
    return _read(pid, "stat").rpartition(")")[2].split()


def _parent(pid):
    fields = _stat(pid)
    return int(fields[1]) if fields else 0


def _name(pid):
    return _read(pid, "comm").strip()


def _used(pid):
    fields = _stat(pid)
    return sum(map(int, fields[11:15])) if fields else 0
