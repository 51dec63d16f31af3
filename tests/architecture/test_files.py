"""What must not be in any file: where it was written, where packages came from, what reaches outside."""

import re

from tests.architecture.sources import ROOT, kept_files, place

# Pieces, so that this file does not find itself.
MACHINES = (
    "/ro" + "ot/",
    "/wo" + "rk/",
    "(?<!\\w)/ho" + "me/[a-z]+/",
    "(?<!\\w)/Use" + "rs/[a-z]+/",
    "/opt/wh" + "eels",
)
REGISTRIES = ("pypi" + r"\.org/simple", "files\\.python" + "hosted", "registry\\.npm" + "js", "index" + "-url")
FORBIDDEN = re.compile("|".join((*MACHINES, *REGISTRIES)))
TEXTS = {".py", ".md", ".toml", ".yml", ".yaml", ".html", ".txt", ".js", ".css", ".cfg", ".conf", ".sh", "", ".example"}


def test_no_file_names_a_machine_or_a_registry() -> None:
    found = [
        f"{place(file, number)} {line.strip()[:100]}"
        for file in kept_files()
        if file.suffix in TEXTS and file.name != "uv.lock"
        for number, line in enumerate(file.read_text(errors="replace").splitlines(), start=1)
        if FORBIDDEN.search(line)
    ]
    assert not found, "\n".join(found)


def test_no_style_sheet_needs_force_or_names_one_element() -> None:
    forbidden = {
        r"!important": "force: use a layer",
        r"(?m)^\s*[^{}@/*\n]*#[a-zA-Z][\w-]*[^;{}\n]*\{": "an id",
        r"url\(\s*['\"]?(?:https?:)?//": "an outside address",
        r"@import\s+url\(\s*['\"]?https?:": "an outside address",
    }
    found = [
        f"{place(file, text.count(chr(10), 0, match.start()) + 1)} {why}"
        for file in sorted((ROOT / "static/css").rglob("*.css"))
        for text in (re.sub(r"/\*.*?\*/", lambda note: "\n" * note[0].count("\n"), file.read_text(), flags=re.DOTALL),)
        for pattern, why in forbidden.items()
        for match in re.finditer(pattern, text)
    ]
    assert not found, "\n".join(found)


def test_secrets_of_this_machine_are_not_kept() -> None:
    found = [place(file) for file in kept_files() if file.name.startswith(".env") and file.name != ".env.example"]
    assert not found, "\n".join(found)
