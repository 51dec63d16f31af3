"""`./dev audit` asks about what runs in production alone, as it is locked, and says what was found by its exit code."""

from pathlib import Path

import pytest

from devkit import audit as command
from devkit.audit import audit


@pytest.mark.parametrize("known", [0, 1])
def test_a_known_hole_is_told_and_what_runs_in_production_is_listed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], known: int
) -> None:
    asked: list[tuple[str, ...]] = []

    def run(*words: str) -> int:
        asked.append(words)
        return known if words[1] == "audit" else 0

    monkeypatch.setattr(command, "_uv", lambda: "uv")
    monkeypatch.setattr(command, "_run", run)
    monkeypatch.setattr(command, "INVENTORY", tmp_path / "kept/inventory.json")
    assert audit(["--ignore", "PYSEC-1"]) == known
    export, question = asked
    assert {"export", "--frozen", "--no-dev", "cyclonedx1.5", f"{tmp_path}/kept/inventory.json"} <= set(export)
    assert question[:4] == ("uv", "audit", "--frozen", "--no-dev")
    assert question[-2:] == ("--ignore", "PYSEC-1")
    assert ("No hole is known" in "".join(capsys.readouterr())) is (known == 0)
