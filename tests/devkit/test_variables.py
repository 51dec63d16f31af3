"""Environment files and kept secrets."""

from pathlib import Path

import pytest

from devkit.errors import DevkitError
from devkit.variables import KEPT_SECRETS, kept_secrets, read_variables, write_variables


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("NAME=value", "value"),
        ("  NAME = value  ", "value"),
        ("export NAME=value", "value"),
        ("NAME=", ""),
        ("NAME='a # b'", "a # b"),
        ('NAME="a b" # why', "a b"),
        ("NAME=a # why", "a"),
        ("NAME=a#b", "a#b"),
        ("NAME=postgresql://u:p=w@h/n?a=b", "postgresql://u:p=w@h/n?a=b"),
        ("NAME=$HOME", "$HOME"),
        ("NAME='unfinished", "'unfinished"),
    ],
)
def test_a_line_is_read(tmp_path: Path, line: str, value: str) -> None:
    file = tmp_path / "some.env"
    file.write_text(f"# first a comment\n\n{line}\n")
    assert read_variables(file) == {"NAME": value}


def test_a_line_that_is_none_is_named_by_its_number(tmp_path: Path) -> None:
    file = tmp_path / "some.env"
    file.write_text("A=1\nnonsense\n")
    with pytest.raises(DevkitError, match="line 2"):
        read_variables(file)


def test_no_file_is_no_variables(tmp_path: Path) -> None:
    assert read_variables(tmp_path / "absent") == {}


def test_what_is_written_is_read_again_and_closed_to_others(tmp_path: Path) -> None:
    file = tmp_path / "some.env"
    write_variables(file, {"URL": "redis://:a#b@h/0", "EMPTY": ""})
    assert read_variables(file) == {"URL": "redis://:a#b@h/0", "EMPTY": ""}
    assert file.stat().st_mode & 0o777 == 0o600


def test_secrets_are_made_once_and_kept(tmp_path: Path) -> None:
    file = tmp_path / "secrets.env"
    first = kept_secrets(file)
    assert set(first) == set(KEPT_SECRETS)
    assert len(set(first.values())) == len(KEPT_SECRETS)
    assert min(map(len, first.values())) >= 64
    assert kept_secrets(file) == first


def test_a_secret_that_is_new_joins_those_that_are_kept(tmp_path: Path) -> None:
    file = tmp_path / "secrets.env"
    write_variables(file, {"SECRET_KEY": "old"})
    assert kept_secrets(file)["SECRET_KEY"] == "old"
    assert set(read_variables(file)) == set(KEPT_SECRETS)
