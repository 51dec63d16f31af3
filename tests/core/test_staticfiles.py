"""The one style sheet that production serves."""

from pathlib import Path

from django.conf import settings

from apps.core.staticfiles import IMPORT, flatten

CSS = Path(settings.BASE_DIR) / "static" / "css"


def read(name: str) -> str:
    return (CSS.parent / name).read_text(encoding="utf-8")


def test_every_sheet_is_in_the_one_that_production_serves() -> None:
    flat = flatten(read)

    assert "@import" not in flat
    for sheet in CSS.rglob("*.css"):
        if sheet.name != "app.css":
            assert sheet.read_text(encoding="utf-8") in flat, sheet.name


def test_the_order_of_the_layers_is_fixed_first() -> None:
    assert read("css/app.css").index("@layer reset, tokens, base") < IMPORT.search(read("css/app.css")).start()  # type: ignore[union-attr]


def test_only_sheets_beside_the_entry_name_other_files() -> None:
    for sheet in (CSS / "components").glob("*.css"):
        assert "url(" not in sheet.read_text(encoding="utf-8"), sheet.name


def test_no_style_is_forced_and_no_id_is_styled() -> None:
    for sheet in CSS.rglob("*.css"):
        assert "!important" not in sheet.read_text(encoding="utf-8"), sheet.name
