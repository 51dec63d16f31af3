"""Finding what moves a clock, and that it does."""

import subprocess
import sys
from pathlib import Path

import pytest

from devkit import clock
from devkit.errors import ProgramMissingError

READ = "import time; print(int(time.time()), int(time.monotonic()))"


def read_clocks(environment: dict[str, str]) -> tuple[int, int]:
    answer = subprocess.run([sys.executable, "-c", READ], env=environment, capture_output=True, text=True, check=True)
    wall, monotonic = answer.stdout.split()
    return int(wall), int(monotonic)


def test_wall_clock_is_moved_and_the_monotonic_one_is_not(tmp_path: Path) -> None:
    offset = tmp_path / "offset"
    offset.write_text("+3600")
    (wall, monotonic), (moved_wall, same_monotonic) = read_clocks({}), read_clocks(clock.moved_clock(offset))
    assert 3590 < moved_wall - wall < 3660
    assert same_monotonic - monotonic < 60


def test_without_the_library_one_line_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FAKETIME_LIBRARY", raising=False)
    monkeypatch.setattr(clock, "FOLDERS", ())
    # The installation is the one step that is not taken here: it would reach outside.
    monkeypatch.setattr(clock, "_install", lambda: None)
    with pytest.raises(ProgramMissingError) as raised:
        clock.require_faketime()
    assert str(raised.value).count("\n") == 0
    assert "faketime" in str(raised.value)


def test_a_named_library_that_is_none_is_not_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAKETIME_LIBRARY", "/no/such/library")
    with pytest.raises(ProgramMissingError, match="/no/such/library"):
        clock.find_faketime()
