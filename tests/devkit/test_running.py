"""One `./dev run` in a checkout."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from devkit.children import ROOT
from devkit.running import AlreadyRunningError, is_held, only_one

HOLDER = """
import sys, time
from pathlib import Path
from devkit.running import only_one
with only_one(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(600)
"""


def test_the_second_learns_who_holds_the_lock(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    with only_one(lock):
        assert is_held(lock)
        with pytest.raises(AlreadyRunningError, match=f"process {os.getpid()}"), only_one(lock):
            pass
    assert not is_held(lock)


def test_a_killed_holder_holds_nothing(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    command = [sys.executable, "-c", HOLDER, str(lock)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as holder:
        try:
            assert holder.stdout is not None
            assert holder.stdout.readline() == "held\n"
            assert is_held(lock)
        finally:
            holder.send_signal(signal.SIGKILL)
    with only_one(lock):
        assert lock.read_text() == str(os.getpid())
