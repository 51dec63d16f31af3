"""What may be said, as tables."""

from datetime import UTC, datetime, timedelta

import pytest

from apps.messaging.errors import Empty, NotText, TooFast, TooLong, TooManyLinks, TooManyMentions
from apps.messaging.rules.markup import excerpt, to_html
from apps.messaging.rules.screening import Candidate, clean, screen
from apps.messaging.rules.viewing import View

NOW = datetime(2026, 11, 22, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    ("candidate", "error"),
    [
        (Candidate(""), Empty),
        (Candidate("x" * 4001), TooLong),
        (Candidate("x", content_note="n" * 81), TooLong),
        (Candidate("a\0b"), NotText),
        (Candidate("\ud800"), NotText),
        (Candidate("a", content_note="\0"), NotText),
        (Candidate("http://a.b http://c.d https://e.f", is_newcomer=True), TooManyLinks),
        (Candidate("@a @b @c", is_newcomer=True), TooManyMentions),
        (Candidate("http://a.b http://c.d", "www.e.f", is_newcomer=True), TooManyLinks),
        (Candidate("@a", "@b @c", is_newcomer=True), TooManyMentions),
        (Candidate("a", recent=[NOW] * 30, now=NOW), TooFast),
        (Candidate("a", is_newcomer=True, recent=[NOW - timedelta(seconds=20)] * 10, now=NOW), TooFast),
    ],
)
def test_refused(candidate: Candidate, error: type[Exception]) -> None:
    with pytest.raises(error):
        screen(candidate)


@pytest.mark.parametrize(
    "candidate",
    [
        Candidate("x" * 4000, content_note="n" * 80),
        Candidate("http://a.b http://c.d https://e.f @a @b @c"),
        Candidate("http://a.b http://c.d @a @b me@example.org", is_newcomer=True),
        Candidate("http://a.b @a", "www.c.d @b", is_newcomer=True),
        Candidate("a", recent=[NOW - timedelta(seconds=11)] * 100, now=NOW),
        Candidate("I do not want to be here any more."),
    ],
)
def test_let_through(candidate: Candidate) -> None:
    assert screen(candidate) is None


def test_words_are_kept_without_what_surrounds_them() -> None:
    assert clean(" \r\n a\r\nb\rc \n") == "a\nb\nc"


@pytest.mark.parametrize(
    ("body", "html"),
    [
        ("plain", "<p>plain</p>"),
        ("a\nb\n\nc", "<p>a<br>\nb</p>\n<p>c</p>"),
        ("*soft* **strong**", "<p><em>soft</em> <strong>strong</strong></p>"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
        ("<img src=x onerror=y>", "<p>&lt;img src=x onerror=y&gt;</p>"),
        ("[safe](https://evil.example)", None),
        ("![x](https://evil.example/p.png)", None),
        ("javascript:alert(1)", "<p>javascript:alert(1)</p>"),
    ],
)
def test_markup(body: str, html: str | None) -> None:
    shown = to_html(body).strip()
    assert "<img" not in shown
    assert ">safe</a>" not in shown
    if html is not None:
        assert shown == html


def test_bare_address_is_a_link_that_tells_nobody_where_it_came_from() -> None:
    shown = to_html("See https://example.org/a?b=1. Fine")
    assert '<a href="https://example.org/a?b=1"' in shown
    assert 'rel="noreferrer noopener nofollow"' in shown
    assert "</a>. Fine" in shown


def test_deep_nesting_is_shown_and_costs_little() -> None:
    assert to_html("> " * 2000 + "x")
    assert to_html("*" * 4000)
    assert to_html("- " * 2000)


def test_excerpt_is_one_short_line() -> None:
    assert excerpt("a\n\n**b**") == "a b"
    assert len(excerpt("word " * 100)) <= 90


@pytest.mark.parametrize(
    ("view", "author", "at", "audience", "sees"),
    [
        (View("me"), "other", 1.0, "all", True),
        (View("me"), "other", 1.0, "few", False),
        (View("me"), "me", 1.0, "few", True),
        (View("me", sees_held=True, is_overseer=True), "other", 1.0, "few", True),
        (View("me", blocked={"other": 5.0}), "other", 6.0, "all", False),
        (View("me", blocked={"other": 5.0}), "other", 4.0, "all", True),
        (View("me", blocked={"other": 5.0}), "third", 6.0, "all", True),
        (View("me", is_overseer=True, blocked={"other": 5.0}), "other", 6.0, "all", True),
    ],
)
def test_who_sees_what(view: View, author: str, at: float, audience: str, *, sees: bool) -> None:
    assert view.sees(author, at, audience) is sees
