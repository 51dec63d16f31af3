"""What the Content-Security-Policy would refuse, and words that no translator would ever see."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.architecture.sources import place, template_files

TRANSLATED = re.compile(r"{%-?\s*blocktrans(?:late)?\b.*?{%\s*endblocktrans(?:late)?\s*%}", re.DOTALL)
COMMENTED = re.compile(r"{%\s*comment\b.*?{%\s*endcomment\s*%}|{#.*?#}|<!--.*?-->", re.DOTALL)
# Blocks that stand inside a tag's attribute.
NO_TEXT = re.compile(
    r"{%\s*block (?:body_class|nav_current|language|robots|action_url)\s*%}.*?{%\s*endblock.*?%}", re.DOTALL
)
TAGS = re.compile(r"{%.*?%}|{{.*?}}", re.DOTALL)
SPOKEN_ATTRIBUTES = {"alt", "aria-label", "placeholder", "title", "aria-description"}
LOADS = {"src", "srcset", "poster", "action", "formaction", "data", "hx-get", "hx-post"}
# The name and the units of the interface are the same in every language.
NOT_LANGUAGE = re.compile(r"\b(?:Beside|RSVP|UTC|JSON|ICS|RSS|AGPL[-\w.]*|GitHub|https?://\S+)\b|&\w+;")


class Findings(HTMLParser):
    """Collects what a template must not hold."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=False)
        self.found: list[tuple[int, str]] = []
        self._silent = ""
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if tag in {"script", "style"}:
            self._silent = tag
        if tag == "style" or "style" in attributes:
            self._add("inline style: give it a class")
        if tag == "script" and "src" not in attributes and "nonce" not in attributes:
            self._add("inline script without a nonce")
        self._look_at_attributes(attributes, tag)

    def _look_at_attributes(self, attributes: dict[str, str], tag: str) -> None:
        for name, value in attributes.items():
            if name.startswith("on"):
                self._add(f"{name}: behaviour belongs in a module")
            if value.strip().lower().startswith("javascript:"):
                self._add("a javascript: address")
            if (name in LOADS or (name == "href" and tag == "link")) and re.match(r"\s*(?:https?:)?//", value):
                self._add(f"{name} loads from elsewhere: {value}")
            if name in SPOKEN_ATTRIBUTES and _has_words(value):
                self._add(f"{name} is not translated: {value}")

    def handle_endtag(self, tag: str) -> None:
        if tag == self._silent:
            self._silent = ""

    def handle_data(self, data: str) -> None:
        if not self._silent and _has_words(data):
            self._add(f"not translated: {' '.join(data.split())[:60]}")

    def _add(self, sentence: str) -> None:
        self.found.append((self.getpos()[0], sentence))


def _has_words(text: str) -> bool:
    return bool(re.search(r"[^\W\d_]{2,}", NOT_LANGUAGE.sub("", text)))


def look_at(source: str) -> list[tuple[int, str]]:
    """Return the line and the sentence of each finding in a template."""
    for pattern in (COMMENTED, TRANSLATED, NO_TEXT, TAGS):
        # Line breaks stay, so that a finding names its line.
        source = pattern.sub(lambda match: "\n" * match[0].count("\n"), source)
    return Findings(source).found


@pytest.mark.parametrize("file", template_files(), ids=lambda file: "/".join(file.parts[-2:]))
def test_a_template_holds_nothing_inline_foreign_or_untranslated(file: Path) -> None:
    found = [f"{place(file, line)} {sentence}" for line, sentence in look_at(file.read_text())]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    "source",
    [
        '<p style="color: red">',
        "<style>p { color: red }</style>",
        "<script>go()</script>",
        '<button onclick="go()">',
        '<a href="javascript:go()">',
        '<img src="https://elsewhere.example/a.png" alt="">',
        '<link rel="stylesheet" href="//elsewhere.example/a.css">',
        "<p>Hello</p>",
        '<input placeholder="Your name">',
        "{% if a %}Hello{% endif %}",
    ],
)
def test_is_found(source: str) -> None:
    assert look_at(source)


@pytest.mark.parametrize(
    "source",
    [
        '<p class="a" data-style="b">{% translate "Hello" %}</p>',
        "{% blocktranslate %}Hello <b>you</b>{% endblocktranslate %}",
        '<script type="module" src="{% static "js/main.js" %}"></script>',
        '<script nonce="{{ csp_nonce }}">go()</script>',
        '<a href="https://elsewhere.example/">{{ name }}</a>',
        '<input placeholder="{% translate "Your name" %}">',
        "{# a note #}<!-- another -->{% comment %}and another{% endcomment %}",
        "<p>&nbsp;· 3 – 4 → {{ count }}</p>",
    ],
)
def test_is_let_pass(source: str) -> None:
    assert not look_at(source)
