"""Makes static/app/*.png from static/mark.svg and static/page.svg, as home screens want them.

    python -m devkit.app_icons

Of what is maskable every mask leaves a circle of four fifths of the width
(https://www.w3.org/TR/appmanifest/#icon-masks); the others have round corners of their own.
"""

from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from apps.home.app_icons import DRAWINGS, PAPER, AppIcon, icons_of
from devkit.browser import launch_options, require_chromium

STATIC = Path(__file__).parent.parent / "static"
SHEET = (
    "<style>html, body {{ margin: 0; background: transparent }} svg {{ width: {width} }}"
    "div {{ display: grid; place-items: center; height: 100vh; background: {paper}; border-radius: {corner} }}</style>"
    "<div>{drawing}</div>"
)


def main() -> None:
    """Write all of them; the same drawings give the same pictures, as far as Chromium does."""
    (STATIC / "app").mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=require_chromium(), args=launch_options())
        page = chromium.new_page()
        for drawing in DRAWINGS:
            for icon in icons_of(drawing):
                _write(page, icon)
        chromium.close()


def _write(page: Page, icon: AppIcon) -> None:
    page.set_viewport_size({"width": icon.size, "height": icon.size})
    corner, width = ("0", "50%") if icon.is_maskable else ("22%", "64%")
    drawing = (STATIC / f"{icon.drawing}.svg").read_text()
    page.set_content(SHEET.format(paper=PAPER, corner=corner, width=width, drawing=drawing))
    page.screenshot(path=STATIC / icon.file, omit_background=True)


if __name__ == "__main__":
    main()
