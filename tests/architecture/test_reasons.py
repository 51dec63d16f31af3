"""Whoever silences a tool says why on the same line: the next reader must see whether the reason still holds."""

import re

import pytest

from tests.architecture.sources import ROOT, place

PACKAGES = ("apps", "config", "devkit")
SILENCED = re.compile(r"#\s*(?:noqa\b|type:\s*ignore\b)")
WITH_REASON = re.compile(
    r"#\s*(?:noqa:\s*[A-Z]+\d+(?:,\s*[A-Z]+\d+)*\s+(?:-\s+)?|type:\s*ignore\[[a-z, -]+\]\s+#\s+)(?=[\w`(]\S* \S)"
)


def lacks_reason(line: str) -> bool:
    return len(SILENCED.findall(line)) > len(WITH_REASON.findall(line))


@pytest.mark.parametrize(
    ("line", "lacks"),
    [
        ("x = 1", False),
        ("x = 1  # noqa: S104 - nothing listens on it", False),
        ("x = 1  # type: ignore[misc, no-any-return]  # allauth has no types", False),
        ("x = 1  # noqa", True),
        ("x = 1  # noqa: S104", True),
        ("x = 1  # noqa: S104, S105", True),
        ("x = 1  # noqa: S104 -", True),
        ("x = 1  # type: ignore", True),
        ("x = 1  # type: ignore[misc]", True),
        ("x = 1  # type: ignore[misc]  # noqa: S104", True),
        ("x = 1  # type: ignore[misc]  # noqa: S104 - nothing listens on it", True),
    ],
)
def test_a_reason_is_words_after_the_rule(line: str, *, lacks: bool) -> None:
    assert lacks_reason(line) is lacks


def test_every_silenced_line_says_why() -> None:
    files = [file for package in PACKAGES for file in sorted((ROOT / package).rglob("*.py"))]
    found = [
        f"{place(file, number)}: {line.strip()}"
        for file in files
        for number, line in enumerate(file.read_text().splitlines(), 1)
        if lacks_reason(line)
    ]
    assert not found, "\n".join(found)
