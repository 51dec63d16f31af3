"""The supervisor, with real processes."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from devkit.children import ROOT, Program
from devkit.errors import ServiceDidNotStartError
from devkit.supervisor import FIRST_PAUSE, Service, StopRequested, Supervisor
from tests.devkit.processes import descendants, is_running, wait_until

SLEEPER = Program([sys.executable, "-c", "import time; time.sleep(600)"])
PARENT = Program([sys.executable, "-c", "import subprocess, time; subprocess.Popen(['sleep', '600']); time.sleep(600)"])
STUBBORN = Program(
    [
        sys.executable,
        "-c",
        "import signal, time; signal.signal(15, signal.SIG_IGN); print('set', flush=True); time.sleep(600)",
    ]
)

# A supervisor as a process of its own, to be killed: two services, one of which has a child.
SCRIPT = """
import signal, sys
from pathlib import Path
from devkit.application import _listen_to_signals
from devkit.supervisor import Service, StopRequested, Supervisor
from tests.devkit.test_supervisor import PARENT, SLEEPER
supervisor = Supervisor(Path(sys.argv[1]))
_listen_to_signals(supervisor)
for name, program in (("sleeper", SLEEPER), ("parent", PARENT)):
    supervisor.start(Service(name, program))
print("started", flush=True)
try:
    supervisor.watch()
except StopRequested:
    supervisor.stop()
"""


def has_said(log: Path, words: str) -> bool:
    return log.exists() and words in log.read_text()


@pytest.fixture
def supervisor(tmp_path: Path) -> Iterator[Supervisor]:
    ours = Supervisor(tmp_path)
    yield ours
    ours.stop()


@pytest.fixture
def process(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-c", SCRIPT, str(tmp_path)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as started:
        try:
            assert started.stdout is not None
            assert started.stdout.readline() == "started\n"
            wait_until(lambda: len(descendants(started.pid)) == 3, what="three descendants")
            yield started
        finally:
            started.kill()


def test_what_dies_is_started_again_and_a_line_says_so(
    supervisor: Supervisor, capsys: pytest.CaptureFixture[str]
) -> None:
    service = Service("sleeper", SLEEPER)
    supervisor.start(service)
    assert service.process is not None
    first = service.process.pid
    os.kill(first, signal.SIGKILL)
    supervisor.wait_for(
        lambda: service.process is not None and service.process.pid != first, what="a new process", patience=10
    )
    assert "sleeper killed by SIGKILL: starting it again in 0.5 s." in capsys.readouterr().out
    assert service.process.poll() is None


def test_what_keeps_dying_is_started_ever_more_slowly(supervisor: Supervisor) -> None:
    service = Service("broken", Program([sys.executable, "-c", "raise SystemExit(3)"]))
    supervisor.start(service)
    supervisor.wait_for(lambda: service.pause >= FIRST_PAUSE * 4, what="two deaths", patience=20)
    assert service.pause == FIRST_PAUSE * 4


def test_output_is_kept_in_a_file_and_shown_behind_the_name(
    supervisor: Supervisor, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    supervisor.run_once("speaker", Program([sys.executable, "-c", "print('a word')"]), patience=10)
    wait_until(lambda: has_said(tmp_path / "speaker.log", "a word"))
    wait_until(lambda: "speaker  | a word" in capsys.readouterr().out)


def test_a_command_that_fails_is_named(supervisor: Supervisor) -> None:
    with pytest.raises(ServiceDidNotStartError, match=r"`migrate` failed with exit code 5"):
        supervisor.run_once("migrate", Program([sys.executable, "-c", "raise SystemExit(5)"]), patience=10)


def test_what_never_answers_is_named(supervisor: Supervisor) -> None:
    with pytest.raises(ServiceDidNotStartError, match=r"Valkey took longer than 0 seconds"):
        supervisor.wait_for(lambda: False, what="Valkey", patience=0.1)


def test_waiting_ends_when_somebody_asks_to_stop(supervisor: Supervisor) -> None:
    supervisor.stop_requested.set()
    with pytest.raises(StopRequested):
        supervisor.wait_for(lambda: False, what="anything", patience=60)


def test_stopping_ends_the_children_of_children_too(supervisor: Supervisor) -> None:
    service = Service("parent", PARENT)
    supervisor.start(service)
    assert service.process is not None
    leader = service.process.pid
    wait_until(lambda: descendants(leader))
    family = {leader, *descendants(leader)}
    supervisor.stop()
    wait_until(lambda: not any(map(is_running, family)), what="the end of the family")


def test_what_ignores_the_polite_signal_is_ended_by_force(supervisor: Supervisor, tmp_path: Path) -> None:
    service = Service("stubborn", STUBBORN, patience=0.2)
    supervisor.start(service)
    assert service.process is not None
    wait_until(lambda: has_said(tmp_path / "stubborn.log", "set"), what="the signal's being ignored")
    process = service.process
    supervisor.stop()
    assert process.returncode == -signal.SIGKILL


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_no_process_is_left_however_the_supervisor_ends(process: subprocess.Popen[str], how: signal.Signals) -> None:
    family = descendants(process.pid)
    leaders = {child for child in family if os.getpgid(child) == child}
    process.send_signal(how)
    process.wait(15)
    # Killed outright it can end only its own children; those of ours that have children end them on SIGTERM.
    expected = leaders if how == signal.SIGKILL else family
    wait_until(lambda: not any(map(is_running, expected)), what="the end of every child")
    for left in filter(is_running, family):
        os.kill(left, signal.SIGKILL)
