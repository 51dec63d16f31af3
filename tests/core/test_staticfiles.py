"""What production serves beside pages: one style sheet, and modules whose names follow their content."""

import gzip
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from apps.core.staticfiles import IMPORT, flatten
from devkit.check import PRODUCTION_LIKE

HASHED = re.compile(r"\.[0-9a-f]{12}\.\w+$")
IMPORTED = re.compile(r"""^\s*(?:import|export)\b(?:[^"';()]*\bfrom)?\s*["']([./][^"']+)["']""", re.MULTILINE)

CSS = Path(settings.BASE_DIR) / "static" / "css"


def read(name: str) -> str:
    return (CSS.parent / name).read_text(encoding="utf-8")


def test_every_sheet_is_in_the_one_that_production_serves() -> None:
    flat = flatten(read)

    assert "@import" not in flat
    for sheet in CSS.rglob("*.css"):
        # One is linked by itself, where there is no JavaScript.
        if sheet.name not in {"app.css", "without-script.css"}:
            assert sheet.read_text(encoding="utf-8") in flat, sheet.name


def test_the_order_of_the_layers_is_fixed_first() -> None:
    assert read("css/app.css").index("@layer reset, tokens, base") < IMPORT.search(read("css/app.css")).start()  # type: ignore[union-attr]


def test_only_sheets_beside_the_entry_name_other_files() -> None:
    for sheet in (CSS / "components").glob("*.css"):
        assert "url(" not in sheet.read_text(encoding="utf-8"), sheet.name


def test_no_style_is_forced_and_no_id_is_styled() -> None:
    for sheet in CSS.rglob("*.css"):
        assert "!important" not in sheet.read_text(encoding="utf-8"), sheet.name


# Collected once: all three tests run in one process.
in_production = pytest.mark.xdist_group("static files of production")


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that `collectstatic` makes in production."""
    folder = tmp_path_factory.mktemp("static")
    environment = (
        os.environ | PRODUCTION_LIKE | {"STATIC_ROOT": str(folder), "DJANGO_SETTINGS_MODULE": "config.settings"}
    )
    command = [sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity", "0"]
    subprocess.run(command, cwd=settings.BASE_DIR, env=environment, check=True, timeout=300)
    return folder


@pytest.fixture(scope="module")
def names(collected: Path) -> dict[str, str]:
    """The hashed name of every file, as templates find it."""
    paths: dict[str, str] = json.loads((collected / "staticfiles.json").read_text())["paths"]
    return paths


@in_production
def test_production_serves_one_sheet_without_imports(collected: Path, names: dict[str, str]) -> None:
    sheet = (collected / names["css/app.css"]).read_text()

    assert "@import" not in sheet
    assert ".message" in sheet
    addresses = re.findall(r"url\([\"']?([^\"')]+)", sheet)
    assert addresses
    assert all((collected / "css" / address).exists() and HASHED.search(address) for address in addresses)


@in_production
def test_modules_import_one_another_by_hashed_names(collected: Path, names: dict[str, str]) -> None:
    ours = [hashed for name, hashed in names.items() if name.startswith("js/") and name.endswith(".js")]
    imports = [(module, found) for module in ours for found in IMPORTED.findall((collected / module).read_text())]

    assert len(imports) > 20
    for module, imported in imports:
        assert HASHED.search(imported), (module, imported)
        assert (collected / module).parent.joinpath(imported).exists(), (module, imported)


@in_production
def test_what_is_worth_it_is_there_compressed_too(collected: Path, names: dict[str, str]) -> None:
    for name in ("css/app.css", "js/main.js"):
        file = collected / names[name]
        assert gzip.decompress(file.with_name(f"{file.name}.gz").read_bytes()) == file.read_bytes()
