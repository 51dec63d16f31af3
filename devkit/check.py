"""`./dev check` and `./dev fix`: everything that can be known without running the tests."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from devkit.children import ROOT
from devkit.errors import DevkitError
from devkit.javascript import check_javascript
from devkit.licences import check_licences
from devkit.terminal import say, strong
from devkit.throwaway import throwaway_services

# A document generated from code: the command that writes it, and with --check compares it.
GENERATED_DOCUMENTS = {"docs/permissions.md": "write_permissions_doc", "docs/states.md": "write_states_doc"}

PRODUCTION_LIKE = {
    "BESIDE_MODE": "production",
    "SITE_URL": "https://beside.example",
    "ALLOWED_HOSTS": "beside.example",
    "SECRET_KEY": "check-only-" + "".join(map(chr, range(48, 123))),
    "AUDIT_KEY": "check-only-audit-" + "".join(map(chr, range(48, 123))),
    "BAN_KEY": "check-only-bans-" + "".join(map(chr, range(48, 123))),
    "PUSH_KEY": "check-only-push-" + "".join(map(chr, range(48, 123))),
    "ENCRYPTION_KEYS": "check-only-encryption-"
    + "".join(letter for letter in map(chr, range(48, 123)) if letter != ","),
    "PICTURES_DIR": "/nowhere/pictures",
    "AUDIT_ANCHORS": "/nowhere/audit-anchors",
    "ERASURE_LEDGER": "/nowhere/erasures",
    "MEDIA_SERVER_SECRET": "check-only-media-" + "".join(map(chr, range(48, 123))),
    "MAIL_FROM": "Reminder <post@beside.example>",
    "TURN_URL": "none",
}


class CheckFailedError(DevkitError):
    """A step found something; the text is what it found."""


@dataclass(frozen=True)
class Step:
    """One thing to check; `run` raises CheckFailedError with what it found."""

    name: str
    run: Callable[[dict[str, str]], None]


def check(arguments: list[str]) -> int:
    """Take every step, or those named, and say of each whether it holds; 0 when all do."""
    chosen = [step for step in STEPS if not arguments or step.name in arguments]
    unknown = set(arguments) - {step.name for step in STEPS}
    if unknown:
        say(f"There is no step {', '.join(sorted(unknown))}; there are: {', '.join(step.name for step in STEPS)}.")
        return 2
    with throwaway_services() as services:
        environment = dict(os.environ) | services
        failed = [step.name for step in chosen if not _holds(step, environment)]
    if failed:
        say(
            strong(f"Not yet: {', '.join(failed)}. ")
            + "`./dev fix` mends formatting; `./dev check <name>` repeats one."
        )
    else:
        say(strong("All of it holds. ") + "Next: `./dev test`.")
    return 1 if failed else 0


def fix(arguments: list[str]) -> int:
    """Mend what ruff and django-upgrade can mend. Templates are left alone: djlint's formatter puts spaces where people would see them."""
    codes = [
        subprocess.run(_python("ruff", *words, *arguments), cwd=ROOT, check=False).returncode
        for words in (["check", "--fix", "--quiet"], ["format"])
    ]
    ours = subprocess.run(
        ["git", "ls-files", "*.py"], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout.split()
    upgrade = _python("django_upgrade", "--target-version", "6.1", "--exit-zero-even-if-changed", *ours)
    codes.append(subprocess.run(upgrade, cwd=ROOT, check=False).returncode)
    say("Next: `./dev check`.")
    return max(codes)


def _holds(step: Step, environment: dict[str, str]) -> bool:
    began = time.monotonic()
    try:
        step.run(environment)
    except CheckFailedError as found:
        say(f"{step.name:<12} FAILED  {time.monotonic() - began:5.1f} s\n{_indented(str(found))}")
        return False
    say(f"{step.name:<12} ok      {time.monotonic() - began:5.1f} s")
    return True


def _indented(text: str) -> str:
    return "\n".join(f"    {line}" for line in text.splitlines())


def _python(module: str, *arguments: str) -> list[str]:
    return [sys.executable, "-m", module, *arguments]


def _call(command: list[str], environment: dict[str, str]) -> None:
    answer = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False
    )
    if answer.returncode:
        raise CheckFailedError(f"{answer.stdout}\n{answer.stderr}".strip())


def _tool(name: str, *command: str) -> Step:
    return Step(name, lambda environment: _call(list(command), environment))


def _program(name: str) -> str:
    return str(Path(sys.executable).with_name(name))


def _deploy(environment: dict[str, str]) -> None:
    checked = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    _call(checked, environment | PRODUCTION_LIKE)


def _documents(environment: dict[str, str]) -> None:
    for document, command in GENERATED_DOCUMENTS.items():
        try:
            _call([sys.executable, "manage.py", command, "--check"], environment)
        except CheckFailedError as found:
            msg = f"{document}: `./dev manage {command}` brings it up to date.\n{found}"
            raise CheckFailedError(msg) from None


def _from_findings(name: str, find: Callable[[], list[str]]) -> Step:
    def run(environment: dict[str, str]) -> None:
        del environment
        findings = find()
        if findings:
            raise CheckFailedError("\n".join(findings))

    return Step(name, run)


STEPS = [
    _tool("lint", *_python("ruff", "check", "--quiet", "--output-format", "concise")),
    _tool("format", *_python("ruff", "format", "--check", "--output-format", "concise")),
    _tool("types", *_python("mypy", "--no-error-summary")),
    _tool("imports", _program("lint-imports")),
    _tool("templates", *_python("djlint", "templates", "--lint", "--quiet")),
    _from_findings("javascript", lambda: check_javascript(ROOT / "static/js")),
    _tool("migrations", sys.executable, "manage.py", "makemigrations", "--check", "--dry-run"),
    Step("deploy", _deploy),
    Step("documents", _documents),
    _from_findings("licences", check_licences),
]
