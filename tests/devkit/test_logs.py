"""What a run said is still there after the restarts that follow it."""

from pathlib import Path

from devkit.application import KEPT_LOGS, _rotate_logs


def test_the_logs_of_the_last_runs_stay(tmp_path: Path) -> None:
    logs = tmp_path / "logs"
    for run in range(KEPT_LOGS + 3):
        _rotate_logs(logs)
        assert list(logs.iterdir()) == []
        (logs / "web.log").write_text(f"run {run}")

    assert len(list(tmp_path.iterdir())) == KEPT_LOGS + 1
    assert (tmp_path / "logs.1" / "web.log").read_text() == f"run {KEPT_LOGS + 1}"
    assert (tmp_path / f"logs.{KEPT_LOGS}" / "web.log").read_text() == "run 2"
