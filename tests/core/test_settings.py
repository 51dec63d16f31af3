"""Production starts with what it needs, and otherwise says what is missing or weak."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.production import SECRETS, refuse_what_is_missing_or_weak
from devkit.check import PRODUCTION_LIKE
from devkit.throwaway import without_ours

ROOT = Path(__file__).resolve().parents[2]
COMPLETE = PRODUCTION_LIKE | {
    "DATABASE_URL": "postgresql://beside@database.invalid/beside",
    "REDIS_URL": "redis://cache.invalid/0",
    "EMAIL_URL": "smtp://mail.invalid",
}
NEEDED = [name for name in COMPLETE if name not in {"BESIDE_MODE", "ALLOWED_HOSTS"}]


def refusal(**changes: str) -> str:
    with pytest.raises(ImproperlyConfigured) as refused:
        refuse_what_is_missing_or_weak(COMPLETE | changes)
    return str(refused.value)


def start(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run one command of manage.py as production does, with nothing of this test run's own environment."""
    return subprocess.run(
        [sys.executable, "-W", "error", "manage.py", *(arguments or ("check",))],
        cwd=ROOT,
        env=without_ours(dict(os.environ)) | environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_complete_environment_is_accepted() -> None:
    refuse_what_is_missing_or_weak(COMPLETE)


@pytest.mark.parametrize("name", NEEDED)
def test_what_is_missing_is_named(name: str) -> None:
    assert f"{name} is not set." in refusal(**{name: ""})


def test_everything_missing_is_named_at_once() -> None:
    with pytest.raises(ImproperlyConfigured) as refused:
        refuse_what_is_missing_or_weak({})
    assert all(f"{name} is not set." in str(refused.value) for name in NEEDED)


@pytest.mark.parametrize("name", SECRETS)
@pytest.mark.parametrize(
    ("value", "weakness"),
    [
        ("Zk3v9" * 9 + "Zk3v", "too short"),
        ("0" * 80, "not random"),
        ("abcdefg" * 12, "not random"),
        ("development-only-" + "0" * 50, "own source"),
        ("test-only-media-" + "m1n2b3v4c5x6" * 5, "own source"),
    ],
)
def test_weak_secret_is_named_and_not_shown(name: str, value: str, weakness: str) -> None:
    said = refusal(**{name: value})

    assert f"{name} is " in said
    assert weakness in said
    assert value not in said


def test_each_key_of_several_is_looked_at() -> None:
    first = COMPLETE["ENCRYPTION_KEYS"]
    assert "ENCRYPTION_KEYS (no. 2) is too short" in refusal(ENCRYPTION_KEYS=f"{first},short")
    assert "ENCRYPTION_KEYS and ENCRYPTION_KEYS (no. 2) are the same." in refusal(ENCRYPTION_KEYS=f"{first}, {first}")


def test_two_equal_secrets_are_refused() -> None:
    assert "SECRET_KEY and AUDIT_KEY are the same." in refusal(AUDIT_KEY=COMPLETE["SECRET_KEY"])


@pytest.mark.parametrize(
    "address",
    ["http://beside.example", "beside.example", "https://", "https://beside.example/groups", "https://a.b/?c"],
)
def test_address_that_sockets_and_cookies_could_not_use_is_refused(address: str) -> None:
    assert "SITE_URL must be https://" in refusal(SITE_URL=address)


def test_process_without_its_keys_does_not_start() -> None:
    started = start({name: value for name, value in COMPLETE.items() if name != "AUDIT_KEY"} | {"SECRET_KEY": "short"})

    assert started.returncode != 0
    assert "AUDIT_KEY is not set." in started.stderr
    assert "SECRET_KEY is too short" in started.stderr


def test_production_is_what_starts_when_no_mode_is_named() -> None:
    started = start({"SITE_URL": "http://localhost:8000"})

    assert started.returncode != 0
    assert "Beside does not start in production" in started.stderr


@pytest.mark.parametrize("proxies", ["0", "1"])
def test_deploy_check_has_no_warning(proxies: str) -> None:
    checked = start(COMPLETE | {"TRUSTED_PROXY_COUNT": proxies}, "check", "--deploy", "--fail-level", "WARNING")

    assert checked.returncode == 0, checked.stderr
    assert "no issues" in checked.stdout
