"""The same on paper: a PDF in our own letters, made in memory."""

from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path
from unicodedata import normalize

from django.utils.formats import date_format
from django.utils.translation import get_language

from apps.journey.services.summary import Part, heading

_FONTS = Path(__file__).resolve().parent.parent / "fonts"
_REGULAR = _FONTS / "atkinson-hyperlegible-next-regular.ttf"
_BOLD = _FONTS / "atkinson-hyperlegible-next-bold.ttf"
_FAMILY = "Atkinson"
_MARGIN, _LINE, _GAP = 20, 6, 4  # millimetres
_INSTEAD = "?"


def as_pdf(parts: Sequence[Part], today: date) -> bytes:
    """Return a PDF of A4 pages; signs for which our letters have no shape stand there as question marks."""
    # Takes most of a second to load, which only those pay who ask for it.
    from fpdf import FPDF  # noqa: PLC0415 - as said

    pdf = FPDF(format="A4")
    pdf.set_title(heading())
    pdf.set_lang(get_language() or "")
    pdf.set_margin(_MARGIN)
    pdf.set_auto_page_break(True, _MARGIN)  # noqa: FBT003 - the library's signature
    pdf.add_font(_FAMILY, "", _REGULAR)
    pdf.add_font(_FAMILY, "B", _BOLD)
    pdf.add_page()

    def write(words: str, style: str = "", size: int = 11) -> None:
        pdf.set_font(_FAMILY, style, size)
        pdf.multi_cell(0, _LINE * size / 11, _printable(words), align="L", new_x="LMARGIN", new_y="NEXT")

    write(heading(), "B", 18)
    write(date_format(today, "DATE_FORMAT"))
    for part in parts:
        pdf.ln(_GAP)
        write(part.title, "B", 14)
        for line in part.lines:
            pdf.ln(_GAP / 2)
            write(line)
    return bytes(pdf.output())


def unprintable(text: str) -> list[str]:
    """Return the signs of the text for which our letters have no shape, each once."""
    return list(dict.fromkeys(sign for sign in normalize("NFC", text) if not _has_shape(sign)))


def _printable(text: str) -> str:
    return "".join(sign if _has_shape(sign) else _INSTEAD for sign in normalize("NFC", text).replace("\t", " "))


def _has_shape(sign: str) -> bool:
    return sign.isspace() or ord(sign) in _shapes()


@cache
def _shapes() -> frozenset[int]:
    from fontTools.ttLib import TTFont  # noqa: PLC0415 - as above

    with TTFont(_REGULAR) as font:
        return frozenset(font.getBestCmap())
