"""No word for people stands in a template or a module without a mark by which it is translated."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from devkit.children import ROOT
from tests.i18n.sentences import SPOKEN_ATTRIBUTES

TEMPLATES = sorted(file for file in (ROOT / "templates").rglob("*.*") if file.suffix in {".html", ".txt"})
MODULES = sorted((ROOT / "static" / "js").rglob("*.js"))
# What is for programs: names of classes and sections, comments, and texts that are marked.
FOR_PROGRAMS = re.compile(
    r"{% comment.*?endcomment %}|{#.*?#}|{% blocktranslate.*?endblocktranslate %}"
    r"|{% block (?:body_class|nav_current|robots) %}.*?{% endblock %}|{%.*?%}|{{.*?}}",
    re.DOTALL,
)
WORD = re.compile(r"[^\W\d_]{2,}")
COMMENT = re.compile(r"/\*.*?\*/|(?<!:)//[^\n]*", re.DOTALL)
SENTENCE = re.compile(r"""(["'`])[A-Z][a-z]+,? [a-z][^"'`\n]*\1""")


class Unmarked(HTMLParser):
    """Collects texts and spoken attributes of a template whose marked texts were taken out."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._is_code = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._is_code = tag in {"script", "style"}
        self.found += [str(value) for name, value in attrs if name in SPOKEN_ATTRIBUTES and WORD.search(value or "")]

    def handle_endtag(self, tag: str) -> None:
        self._is_code = False

    def handle_data(self, data: str) -> None:
        if not self._is_code and WORD.search(data):
            self.found.append(data.strip())


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: str(file.relative_to(ROOT)))
def test_a_template_says_nothing_that_is_not_marked(file: Path) -> None:
    parser = Unmarked()
    parser.feed(FOR_PROGRAMS.sub("", file.read_text()))
    parser.close()

    assert parser.found == []


@pytest.mark.parametrize("file", MODULES, ids=lambda file: str(file.relative_to(ROOT)))
def test_a_module_of_the_browser_says_nothing_by_itself(file: Path) -> None:
    """Its words come with the page, where they are translated."""
    assert SENTENCE.search(COMMENT.sub("", file.read_text())) is None
