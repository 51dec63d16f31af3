"""Production starts with what it needs, and otherwise says what is missing or weak."""

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from apps.core.secret_files import MAY_BE_FILES, SecretNotRead, read_secret_files
from config import env
from config.production import SECRETS, refuse_what_is_missing_or_weak
from devkit.check import PRODUCTION_LIKE
from devkit.throwaway import without_ours

ROOT = Path(__file__).resolve().parents[2]
COMPLETE = PRODUCTION_LIKE | {
    "DATABASE_URL": "postgresql://beside@database.invalid/beside?sslmode=verify-full",
    "REDIS_URL": "rediss://cache.invalid/0",
    "EMAIL_URL": "smtp+starttls://mail.invalid",
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


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("ALLOWED_HOSTS", "*", "ALLOWED_HOSTS is too wide. Write out"),
        ("ALLOWED_HOSTS", "beside.example, .example", "ALLOWED_HOSTS is too wide."),
        ("PUSH_SERVICES", "push.example,*.com", "PUSH_SERVICES is too wide. Name each"),
        ("PUSH_SERVICES", "*", "PUSH_SERVICES is too wide."),
        ("EMAIL_URL", "smtp://mail.example:25", "EMAIL_URL leads to another machine without encryption. Use smtps://"),
        ("REDIS_URL", "redis://:word@192.0.43.8/0", "REDIS_URL leads to another machine without encryption."),
        ("DATABASE_URL", "postgresql://b@db.example/b?sslmode=require", "DATABASE_URL leads to another machine"),
        ("DATABASE_URL", "postgresql://b@/b?host=db.example", "DATABASE_URL leads to another machine"),
        ("DATABASE_URL", "postgresql://b@10.1.2.3/b", "DATABASE_URL leads to another machine"),
        ("MEDIA_SERVER_URL", "https://media.example", "MEDIA_SERVER_URL leads to another machine without encryption."),
        ("BREACHED_PASSPHRASES", "/nowhere/breached.txt", "BREACHED_PASSPHRASES names no file."),
        ("TURN_URL", "", "TURN_URL is not set. Name a relay"),
        ("TURN_URL", "turn:relay.example", "TURN_SECRET is too short"),
        ("SECRET_KEY", "", "SECRET_KEY is not set. Make one: openssl rand -hex 32"),
    ],
)
def test_what_is_open_to_anybody_or_forgotten_is_refused_with_the_way_to_mend_it(
    name: str, value: str, said: str
) -> None:
    assert said in refusal(**{name: value})


def test_what_stays_on_this_machine_or_among_its_containers_needs_no_encryption() -> None:
    near = {
        "DATABASE_URL": ["postgresql://b@postgres/b", "postgresql://b@/b?host=/run/pg.d", "postgresql://b@127.0.0.1/b"],
        "REDIS_URL": ["redis://:word@127.0.0.1:6379/0", "redis://valkey/0"],
        "EMAIL_URL": ["smtp://relay:25", "smtp://[::1]:25"],
        "MEDIA_SERVER_URL": ["http://127.0.0.1:8188", "http://janus:8188"],
    }
    for name, values in near.items():
        for value in values:
            refuse_what_is_missing_or_weak(COMPLETE | {name: value})
    relay = {"TURN_URL": "turn:relay.example", "TURN_SECRET": "Zk3v9Qp7Lm2x" * 5}
    refuse_what_is_missing_or_weak(COMPLETE | relay | {"PUSH_SERVICES": "push.example,*.push.example"})


def test_a_clock_that_was_never_set_is_refused() -> None:
    with pytest.raises(ImproperlyConfigured, match="timedatectl"):
        refuse_what_is_missing_or_weak(COMPLETE, now=datetime(1970, 1, 1, 0, 3, tzinfo=UTC))


def test_secrets_are_taken_from_files_and_what_is_wrong_with_one_is_said_without_it(tmp_path: Path) -> None:
    key, empty = tmp_path / "key", tmp_path / "empty"
    key.write_text(f"  {'Zk3v9Qp7Lm2x' * 5}\n")
    empty.write_text("\n")
    for name in MAY_BE_FILES:
        environment = {f"{name}_FILE": str(key), "SITE_URL": "https://beside.example"}
        read_secret_files(environment)
        assert environment[name] == "Zk3v9Qp7Lm2x" * 5
    assert {*SECRETS, "TURN_SECRET", "DATABASE_URL"} <= set(MAY_BE_FILES)
    wrong = {
        "cannot be read (FileNotFoundError)": {"BAN_KEY_FILE": str(tmp_path / "nowhere")},
        "is empty": {"BAN_KEY_FILE": str(empty)},
        "BAN_KEY and BAN_KEY_FILE are both set": {"BAN_KEY_FILE": str(key), "BAN_KEY": "there already"},
    }
    for said, environment in wrong.items():
        with pytest.raises(SecretNotRead) as refused:
            read_secret_files(environment)
        assert said in str(refused.value)
        assert "Zk3v9" not in str(refused.value)
    key.write_text("Zk3v9")
    started = start(
        {name: value for name, value in COMPLETE.items() if name != "AUDIT_KEY"} | {"AUDIT_KEY_FILE": str(key)}
    )
    assert "AUDIT_KEY is too short" in started.stderr


def test_a_list_that_is_empty_is_one_that_was_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PUSH_SERVICES", "")
    assert env.words("PUSH_SERVICES", "push.example, *.push.example") == ["push.example", "*.push.example"]
    monkeypatch.setenv("PUSH_SERVICES", "other.example,")
    assert env.words("PUSH_SERVICES", "push.example") == ["other.example"]


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
