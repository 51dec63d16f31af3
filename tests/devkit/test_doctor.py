"""What `./dev doctor` says of an installation before it starts."""

from pathlib import Path

import pytest

from config.production import PLACES
from devkit import doctor
from devkit.check import PRODUCTION_LIKE


def advice(monkeypatch: pytest.MonkeyPatch, file: Path, **given: str) -> list[str]:
    file.write_text("".join(f"{name}='{value}'\n" for name, value in given.items()))
    monkeypatch.setattr(doctor, "FOR_COMPOSE", file)
    return [finding.advice for finding in doctor._production()]


def test_what_compose_would_be_told_is_looked_at_beforehand(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    by_hand = {"BESIDE_MODE", "SITE_URL", "ALLOWED_HOSTS", *PLACES}
    good = {name: value for name, value in PRODUCTION_LIKE.items() if name not in by_hand}
    good |= {"SITE_HOST": "beside.example", "EMAIL_URL": "smtps://mail.example"}
    file = tmp_path / ".env"

    assert advice(monkeypatch, file, **good) == [""]
    found = advice(monkeypatch, file, **good | {"SECRET_KEY": "short", "EMAIL_URL": "smtp://mail.example"})
    assert [line.split(" ")[2] for line in found] == ["SECRET_KEY", "EMAIL_URL"]
    assert advice(monkeypatch, file) == [""], "an empty file is none"
