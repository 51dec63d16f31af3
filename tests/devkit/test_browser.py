"""Finding a browser."""

from pathlib import Path

import pytest

from devkit import browser
from devkit.errors import ProgramMissingError


def test_the_named_browser_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHROMIUM", "/bin/true")
    assert browser.find_chromium() == Path("/bin/true")


def test_a_named_browser_that_is_none_is_not_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHROMIUM", "/no/such/browser")
    with pytest.raises(ProgramMissingError, match="/no/such/browser"):
        browser.find_chromium()


def test_without_any_browser_one_line_says_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path))
    # Playwright's download is the one step that is not taken here: it would reach outside.
    monkeypatch.setattr(browser, "_install", lambda: None)
    with pytest.raises(ProgramMissingError) as raised:
        browser.require_chromium()
    assert str(raised.value).count("\n") == 0
    assert "Chromium" in str(raised.value)
