"""Which words of a page a person can see or hear, and which of them are English."""

import re
from functools import cache
from html.parser import HTMLParser

import polib

from devkit.children import ROOT

SPOKEN_ATTRIBUTES = frozenset({"aria-label", "placeholder", "title", "alt", "data-sure"})
PLACES = re.compile(r"%%s|%%|%\(\w+\)[sd]|%[sd]")
TAGS = re.compile(r"</?[a-z][^>]*>")
# No Spanish sentence has them, and hardly an English one is without.
ENGLISH = re.compile(
    r"\b(the|The|you|You|your|Your|and|with|this|This|that|That|is|are|was|not|to|for|in|it|It|they|their|what|when|how)\b"
)


class Words(HTMLParser):
    """Collects what a page says: its texts and the attributes that are read aloud."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self._is_code = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._is_code = tag in {"script", "style"}
        self.words += [str(value) for name, value in attrs if name in SPOKEN_ATTRIBUTES]

    def handle_endtag(self, tag: str) -> None:
        self._is_code = False

    def handle_data(self, data: str) -> None:
        if not self._is_code:
            self.words.append(data)


def said_by(page: str) -> str:
    """Return everything the page says, with single spaces."""
    parser = Words()
    parser.feed(page)
    return " ".join(" ".join(parser.words).split())


@cache
def catalogue(language: str) -> polib.POFile:
    return polib.pofile(str(ROOT / "locale" / language / "LC_MESSAGES" / "django.po"))


def translations_of(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) or [entry.msgstr]


@cache
def english_sentences() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the catalogue's texts of two words or more, each with the pieces that stand between its places."""
    found = []
    for entry in catalogue("es"):
        for text in filter(None, (entry.msgid, entry.msgid_plural)):
            pieces = tuple(piece.strip() for piece in PLACES.split(TAGS.sub("%s", text)) if " " in piece.strip())
            if pieces and text not in translations_of(entry):
                found.append((text, pieces))
    return tuple(found)


def english_in(words: str) -> list[str]:
    """Return what of these words is English: whole sentences of the catalogue, and words that are never Spanish."""
    sentences = [text for text, pieces in english_sentences() if all(piece in words for piece in pieces)]
    return sentences + [words[max(0, found.start() - 30) : found.end() + 30] for found in ENGLISH.finditer(words)]


def english_of(page: str) -> list[str]:
    """Return what of a whole page is not Spanish, the language that it names included."""
    return english_in(said_by(page)) + ([] if '<html lang="es"' in page else ["lang is not es"])
