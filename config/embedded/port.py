"""The listening socket, made once by the supervisor and inherited by every web process; and who holds it if not we."""

import contextlib
import errno
import os
import socket
from pathlib import Path

from config.embedded.places import Unusable

BACKLOG = 2048


def listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    made = socket.socket(family, socket.SOCK_STREAM)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind((host, port))
        made.listen(BACKLOG)
    except OSError as reason:
        made.close()
        raise Unusable(_explain(reason, host, port)) from None
    return made


def _explain(reason: OSError, host: str, port: int) -> str:
    if reason.errno == errno.EADDRINUSE:
        return (
            f"Port {port} is taken by {_named(holder(port))}. Stop it, or choose another: up --port {_free(host, port)}"
        )
    if reason.errno == errno.EACCES:
        return f"Port {port} is reserved for root. Choose another: up --port {_free(host, 8000)}"
    return f"Cannot listen on {host}:{port}: {reason.strerror or reason}. Choose another: up --host 127.0.0.1"


def _named(found) -> str:
    if found is None:
        return "a process of another user (find it as root: ss -ltnp)"
    pid, command = found
    return f"process {pid} ({command})"


def holder(port: int):
    """(pid, command) of the process that listens on the port, from /proc alone; None where that is not ours to see."""
    inodes = set()
    for table in ("tcp", "tcp6"):
        with contextlib.suppress(OSError):
            for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]:
                part = line.split()
                if part[3] == "0A" and int(part[1].rsplit(":", 1)[1], 16) == port:
                    inodes.add(f"socket:[{part[9]}]")
    if not inodes:
        return None
    for process in sorted((path for path in Path("/proc").iterdir() if path.name.isdigit()), key=lambda p: int(p.name)):
        with contextlib.suppress(OSError):
            for handle in (process / "fd").iterdir():
                if os.readlink(handle) in inodes:
                    words = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
                    return int(process.name), words[:120]
    return None


def _free(host: str, port: int) -> int:
    for candidate in range(port + 1, min(port + 100, 65536)):
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as trial:
            try:
                trial.bind((host, candidate))
            except OSError:
                continue
            return candidate
    return port + 1
