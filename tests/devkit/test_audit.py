"""`./dev audit` asks about what runs in production alone, as it is locked, and says what was found by its exit code."""

from pathlib import Path

import pytest

from devkit import audit as command
from devkit.audit import audit

# Stands in for uv, of which a machine may have another release.
UV = """#!/bin/sh
echo "$@" >> "$0.asked"
case $1 in audit) exit $KNOWN_HOLES ;; esac
"""


@pytest.mark.parametrize("known", [0, 1])
def test_a_known_hole_is_told_and_what_runs_in_production_is_listed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], known: int
) -> None:
    uv = tmp_path / "uv"
    uv.write_text(UV)
    uv.chmod(0o700)
    monkeypatch.setattr(command, "_uv", lambda: str(uv))
    monkeypatch.setattr(command, "INVENTORY", tmp_path / "kept/inventory.json")
    monkeypatch.setenv("KNOWN_HOLES", str(known))
    assert audit(["--ignore", "PYSEC-1"]) == known
    export, asked = (tmp_path / "uv.asked").read_text().splitlines()
    assert {"--frozen", "--no-dev", "cyclonedx1.5", f"{tmp_path}/kept/inventory.json"} <= set(export.split())
    assert asked.split()[:3] == ["audit", "--frozen", "--no-dev"]
    assert asked.endswith("--ignore PYSEC-1")
    assert ("No hole is known" in "".join(capfd.readouterr())) is (known == 0)
