"""Valkey is stopped under a running web process: pages, sign-in and posting answer, and all is well when it is back."""

import json
import re
import subprocess
import urllib.error
import urllib.parse
import urllib.request
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, replace
from http.cookiejar import CookieJar
from pathlib import Path

import pytest

from apps.accounts.models import User
from apps.messaging.models import Message, Room
from apps.messaging.services.rooms import chat_room
from devkit.children import free_port, start_child, stop_child
from devkit.valkey import ValkeyPlace, server_program
from tests.accounts.factories import PASSPHRASE
from tests.live import LiveApp, wait_until

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


@dataclass
class Valkey:
    """A server of this test's own, to stop and to start again at the same address."""

    place: ValkeyPlace
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with (self.place.folder.parent / "valkey.log").open("ab") as log:
            self.process = start_child(server_program(self.place), output=log)
        wait_until(self.place.answers, what="Valkey answers")

    def kill(self) -> None:
        assert self.process is not None
        self.process.kill()
        self.process.wait()


class Visitor:
    """A browser without JavaScript: keeps cookies, follows redirects, sends a page's form with its token."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))

    def get(self, path: str) -> tuple[int, str]:
        return self._ask(urllib.request.Request(self.url + path))

    def post(self, page: str, path: str, **fields: str) -> tuple[int, str]:
        found = TOKEN.search(self.get(page)[1])
        assert found, page
        content = urllib.parse.urlencode({"csrfmiddlewaretoken": found[1], **fields}).encode()
        headers = {"Origin": self.url, "Accept": "text/html" if path == page else "application/json"}
        return self._ask(urllib.request.Request(self.url + path, data=content, headers=headers))

    def sign_in(self, user: User) -> int:
        status, page = self.post("/accounts/login/", "/accounts/login/", login=user.email, password=PASSPHRASE)
        assert "data-signed-in" in page
        return status

    def _ask(self, request: urllib.request.Request) -> tuple[int, str]:
        try:
            with self._opener.open(request, timeout=30) as response:
                return response.status, response.read().decode()
        except urllib.error.HTTPError as refused:
            with refused:
                return refused.code, refused.read().decode()


@pytest.fixture
def valkey(tmp_path: Path) -> Iterator[Valkey]:
    server = Valkey(ValkeyPlace(tmp_path / "valkey"))
    server.start()
    yield server
    assert server.process is not None
    stop_child(server.process)


@pytest.fixture
def app(live_app: LiveApp, valkey: Valkey) -> Iterator[LiveApp]:
    """A web process with a Valkey of its own."""
    port = free_port()
    changes = {"REDIS_URL": valkey.place.url(), "SITE_URL": f"http://localhost:{port}"}
    own = replace(live_app, port=port, environment=live_app.environment | changes, children={})
    own.start("web-fragile")
    yield own
    own.stop()


@pytest.fixture
def room(app: LiveApp, bob: User) -> Room:
    return chat_room(bob.memberships.get().group)


def post(visitor: Visitor, room: Room, body: str) -> int:
    chat = f"/groups/{room.group.public_id}/chat/"
    return visitor.post(chat, f"/rooms/{room.public_id}/messages/", client_id=str(uuid.uuid4()), body=body)[0]


def redis_state(visitor: Visitor) -> str:
    status, answer = visitor.get("/readyz")
    assert status == 200
    return str(json.loads(answer)["redis"])


def test_pages_sign_in_and_posting_answer_without_valkey(
    app: LiveApp, valkey: Valkey, room: Room, bob: User, carol: User
) -> None:
    his, hers = Visitor(app.url), Visitor(app.url)
    assert his.sign_in(bob) == 200
    assert post(his, room, "before") == 201
    valkey.kill()

    assert redis_state(his) == "down"
    for path in (
        "/",
        "/groups/",
        "/meetings/",
        "/messages/",
        "/me/",
        "/help/",
        f"/groups/{room.group.public_id}/chat/",
    ):
        assert his.get(path)[0] == 200, path
    for path in ("/", "/groups/", "/meetings/", "/help/", "/accounts/signup/", "/accounts/password/reset/"):
        assert Visitor(app.url).get(path)[0] == 200, path
    assert hers.sign_in(carol) == 200
    assert post(hers, room, "meanwhile") == 201

    valkey.start()
    wait_until(lambda: redis_state(his) == "ok", what="Valkey is found again")
    assert post(his, room, "after") == 201
    kept = Message.objects.filter(room=room).order_by("number").values_list("number", "body")
    assert list(kept) == [(1, "before"), (2, "meanwhile"), (3, "after")]
    assert "Traceback" not in app.log_of("web-fragile")
