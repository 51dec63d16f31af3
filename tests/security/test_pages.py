"""Every page that links lead to, as five people: none breaks, names anybody, lacks a header or mixes languages."""

import re
from collections import Counter, deque
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qs, urldefrag, urljoin, urlsplit

import pytest
from django.test import Client
from django.urls import Resolver404, resolve

from apps.accounts.models import User
from apps.groups.models import Agreement, Group
from tests.groups.factories import make_group, make_membership
from tests.i18n.conftest import compiled_catalogues, spanish_group
from tests.i18n.sentences import english_of

__all__ = ["compiled_catalogues", "spanish_group"]

pytestmark = pytest.mark.django_db

# Of pages that differ by an id or by values alone (a country's helplines, a month) so many are read for each thing that
# can be asked of them; what each filter does together with each other one is asked by the tests of that page.
MOST_ALIKE = 2
# Helplines have names in the language of their country.
OWN_NAMES = "/help/?country="
SIGNED_OUT = ("/accounts/signup/", "/accounts/login/", "/accounts/password/reset/", "/no-such-page/")
UNLINKED = ("/welcome/", "/accounts/email/", "/accounts/password/change/", "/accounts/reauthenticate/")
# Signing out and the language of allauth's own pages are left to their own tests.
LEFT_OUT = re.compile(r"^/(accounts/logout|admin|static|dev)/")
ONE_S_OWN = re.compile(r"^/messages/\w+/(editing|unsending)/$|/members/\w+/(asking|blocking)/$")


# The test client's response, which has no public type.
type Answer = Any


class Links(HTMLParser):
    """Collects where a page leads, and what it loads."""

    def __init__(self) -> None:
        super().__init__()
        self.hrefs: list[str] = []
        self.inline: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "a" and found.get("href"):
            self.hrefs.append(str(found["href"]))
        if "style" in found or any(name.startswith("on") for name in found):
            self.inline.append(f"{tag} {found}")
        if tag == "script" and "src" not in found and "nonce" not in found:
            self.inline.append(f"{tag} {found}")


def crawl(client: Client, *further: str) -> dict[str, Answer]:
    """Return the answer of every page that links lead to, by path; a few where many are alike."""
    answers: dict[str, Answer] = {}
    alike: Counter[str] = Counter()
    waiting = deque(["/", "/groups/", "/meetings/", "/help/", "/terms/", "/privacy/", *further])
    while waiting:
        path = waiting.popleft()
        kinds = kinds_of(path)
        if path in answers or LEFT_OUT.match(path) or all(alike[kind] >= MOST_ALIKE for kind in kinds):
            continue
        alike.update(kinds)
        answers[path] = client.get(path)
        if "text/html" in answers[path].headers.get("Content-Type", ""):
            waiting.extend(_inner_links(answers[path], path))
    return answers


def kinds_of(path: str) -> list[str]:
    """Return what a page has in common with others: its route, with each thing that is asked of it."""
    parts = urlsplit(path)
    try:
        page = resolve(parts.path).route
    except Resolver404:
        page = parts.path
    return [f"{page}?{asked}" for asked in parse_qs(parts.query, keep_blank_values=True)] or [page]


def _inner_links(answer: Answer, path: str) -> list[str]:
    found = Links()
    found.feed(answer.content.decode())
    addresses = (urldefrag(urljoin(f"http://testserver{path}", href)).url for href in found.hrefs)
    inner = [urlsplit(address) for address in addresses if urlsplit(address).netloc == "testserver"]
    return [parts.path + (f"?{parts.query}" if parts.query else "") for parts in inner]


@pytest.fixture
def lively_group(spanish_group: Group, carol: User) -> Group:
    """A group with words, a meeting and people; Carol is in a second group too."""
    make_membership(carol, make_group("Canarios", purpose="Para pasear."), "Canary Elsewhere")
    Agreement.objects.update(text="Lo dicho aquí se queda aquí.")
    return spanish_group


@pytest.mark.parametrize(
    ("name", "language"), [("", "es"), ("nia", "es"), ("bob", "en"), ("mo", "es"), ("alice", "es")]
)
def test_every_page_answers_protects_names_nobody_and_speaks_one_language(
    lively_group: Group, nia: User, request: pytest.FixtureRequest, name: str, language: str
) -> None:
    User.objects.update(language=language)
    client = Client(headers={"Accept-Language": f"{language},en;q=0.5"})
    viewer = User.objects.get(pk=request.getfixturevalue(name).pk) if name else None
    if viewer:
        client.force_login(viewer)
    answers = crawl(client, *(UNLINKED if viewer else SIGNED_OUT))
    assert len(answers) > (8 if not viewer else 12)
    for path, answer in answers.items():
        # A message's menu is the same for all: what is not this reader's own is refused in words.
        assert answer.status_code in {200, 302, 404} or ONE_S_OWN.search(path), (path, answer.status_code)
        assert_headers_protect(path, answer)
        if answer.content and "text/html" in answer.headers.get("Content-Type", ""):
            assert_names_nobody(path, answer, viewer, lively_group)
            assert language == "en" or path.startswith(OWN_NAMES) or english_of(answer.content.decode()) == [], path


def assert_headers_protect(path: str, answer: Answer) -> None:
    policy = answer.headers.get("Content-Security-Policy", "")
    assert "default-src 'none'" in policy, path
    assert "unsafe" not in policy, path
    assert answer.headers["Referrer-Policy"] == "no-referrer", path
    assert answer.headers["X-Content-Type-Options"] == "nosniff", path
    assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin", path
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin", path
    assert "no-store" in answer.headers["Cache-Control"], path
    assert "camera=()" in answer.headers["Permissions-Policy"] or "/room/" in path, path


def assert_names_nobody(path: str, answer: Answer, viewer: User | None, group: Group) -> None:
    page = answer.content.decode()
    found = Links()
    found.feed(page)
    assert found.inline == [], path
    own = viewer.email if viewer and (path.startswith(("/me/", "/accounts/"))) else ""
    assert not set(re.findall(r"[\w.]+@example\.org", page)) - {own}, path
    assert "Canary Elsewhere" not in page, path
    title = re.search(r"<title>(.*?)</title>", page, re.DOTALL)
    assert title, path
    assert group.name not in title[1], path


def test_a_made_up_address_and_a_strangers_room_answer_alike(client: Client, lively_group: Group, eve: User) -> None:
    client.force_login(eve)
    nowhere = client.get("/groups/zzzzzzzzzzzz/chat/")
    private = client.get(f"/groups/{lively_group.public_id}/chat/")
    assert (nowhere.status_code, private.status_code) == (404, 404)
    assert without_nonce(nowhere) == without_nonce(private)


def without_nonce(answer: Answer) -> str:
    return re.sub(r'(nonce|value|content)="[^"]+"', "", answer.content.decode())


@pytest.mark.parametrize(
    "path", ["/nowhere/", "/groups/zzzzzzzzzzzz/", "/me/", "/rooms/zzzzzzzzzzzz/messages/", "/static/x"]
)
def test_errors_and_redirects_protect_too(client: Client, path: str) -> None:
    assert_headers_protect(path, client.get(path))


def test_a_file_of_the_site_may_be_kept(client: Client) -> None:
    answer = client.get("/static/js/main.js")
    answer.close()
    kept = answer.headers["Cache-Control"]
    assert "public" in kept
    assert "no-store" not in kept


def test_health_touches_nothing_and_readiness_names_each_dependency(client: Client) -> None:
    assert client.get("/healthz").content == b"ok"
    assert client.get("/readyz").json() == {"state": "ok", "database": "ok", "redis": "ok"}


def test_without_redis_beside_is_degraded_and_serves(client: Client, settings: object) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"  # type: ignore[attr-defined]
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["state"]) == (200, "degraded")
