"""Which media server `./dev run` takes, and how Debian's packages come without being installed."""

from pathlib import Path

import pytest

from devkit.debian import require_unpacked
from devkit.errors import DevkitError, ProgramMissingError
from devkit.media import chosen_backend, media_program


def test_a_wish_is_kept_and_an_unknown_one_is_named() -> None:
    assert chosen_backend("embedded") == "embedded"
    assert chosen_backend("janus") == "janus"
    with pytest.raises(DevkitError, match="MEDIA_BACKEND must be one of janus, embedded, not asterisk"):
        chosen_backend("asterisk")


def test_where_no_janus_can_be_had_meetings_are_forwarded_and_a_wish_for_it_fails(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def none() -> None:
        raise ProgramMissingError

    monkeypatch.setattr("devkit.media.require_janus", none)
    assert chosen_backend("") == "embedded"
    with pytest.raises(ProgramMissingError):
        chosen_backend("janus")


def test_a_package_that_cannot_be_had_is_named_with_what_helps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("devkit.debian.UNPACKED", tmp_path)
    monkeypatch.setattr("devkit.debian._fetch", lambda _package: None)
    with pytest.raises(ProgramMissingError, match="No no-such-thing, and it could not be fetched"):
        require_unpacked("no-such-thing", "no-such-thing")


def test_janus_is_told_its_secrets_in_a_file_for_its_eyes_alone_and_knows_nothing_of_ours(tmp_path: Path) -> None:
    environment = {"MEDIA_BACKEND": "janus", "MEDIA_SERVER_URL": "http://127.0.0.1:1", "MEDIA_SERVER_SECRET": "m" * 50}
    program = media_program(environment | {"SECRET_KEY": "ours"}, tmp_path / "janus")

    assert program.environment is not None
    assert set(program.environment) <= {"PATH", "LANG", "LD_LIBRARY_PATH"}
    for file in (tmp_path / "janus").glob("*.jcfg"):
        assert file.stat().st_mode & 0o077 == 0
        assert "m" * 50 not in file.read_text()
