"""How a message's words become HTML: a few signs of Markdown, then an allow-list that nothing else passes.

No pictures, no raw HTML, no previews, and no link that says one address and goes to another: only bare addresses
become links. Whoever is called on by alias is shown by the alias they have now.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

import nh3
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from apps.groups.rules.aliases import fold
from apps.messaging.rules.mentions import calls_in
from apps.messaging.rules.parties import Mentioned

TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "blockquote", "a", "code", "span"}
MENTIONS = "mentions"  # their place in what the parser is told of a message
ADDRESS = re.compile(r"https?://[^\s<>\"'`]+[^\s<>\"'`.,;:!?)\]]")


@lru_cache(maxsize=2048)
def to_html(body: str, mentions: tuple[Mentioned, ...] = ()) -> str:
    """Return the body as safe HTML; the same words and people always give the same HTML.

    Each of the mentions becomes a `span` with the member's public id and present alias.
    """
    return nh3.clean(
        _markdown.render(body, {MENTIONS: {fold(one.typed): one for one in mentions}}),
        tags=TAGS,
        attributes={"a": {"href"}, "span": {"class", "data-member"}},
        url_schemes={"http", "https"},
        link_rel="noreferrer noopener nofollow",
        set_tag_attribute_values={"a": {"target": "_blank"}},
    )


def spoken_parts(body: str) -> list[str]:
    """Return the pieces of text in which somebody can be called on: neither code nor addresses."""
    inline = [block for block in _markdown.parse(body) if block.type == "inline"]
    return [text.content for block in inline for text in _texts(block.children or ())]


def _texts(tokens: Iterable[Token]) -> Iterator[Token]:
    depth = 0
    for token in tokens:
        depth += {"link_open": 1, "link_close": -1}.get(token.type, 0)
        if token.type == "text" and not depth:
            yield token


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


def _show_mentions(state: StateCore) -> None:
    known: Mapping[str, Mentioned] = state.env.get(MENTIONS, {})
    for block in state.tokens if known else ():
        if block.type == "inline" and block.children:
            spoken = {id(token) for token in _texts(block.children)}
            parts = [_called(child, known) if id(child) in spoken else (child,) for child in block.children]
            block.children = [token for part in parts for token in part]


def _called(token: Token, known: Mapping[str, Mentioned]) -> Iterator[Token]:
    end = 0
    for call in calls_in(token.content, known):
        member = known[call.folded]
        yield Token("text", "", 0, content=token.content[end : call.start])
        yield Token("mention_open", "span", 1, attrs={"class": "mention", "data-member": member.member})
        yield Token("text", "", 0, content=f"@{member.alias}")
        yield Token("mention_close", "span", -1)
        end = call.end
    yield Token("text", "", 0, content=token.content[end:])


def _make_markdown() -> MarkdownIt:
    rules = ["emphasis", "list", "newline", "escape", "blockquote", "backticks"]
    # A newline is a newline: people press Enter and mean it.
    markdown = MarkdownIt("zero", {"breaks": True, "html": False, "maxNesting": 6}).enable(rules)
    markdown.core.ruler.push("addresses", _link_addresses)
    markdown.core.ruler.push("mentions", _show_mentions)
    return markdown


_markdown = _make_markdown()
