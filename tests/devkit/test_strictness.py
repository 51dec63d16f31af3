"""A run in which a test did not run is no success, and a fault test runs once a seed."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from devkit.children import ROOT
from devkit.throwaway import without_ours

ISOLATED = [
    "-c",
    os.devnull,
    "-p",
    "devkit.pytest_strictness",
    "-p",
    "devkit.pytest_seeds",
    "-p",
    "no:django",
    "-p",
    "no:randomly",
    "-p",
    "no:cacheprovider",
]


NOT_RUN = [
    "def test_it(): pytest.skip('no browser')",
    "@pytest.mark.skip(reason='no browser')\ndef test_it(): pass",
    "@pytest.mark.xfail(reason='no browser')\ndef test_it(): assert False",
    "@pytest.mark.xfail(reason='no browser', strict=False)\ndef test_it(): pass",
    "@pytest.fixture\ndef browser(): pytest.skip('no browser')\ndef test_it(browser): pass",
    "pytest.skip('no browser', allow_module_level=True)",
    "pytest.importorskip('no_such_browser')",
]


def run_pytest(folder: Path, sources: str | list[str], *options: str) -> subprocess.CompletedProcess[str]:
    for number, source in enumerate([sources] if isinstance(sources, str) else sources):
        (folder / f"test_{number}.py").write_text(f"import pytest\n{source}\n")
    command = [sys.executable, "-m", "pytest", *ISOLATED, "--rootdir", str(folder), *options, str(folder)]
    environment = without_ours() | {"PYTHONPATH": str(ROOT)}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_what_did_not_run_counts_as_failed(tmp_path: Path) -> None:
    answer = run_pytest(tmp_path, NOT_RUN, "--continue-on-collection-errors")
    assert answer.returncode != 0, answer.stdout
    for number, source in enumerate(NOT_RUN):
        told = rf"test_{number}\.py\S* (did not run to a verdict|skipped itself): .*browser"
        assert re.search(told, answer.stdout), (source, answer.stdout)
    summary = answer.stdout.splitlines()[-1]
    assert sum(int(found) for found in re.findall(r"(\d+) (?:failed|error)", summary)) == len(NOT_RUN), summary
    assert not re.search("skipped|xfailed|xpassed|passed", summary), summary


def test_what_passed_still_passes(tmp_path: Path) -> None:
    answer = run_pytest(tmp_path, "def test_it(): pass")
    assert answer.returncode == 0, answer.stdout
    assert "1 passed" in answer.stdout


@pytest.mark.parametrize(
    ("options", "seeds"), [([], [0]), (["--seeds", "3"], [0, 1, 2]), (["--seeds", "3", "--seed", "41"], [41])]
)
def test_a_fault_test_runs_once_for_each_seed(tmp_path: Path, options: list[str], seeds: list[int]) -> None:
    answer = run_pytest(tmp_path, "def test_it(seed): print(f'<{seed}>')", "-s", *options)
    assert [int(found) for found in re.findall(r"<(\d+)>", answer.stdout)] == seeds


@pytest.mark.parametrize(("folder", "mark"), [("e2e", "@pytest.mark.browser"), ("faults", "")])
def test_what_starts_servers_shares_a_worker(tmp_path: Path, folder: str, mark: str) -> None:
    """Dealt out one by one, they would cost a Chromium and a set of servers on each worker."""
    (tmp_path / folder).mkdir()
    source = f"{mark}\n@pytest.mark.parametrize('each', range(6))\ndef test_it(each): pass"
    parallel = ["-n", "2", "--dist", "loadgroup", "-v", "-o", "markers=browser"]
    answer = run_pytest(tmp_path / folder, source, *parallel)
    assert "6 passed" in answer.stdout, answer.stdout
    assert len(set(re.findall(r"^\[(gw\d)\]", answer.stdout, re.MULTILINE))) == 1, answer.stdout
