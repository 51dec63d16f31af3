"""The headless shell that stands in for a browser."""

from pathlib import Path

import pytest

from devkit import debian, headless


@pytest.fixture
def unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A shell unpacked earlier, without what it shares with the system's Chromium."""
    shared, own = tmp_path / "system", tmp_path / "own" / headless.SHELL / "root"
    for folder in (shared, own / "usr/bin", own / "usr/lib/chromium"):
        folder.mkdir(parents=True)
    (shared / "icudtl.dat").write_text("letters")
    (own / "usr/bin" / headless.SHELL).touch(mode=0o755)
    monkeypatch.setattr(headless, "CHROMIUM", shared)
    for module in (headless, debian):
        monkeypatch.setattr(module, "UNPACKED", tmp_path / "own")
    headless.headless_shell.cache_clear()
    return own / "usr/lib/chromium" / headless.SHELL


def write_program(path: Path, *lines: str) -> None:
    path.write_text("\n".join(["#!/bin/sh", *lines]))
    path.chmod(0o755)


def test_shell_that_shows_a_page_is_used_with_what_the_system_has(unpacked: Path) -> None:
    write_program(unpacked, 'cat "$(dirname "$0")/icudtl.dat" && echo "$@"')
    assert headless.headless_shell(("--no-sandbox",)) == unpacked


def test_shell_that_shows_nothing_is_passed_over_and_fetched_anew_the_next_time(unpacked: Path) -> None:
    write_program(unpacked, "exit 1")
    assert headless.headless_shell(()) is None
    assert not unpacked.exists()


def test_another_browser_than_debians_has_none(unpacked: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(headless, "CHROMIUM", unpacked.parent / "nowhere")
    assert headless.headless_shell(()) is None
