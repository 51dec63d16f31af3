"""How a message's words become HTML: a few signs of Markdown, then an allow-list that nothing else passes.

No pictures, no raw HTML, no previews, and no link that says one address and goes to another: only bare addresses
become links.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

import nh3
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "blockquote", "a", "code"}
ADDRESS = re.compile(r"https?://[^\s<>\"'`]+[^\s<>\"'`.,;:!?)\]]")


@lru_cache(maxsize=2048)
def to_html(body: str) -> str:
    """Return the body as safe HTML; the same words always give the same HTML."""
    return nh3.clean(
        _markdown.render(body),
        tags=TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https"},
        link_rel="noreferrer noopener nofollow",
        set_tag_attribute_values={"a": {"target": "_blank"}},
    )


def excerpt(body: str, length: int = 90) -> str:
    """Return the beginning of the words on one line, for a quote or a preview."""
    line = " ".join(re.sub(r"[*_`>]", "", body).split())
    return line if len(line) <= length else line[: length - 1].rstrip() + "…"


def _link_addresses(state: StateCore) -> None:
    for block in state.tokens:
        if block.type == "inline" and block.children:
            block.children = [part for child in block.children for part in _linked(child)]


def _linked(token: Token) -> Iterator[Token]:
    if token.type != "text" or "://" not in token.content:
        yield token
        return
    end = 0
    for found in ADDRESS.finditer(token.content):
        yield Token("text", "", 0, content=token.content[end : found.start()])
        yield Token("link_open", "a", 1, attrs={"href": found[0]})
        yield Token("text", "", 0, content=found[0])
        yield Token("link_close", "a", -1)
        end = found.end()
    yield Token("text", "", 0, content=token.content[end:])


def _make_markdown() -> MarkdownIt:
    rules = ["emphasis", "list", "newline", "escape", "blockquote", "backticks"]
    # A newline is a newline: people press Enter and mean it.
    markdown = MarkdownIt("zero", {"breaks": True, "html": False, "maxNesting": 6}).enable(rules)
    markdown.core.ruler.after("inline", "addresses", _link_addresses)
    return markdown


_markdown = _make_markdown()
