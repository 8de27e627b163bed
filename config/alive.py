"""The sign of life of a supervised process: a byte in a pipe, given while it does its work.

A process that is there but does nothing (stopped, deadlocked, deaf) gives none, and its supervisor starts it again. A
pipe and not a file: it needs no disk, no name and no clock, and ends with the process. Outside a supervisor it is nothing.
"""

import contextlib
import os

VARIABLE = "ALIVE_FD"


def pipe():
    """The two ends, neither of which ever waits: (ours to read, the process's to write)."""
    ends = os.pipe()
    for end in ends:
        os.set_blocking(end, False)
    return ends


def sign():
    """Say that this process came round. Cheap enough for every turn of a loop."""
    if _end is not None:
        with contextlib.suppress(BlockingIOError, BrokenPipeError):  # full: the supervisor has signs enough
            os.write(_end, b".")


def signed(end):
    """Take what was signed since the last look."""
    try:
        return bool(os.read(end, 65_536))
    except BlockingIOError:
        return False


_end = int(os.environ[VARIABLE]) if os.environ.get(VARIABLE, "").isdigit() else None
