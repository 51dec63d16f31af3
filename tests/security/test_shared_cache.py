"""Between people and Beside stands a proxy that keeps what it may (RFC 9111): nobody gets what is another's."""

import http.client
import re
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from apps.accounts.models import User
from apps.groups.models import Group, Membership
from apps.messaging.models import Picture
from apps.messaging.services.rooms import chat_room
from tests.groups.factories import membership_of
from tests.live import LiveApp
from tests.meetings.factories import make_meeting
from tests.messaging.conversing import say
from tests.messaging.tabs import cookie_of

type Headers = Message
# RFC 9110, 15.1: what a cache may keep for a while although nobody said for how long.
BY_ITSELF = {200, 203, 204, 206, 300, 301, 308, 404, 405, 410, 414, 501}
GUESSED = 600.0


@dataclass
class Kept:
    status: int
    headers: Headers
    body: bytes
    asked_with: dict[str, str]
    until: float


@dataclass
class SharedCache:
    """Keeps as much and as long as the standard lets a shared cache, so that whatever may leak does."""

    app_port: int
    port: int = 0
    kept: dict[str, list[Kept]] = field(default_factory=dict)

    def answer(self, path: str, asked: Headers) -> tuple[Kept, bool]:
        """Return the answer, and whether it was a kept one."""
        for known in self.kept.get(path, ()):
            if known.until > time.monotonic() and all(
                asked.get(name, "") == said for name, said in known.asked_with.items()
            ):
                return known, True
        fresh = self._fetch(path, asked)
        if may_be_kept(fresh, asked):
            self.kept.setdefault(path, []).append(fresh)
        return fresh, False

    def _fetch(self, path: str, asked: Headers) -> Kept:
        server = http.client.HTTPConnection("localhost", self.app_port, timeout=60)
        server.request("GET", path, headers={**dict(asked.items()), "Connection": "close"})
        given = server.getresponse()
        body = given.read()
        server.close()
        varies = [name.strip() for name in ",".join(given.headers.get_all("Vary", [])).split(",") if name.strip()]
        asked_with = {name: asked.get(name, "") for name in varies}
        return Kept(given.status, given.headers, body, asked_with, time.monotonic() + lifetime(given.headers))


def directives(headers: Headers) -> dict[str, str]:
    said = ",".join(headers.get_all("Cache-Control", [])).lower()
    return {
        part.strip().partition("=")[0]: part.strip().partition("=")[2].strip('"')
        for part in said.split(",")
        if part.strip()
    }


def lifetime(headers: Headers) -> float:
    said = directives(headers)
    if "no-cache" in said:
        return 0.0
    return float(said.get("s-maxage") or said.get("max-age") or (0 if headers.get("Expires") else GUESSED))


def may_be_kept(answer: Kept, asked: Headers) -> bool:
    """RFC 9111, 3: what a shared cache may store of what somebody was given. Cookies alone forbid nothing."""
    said = directives(answer.headers)
    is_for_all = not {"no-store", "private"} & said.keys() and answer.headers.get("Vary") != "*"
    is_open = not asked.get("Authorization") or bool({"public", "s-maxage", "must-revalidate"} & said.keys())
    is_told = bool({"public", "max-age", "s-maxage"} & said.keys()) or "Expires" in answer.headers
    return is_for_all and is_open and (is_told or answer.status in BY_ITSELF)


@pytest.fixture
def proxy(live_app: LiveApp) -> Iterator[SharedCache]:
    cache = SharedCache(live_app.port)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answer, is_kept = cache.answer(self.path, self.headers)
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                if name.lower() not in {"connection", "transfer-encoding", "content-length"}:
                    self.send_header(name, value)
            self.send_header("X-Kept", "yes" if is_kept else "no")
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    cache.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    yield cache
    server.shutdown()
    thread.join()
    server.server_close()


@dataclass(frozen=True)
class Browser:
    """One person's, behind the proxy."""

    proxy: SharedCache
    cookie: str = ""

    def get(self, path: str, **headers: str) -> tuple[int, str, Headers]:
        connection = http.client.HTTPConnection("127.0.0.1", self.proxy.port, timeout=60)
        host = {"Host": f"localhost:{self.proxy.app_port}", "Accept-Language": "en"}
        connection.request("GET", path, headers=host | ({"Cookie": self.cookie} if self.cookie else {}) | headers)
        answer = connection.getresponse()
        said = answer.read().decode("latin-1")
        connection.close()
        return answer.status, said, answer.headers


def own_pages(group: Group, meeting: str) -> list[str]:
    place = f"/groups/{group.public_id}"
    room = chat_room(group).public_id
    return [
        "/", "/me/", "/me/notices/", "/me/notices/new/", "/messages/", "/journey/",
        "/meetings/", "/help/", "/accounts/login/",
        f"{place}/", f"{place}/chat/", f"{place}/members/", f"{place}/me/", f"{place}/wall/", f"{place}/moderation/",
        f"/rooms/{room}/messages/", f"/rooms/{room}/aliases/?q=", f"/meetings/{meeting}/", f"/meetings/{meeting}/room/",
        f"/meetings/{meeting}/calendar.ics", "/nowhere/", "/help/sw.js", "/me/notices/sw.js",
    ]  # fmt: skip


def picture_of(user: User, group: Group) -> str:
    message = say(user, chat_room(group), "A bench")
    membership: Membership = membership_of(user, group)
    picture = Picture.objects.create(
        room=chat_room(group), uploader=membership, message=message, width=1, height=1, file="pictures/none.webp"
    )
    return f"/pictures/{picture.public_id}/"


def test_nobody_gets_through_a_shared_cache_what_is_another_s(
    proxy: SharedCache, group: Group, alice: User, bob: User, eve: User
) -> None:
    Group.objects.filter(pk=group.pk).update(is_listed=False)
    pages = [*own_pages(group, make_meeting(group).public_id), picture_of(bob, group)]
    people = {user.email: Browser(proxy, cookie_of(user)) for user in (alice, bob, eve)} | {"nobody": Browser(proxy)}
    seen: dict[str, int] = {}
    for path in pages:
        for name, browser in people.items():
            status, said, headers = browser.get(path)
            assert headers["X-Kept"] == "no", (name, path)
            assert not set(re.findall(r"[\w.]+@example\.org", said)) - {name}, (name, path)
            assert status in {200, 302, 404}, (name, path, status)
            seen[name] = seen.get(name, 0) + (status == 200)
    # Nothing was even stored, but for what is the same for everybody and asked for each time.
    assert set(proxy.kept) == {"/help/sw.js", "/me/notices/sw.js"}
    # They did not all get the same.
    assert seen[alice.email] >= seen[bob.email] > seen[eve.email] > seen["nobody"] > 3


def test_what_is_for_everybody_is_kept_and_holds_nothing_of_whoever_asked_first(
    proxy: SharedCache, group: Group, alice: User, bob: User
) -> None:
    make_meeting(group)
    first, second = Browser(proxy, cookie_of(alice)), Browser(proxy, cookie_of(bob))
    odd = {"X-Forwarded-Host": "elsewhere.example", "X-Forwarded-Proto": "gopher", "HX-Request": "true"}
    for path in ("/feeds/meetings.json", "/feeds/meetings.ics", "/static/js/main.js", "/static/mark.svg"):
        _, given, headers = first.get(path, **odd)
        assert "elsewhere" not in given, path
        assert "gopher" not in given, path
        _, kept, again = second.get(path)
        assert (kept, again["X-Kept"]) == (given, "yes"), path
        assert "Set-Cookie" not in headers, path
