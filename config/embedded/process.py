"""One child process that cannot outlive us: the kernel signals it when its parent dies, however the parent dies."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from config import alive

TIED = Path(__file__).with_name("tied.py")

LOG_BYTES = 10 * 1024 * 1024
LOG_KEPT = 3


@dataclass
class Child:
    name: str
    argv: list
    log: Path | None  # None: speaks where we speak
    env: dict | None = None  # None: ours
    uid: int | None = None  # None: ours
    cwd: Path | None = None
    stop_signal: int = signal.SIGTERM
    death_signal: int = signal.SIGKILL
    pass_fds: tuple = ()
    signs: bool = False  # it says that it is alive (config/alive.py)
    popen: subprocess.Popen | None = field(default=None, repr=False)
    _alive_end: int | None = field(default=None, repr=False)

    def start(self):
        """Call from the main thread: the kernel ties the death signal to the thread that forked."""
        uid = self.uid if self.uid is not None and os.geteuid() == 0 else -1
        tied = [sys.executable, "-I", "-S", TIED, os.getpid(), int(self.death_signal), uid]
        environment = {name: value for name, value in (self.env or os.environ).items() if name != alive.VARIABLE}
        fds = self.pass_fds
        if self.signs:
            self._close_alive()
            self._alive_end, theirs = alive.pipe()
            environment[alive.VARIABLE] = str(theirs)
            fds = (*fds, theirs)
        with open(self.log, "ab", buffering=0) if self.log else contextlib.nullcontext() as log:
            self.popen = subprocess.Popen(
                [str(part) for part in [*tied, *self.argv]],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=environment,
                cwd=self.cwd,
                pass_fds=fds,
                umask=0o077,
                start_new_session=True,  # Ctrl-C in the terminal is for us alone; we stop the children in order
            )

        if self.signs:
            os.close(theirs)

    def signed(self) -> bool:
        """It has given a sign of life since the last look."""
        return self._alive_end is not None and alive.signed(self._alive_end)

    def _close_alive(self):
        if self._alive_end is not None:
            os.close(self._alive_end)
            self._alive_end = None

    @property
    def pid(self):
        return self.popen.pid if self.popen else None

    def running(self) -> bool:
        return self.popen is not None and self.popen.poll() is None

    @property
    def exit_code(self):
        return self.popen.poll() if self.popen else None

    def ask_to_stop(self):
        self._signal(self.stop_signal)

    def stop(self, seconds: float) -> bool:
        """Ask, wait, then kill the whole group. True when it went by itself."""
        self.ask_to_stop()
        deadline = time.monotonic() + seconds
        while self.running() and time.monotonic() < deadline:
            time.sleep(0.02)
        willing = not self.running()
        self.kill()
        return willing

    def kill(self):
        if self.popen is None:
            return
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.popen.pid, signal.SIGKILL)
        self.popen.wait()
        self._close_alive()

    def _signal(self, number):
        if self.running():
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.popen.pid, number)

    def rotate_log(self):
        """Copy and truncate: the child appends to the open file, so it need not know and never waits for us."""
        if self.log is None:
            return
        try:
            if self.log.stat().st_size < LOG_BYTES:
                return
            for number in range(LOG_KEPT - 1, 0, -1):
                older = self.log.with_name(f"{self.log.name}.{number}")
                if older.exists():
                    older.replace(self.log.with_name(f"{self.log.name}.{number + 1}"))
            self.log.with_name(f"{self.log.name}.1").write_bytes(self.log.read_bytes())
            os.truncate(self.log, 0)
        except OSError:
            pass  # a full disk must not stop the hall

    def last_words(self, lines: int = 5) -> str:
        if self.log is None:
            return ""
        try:
            return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])
        except OSError:
            return ""
