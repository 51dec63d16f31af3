"""Which pictures of the app there are: what the manifest names and `devkit/app_icons.py` draws. Pure."""

from dataclasses import dataclass

# --color-paper by day (static/css/tokens.css): a manifest knows one scheme, base.html tells browsers of both.
PAPER = "#f4eee4"
DRAWINGS = ("mark", "page")
LARGE = 512


@dataclass(frozen=True, slots=True)
class AppIcon:
    """One picture of a drawing (`static/<drawing>.svg`), as many pixels wide as high.

    A maskable one is paper to its edges, with the drawing within the part that every mask leaves.
    """

    drawing: str
    size: int
    is_maskable: bool = False

    @property
    def file(self) -> str:
        return f"app/{self.drawing}-{'maskable-' if self.is_maskable else ''}{self.size}.png"

    @property
    def purpose(self) -> str:
        return "maskable" if self.is_maskable else "any"


def icons_of(drawing: str) -> list[AppIcon]:
    """Return every picture of a drawing."""
    return [AppIcon(drawing, 192), AppIcon(drawing, LARGE), AppIcon(drawing, LARGE, is_maskable=True)]
