"""The supervisor, with small programs in place of the product's."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from config.embedded.lock import DataLock, Taken
from config.embedded.places import Unusable
from config.embedded.port import holder, listen
from config.embedded.process import Child
from config.embedded.supervisor import Supervisor

ROOT = Path(__file__).resolve().parents[2]


def sleeper(tmp_path, name, code="import time; time.sleep(60)"):
    return Child(name, [sys.executable, "-c", code], tmp_path / f"{name}.log")


def alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def until(condition, seconds=20):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.fixture
def supervisor():
    made = Supervisor(tell=[].append)
    made.told = made.tell.__self__
    yield made
    made.stop()


def test_what_falls_is_started_again_and_said(supervisor, tmp_path):
    kept = supervisor.keep(sleeper(tmp_path, "web"), patience=1, rank=1)
    first = kept.child.pid
    kept.child.popen.send_signal(signal.SIGKILL)
    kept.child.popen.wait()
    until(lambda: supervisor.look_after() or kept.child.pid != first)
    assert "web was ended by SIGKILL; starting it again in 0.2 s" in supervisor.told[0]


def test_what_falls_at_once_is_started_ever_more_slowly(supervisor, tmp_path):
    kept = supervisor.keep(sleeper(tmp_path, "web", "raise SystemExit(3)"), patience=1, rank=1)
    until(lambda: supervisor.look_after() or len(supervisor.told) == 3)
    assert kept.pause == pytest.approx(1.6)
    assert "ended with code 3" in supervisor.told[0]


ALIVE = "import time; from config import alive; print('up', flush=True)\nwhile True: alive.sign(); time.sleep(0.05)"


@pytest.fixture
def signer(supervisor, tmp_path):
    """A kept process that signs, heard at least once; silent for half a second, it counts as stuck."""
    child = sleeper(tmp_path, "tick", ALIVE)
    child.signs, child.cwd = True, ROOT
    child.argv.insert(1, "-P")
    child.env = {**os.environ, "PYTHONPATH": str(ROOT)}
    kept = supervisor.keep(child, patience=1, rank=1)
    until(lambda: supervisor.look_after() or kept.heard_once, 20)
    kept.silence = 0.5
    return kept


def test_a_process_that_is_there_but_does_nothing_is_started_again(supervisor, signer):
    first = signer.child.pid
    signer.child.popen.send_signal(signal.SIGSTOP)
    until(lambda: supervisor.look_after() or (signer.child.pid != first and signer.heard_once), 20)
    assert "tick has been silent for" in supervisor.told[0]
    assert signer.silence == 1.0  # what only needs longer must once come to its end


def test_while_the_supervisor_itself_slept_nobody_is_blamed(supervisor, signer):
    first = signer.child.pid
    supervisor._looked -= 60
    signer.heard -= 60
    supervisor.look_after()
    assert (signer.child.pid, supervisor.told) == (first, [])


def test_a_process_that_signs_lives_on(supervisor, signer):
    first, before = signer.child.pid, signer.heard
    signer.silence = 1.0  # a busy machine may let it wait for its turn
    until(lambda: supervisor.look_after() or signer.heard > before + 1.5, 20)
    assert (signer.child.pid, supervisor.told) == (first, [])


def test_all_are_stopped_highest_rank_first(supervisor, tmp_path):
    note = tmp_path / "order"
    for rank, name in enumerate(["postgres", "redis", "web"]):
        code = f"""
            import signal, sys, time
            def stop(*_):
                open({str(note)!r}, "a").write({name!r} + " ")
                sys.exit()
            signal.signal(signal.SIGTERM, stop)
            print("ready", flush=True)
            time.sleep(60)
        """
        child = sleeper(tmp_path, name, textwrap.dedent(code))
        supervisor.keep(child, patience=5, rank=rank)
        until(lambda child=child: "ready" in child.last_words())
    supervisor.stop()
    assert note.read_text().split() == ["web", "redis", "postgres"]


def test_what_does_not_stop_by_itself_is_ended_in_time(supervisor, tmp_path):
    child = sleeper(
        tmp_path, "deaf", "import signal, time; signal.signal(15, signal.SIG_IGN); print(1, flush=True); time.sleep(60)"
    )
    supervisor.keep(child, patience=0.3, rank=1)
    until(lambda: child.last_words())
    began = time.monotonic()
    supervisor.stop()
    assert time.monotonic() - began < 20  # of the sixty that it would sleep
    assert not child.running()


def test_nothing_outlives_a_supervisor_that_is_killed(tmp_path):
    code = f"""
        import sys, time
        from pathlib import Path
        from config.embedded.process import Child
        child = Child("c", [sys.executable, "-c", "import time; time.sleep(60)"], Path({str(tmp_path)!r}) / "c.log")
        child.start()
        print(child.pid, flush=True)
        time.sleep(60)
    """
    command = [sys.executable, "-c", textwrap.dedent(code)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as parent:
        child = int(parent.stdout.readline())
        assert alive(child)
        parent.kill()
    until(lambda: not alive(child))


def test_killing_the_uv_that_started_us_means_us(tmp_path):
    launcher = tmp_path / "uv"
    launcher.write_text('#!/bin/sh\n"$@"\nexit 0\n')
    launcher.chmod(0o755)
    code = """
        import os
        from config.embedded.supervisor import Supervisor
        supervisor = Supervisor()
        print(os.getpid(), flush=True)
        supervisor.watch()
    """
    command = [launcher, sys.executable, "-c", textwrap.dedent(code)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as parent:
        supervised = int(parent.stdout.readline())
        assert alive(supervised)
        parent.kill()
    until(lambda: not alive(supervised))


def test_a_log_is_turned_over_without_the_child_noticing(tmp_path, monkeypatch):
    monkeypatch.setattr("config.embedded.process.LOG_BYTES", 10)
    turned = tmp_path / "turned"
    code = f"""
        import time
        from pathlib import Path
        print("a" * 20, flush=True)
        while not Path({str(turned)!r}).exists():
            time.sleep(0.02)
        print("b", flush=True)
    """
    child = sleeper(tmp_path, "web", textwrap.dedent(code))
    child.start()
    until(lambda: child.last_words())
    child.rotate_log()
    turned.touch()
    child.popen.wait()
    assert child.log.read_text() == "b\n"
    assert child.log.with_name("web.log.1").read_text() == "a" * 20 + "\n"


def test_a_data_folder_has_one_holder_who_is_named(tmp_path):
    lock = DataLock(tmp_path).take()
    lock.note("process 7, at http://hall/")
    with pytest.raises(Taken, match="process 7, at http://hall/"):
        DataLock(tmp_path).take()
    lock.release()
    DataLock(tmp_path).take().release()


def test_a_port_that_is_taken_is_explained():
    with listen("127.0.0.1", 0) as first:
        port = first.getsockname()[1]
        pid, command = holder(port)
        with pytest.raises(Unusable) as refused:
            listen("127.0.0.1", port)
    assert f"process {pid} ({command})" in str(refused.value)
    assert "choose another: up --port" in str(refused.value)
