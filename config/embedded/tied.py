"""Runs a program that cannot outlive the process that asked for it. Started by config/embedded/process.py as a script:

    python -I -S tied.py PARENT SIGNAL UID PROGRAM ARGUMENT…

The kernel forgets the death signal when an account changes, so the account changes first. A script of its own, because
running Python between fork and exec of a process that has threads may hang it.
"""

import ctypes
import os
import sys

PR_SET_PDEATHSIG = 1


def main():
    parent, death_signal, uid = (int(word) for word in sys.argv[1:4])
    if uid >= 0:
        os.setgroups([])
        os.setgid(uid)
        os.setuid(uid)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, death_signal)
    if os.getppid() != parent:  # it died before we were tied
        sys.exit(1)
    os.execvp(sys.argv[4], sys.argv[4:])  # noqa: S606 – that is what this is for


if __name__ == "__main__":
    main()
