"""The ledger of OWASP ASVS 5.0.0, levels 1 and 2, is whole, and what it names exists."""

import ast
import csv
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LEDGER = ROOT / "docs/asvs.csv"
COLUMNS = ["id", "level", "asks", "state", "held_by", "note"]
# So many requirements has each level for itself.
BY_LEVEL = {"1": 70, "2": 183}
SETTINGS = (ROOT / "config/settings.py").read_text(encoding="utf-8")


def rows() -> list[dict[str, str]]:
    with LEDGER.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def missing_from(held_by: str) -> list[str]:
    """Return what is named here and does not exist."""
    return [name for name in held_by.split() if not exists(name)]


def exists(name: str) -> bool:
    """Tell whether `setting:NAME`, `file`, `file#heading` or `file::test` is there."""
    if name.startswith("setting:"):
        return bool(re.search(rf"\b{name.removeprefix('setting:')}\b[^\n]*=", SETTINGS))
    path, _, part = name.replace("::", "#").partition("#")
    if not (ROOT / path).is_file():
        return False
    return not part or part in (functions_in(path) if "::" in name else headings_in(path))


@cache
def functions_in(path: str) -> set[str]:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}


@cache
def headings_in(path: str) -> set[str]:
    text = (ROOT / path).read_text(encoding="utf-8")
    titles = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles}


def test_every_requirement_of_both_levels_is_there_once_and_in_order() -> None:
    found = rows()
    assert list(found[0]) == COLUMNS
    ids = [tuple(map(int, row["id"].removeprefix("V").split("."))) for row in found]
    assert ids == sorted(set(ids))
    assert {level: sum(row["level"] == level for row in found) for level in BY_LEVEL} == BY_LEVEL
    assert len(found) == 253
    assert {number[0] for number in ids} == set(range(1, 18))


def test_each_says_what_it_asks_and_how_it_is_held_or_why_not() -> None:
    for row in rows():
        assert 5 < len(row["asks"]) < 100, row["id"]
        is_held = row["state"] == "held"
        assert row["state"] in {"held", "open", "no such feature"}, row["id"]
        assert bool(row["held_by"]) is is_held, row["id"]
        assert is_held or len(row["note"]) > 5, row["id"]


def test_what_holds_a_requirement_exists() -> None:
    missing = {row["id"]: names for row in rows() if (names := missing_from(row["held_by"]))}
    assert missing == {}


@pytest.mark.parametrize(
    "name",
    [
        "setting:NO_SUCH_SETTING",
        "tests/security/test_nowhere.py",
        "tests/security/test_asvs.py::test_nothing",
        "docs/security.md#nothing",
    ],
)
def test_what_does_not_exist_is_found(name: str) -> None:
    assert missing_from(name) == [name]
