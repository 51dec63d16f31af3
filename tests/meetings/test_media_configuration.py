"""What Janus and coturn are told is written from the environment, and a secret may come from a store, as everywhere."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from devkit.children import ROOT
from devkit.throwaway import without_ours

SECRET = "Zk3v9Qp7Lm2x" * 5
JANUS = {"MEDIA_SERVER_URL": "http://127.0.0.1:8188"}
RELAY = {"TURN_URL": "turn:relay.example:3478?transport=udp"}


def write(module: str, place: Path, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-W", "error", "-m", f"apps.meetings.media.{module}", str(place)]
    known = without_ours(dict(os.environ)) | environment
    return subprocess.run(command, cwd=ROOT, env=known, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.parametrize(
    ("module", "name", "others"),
    [("janus.configuration", "MEDIA_SERVER_SECRET", JANUS), ("turn", "TURN_SECRET", RELAY)],
)
def test_a_secret_from_a_file_is_written_like_one_from_the_environment(
    tmp_path: Path, module: str, name: str, others: dict[str, str]
) -> None:
    (tmp_path / "kept").write_text(f"{SECRET}\n")
    told = {"kept": {f"{name}_FILE": str(tmp_path / "kept")}, "said": {name: SECRET}}
    written = {}
    for way, secret in told.items():
        done = write(module, tmp_path / "way", others | secret)
        assert done.returncode == 0, done.stderr
        files = [file for file in [tmp_path / "way", *(tmp_path / "way").rglob("*")] if file.is_file()]
        written[way] = {file.name: file.read_text() for file in files if not file.is_symlink()}
    assert written["kept"] == written["said"]
    assert written["kept"]

    refused = write(module, tmp_path / "way", others | {f"{name}_FILE": str(tmp_path / "nowhere")})
    assert refused.returncode != 0
    assert f"{name}_FILE" in refused.stderr
