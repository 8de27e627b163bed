"""Starts processes in order, starts again what falls, stops all in order. Nothing here knows what they do."""

import os
import signal
import time
from dataclasses import dataclass
from pathlib import Path

from config.embedded.places import Unusable
from config.embedded.process import Child

FIRST_PAUSE = 0.2
LONGEST_PAUSE = 5.0
STEADY_SECONDS = 30  # having run so long, the next fall counts as the first again
SILENT_SECONDS = 20  # alive without a sign of life for so long: it does nothing
FIRST_SIGN_SECONDS = 90  # a start on a busy machine
LONGEST_SILENCE = 300
START_SECONDS = 600  # recovery after a power cut reads much; it says so meanwhile
START_TRIES = 12  # half of the starts after kill -9 meet the old server's shared memory


class Stopped(Exception):
    """Told to stop while still starting."""


@dataclass
class Kept:
    child: Child
    patience: float  # seconds it gets to stop by itself
    rank: int  # processes of one rank stop together, the highest rank first
    pause: float = FIRST_PAUSE
    started: float = 0.0
    again_at: float | None = None
    heard: float = 0.0  # when it last gave a sign of life
    heard_once: bool = False
    silence: float = SILENT_SECONDS  # doubled by each fall silent: what needs longer must once come to its end

    def began(self):
        self.started = self.heard = time.monotonic()
        self.again_at, self.heard_once = None, False


class Supervisor:
    def __init__(self, tell=print):
        self.tell = tell
        self.kept: list[Kept] = []
        self._asked_at: list[float] = []
        self._launcher = _launcher()
        self._looked_at_logs = self._looked = 0.0

    def listen_to_signals(self):
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._asked)

    def _asked(self, *_):
        self._asked_at.append(time.monotonic())

    @property
    def stopping(self) -> bool:
        """Told to, or left behind by the `uv run` that started us: who kills that means us."""
        return bool(self._asked_at) or (self._launcher is not None and os.getppid() != self._launcher)

    @property
    def hurried(self) -> bool:
        """A second Ctrl-C. One keypress may reach us twice, from the terminal and through `uv`."""
        return len(self._asked_at) > 1 and self._asked_at[-1] - self._asked_at[0] > 1

    def refuse_if_stopping(self):
        if self.stopping:
            raise Stopped

    # --- start ---------------------------------------------------------------------------------------------------
    def bring_up(self, service, patience: float, rank: int):
        """Start a service and wait until it answers a real query."""
        service.prepare()
        kept = self.keep(service.child(), patience, rank)
        deadline = time.monotonic() + START_SECONDS
        tries, said = 1, time.monotonic()
        while not service.ready():
            self.refuse_if_stopping()
            if not kept.child.running():
                if tries == START_TRIES or time.monotonic() > deadline:
                    raise Unusable(f"{service.name} does not start:\n{kept.child.last_words(8)}\nLog: {kept.child.log}")
                time.sleep(min(FIRST_PAUSE * 2 ** (tries - 1), 2.0))
                tries += 1
                kept.child.start()
            elif time.monotonic() > deadline:
                raise Unusable(f"{service.name} did not answer in {START_SECONDS} s. Log: {kept.child.log}")
            elif time.monotonic() - said > 10:
                said = time.monotonic()
                self.tell(f"{service.name} is still starting (recovery after a power cut takes its time) …")
            time.sleep(0.05)

    def keep(self, child: Child, patience: float, rank: int) -> Kept:
        self.refuse_if_stopping()
        child.start()
        kept = Kept(child, patience, rank)
        kept.began()
        self.kept.append(kept)
        return kept

    def run_once(self, child: Child) -> int:
        """A step of the start-up: runs to its end, or is stopped with us."""
        self.refuse_if_stopping()
        child.start()
        while child.running():
            if self.stopping:
                child.stop(3)
                raise Stopped
            self.look_after()
            time.sleep(0.05)
        return child.exit_code

    # --- run -----------------------------------------------------------------------------------------------------
    def watch(self):
        while not self.stopping:
            self.look_after()
            time.sleep(0.1)

    def look_after(self):
        now = time.monotonic()
        if now - self._looked > FIRST_SIGN_SECONDS / 10:  # we ourselves slept: nobody can be blamed for the silence
            for kept in self.kept:
                kept.heard = now
        self._looked = now
        for kept in self.kept:
            if kept.child.running():
                self._listen_to(kept, now)
            elif kept.again_at is None:
                if now - kept.started > STEADY_SECONDS:
                    kept.pause = FIRST_PAUSE
                kept.again_at = now + kept.pause
                self.tell(_obituary(kept))
                kept.pause = min(kept.pause * 2, LONGEST_PAUSE)
            elif now >= kept.again_at:
                kept.child.kill()  # what it may have left of its group
                kept.child.start()
                kept.began()
        if now - self._looked_at_logs > 30:
            self._looked_at_logs = now
            for kept in self.kept:
                kept.child.rotate_log()

    def _listen_to(self, kept, now):
        """What is there and gives no sign is ended; being gone, it is started again like everything that falls."""
        if not kept.child.signs:
            return
        if kept.child.signed():
            kept.heard, kept.heard_once = now, True
        limit = kept.silence if kept.heard_once else max(FIRST_SIGN_SECONDS, kept.silence)
        if now - kept.heard > limit:
            self.tell(f"{kept.child.name} has been silent for {now - kept.heard:.0f} s; ending it")
            kept.silence = min(kept.silence * 2, LONGEST_SILENCE)
            kept.child.kill()
        elif now - kept.started > 10 * kept.silence:
            kept.silence = SILENT_SECONDS

    # --- stop ----------------------------------------------------------------------------------------------------
    def stop(self):
        """Highest rank first. A second Ctrl-C ends the waiting, not the order."""
        for rank in sorted({kept.rank for kept in self.kept}, reverse=True):
            group = [kept for kept in self.kept if kept.rank == rank]
            for kept in group:
                kept.child.ask_to_stop()
            deadline = time.monotonic() + max(kept.patience for kept in group)
            while any(kept.child.running() for kept in group) and time.monotonic() < deadline:
                if self.hurried:
                    break
                time.sleep(0.02)
            for kept in group:
                if kept.child.running():
                    self.tell(f"{kept.child.name} did not stop by itself; ended.")
                kept.child.kill()


def _launcher() -> int | None:
    parent = os.getppid()
    try:
        return parent if Path(f"/proc/{parent}/comm").read_text().strip() == "uv" else None
    except OSError:
        return None


def _obituary(kept: Kept) -> str:
    how = _how(kept.child.exit_code)
    words = kept.child.last_words(1) if kept.child.exit_code and kept.child.exit_code > 0 else ""
    how += f" ({words.strip()[:160]})" if words.strip() else ""
    return f"{kept.child.name} {how}; starting it again in {kept.pause:.1f} s (log: {kept.child.log})"


def _how(code) -> str:
    if code is not None and code < 0:
        try:
            return f"was ended by {signal.Signals(-code).name}"
        except ValueError:
            return f"was ended by signal {-code}"
    return f"ended with code {code}"
