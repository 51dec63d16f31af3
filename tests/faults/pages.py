"""A room's page without a browser: keeps itself at the room's present state by the rules of docs/socket-protocol.md.

It opens with the counter it holds, applies change n + 1, asks over HTTP when it finds a gap, sends what was not
acknowledged again with the same client id, and polls and posts over HTTP while it has no socket. Only its pauses are
shorter than the browser's, so that tests are.
"""

import http.client
import json
import random
import re
import threading
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape
from time import monotonic, sleep
from urllib.parse import urlsplit

from websockets.exceptions import InvalidHandshake, WebSocketException

from tests.messaging.tabs import Frame, Tab, open_tab

BROKEN = (OSError, TimeoutError, EOFError, WebSocketException, InvalidHandshake, http.client.HTTPException)
TOKEN = "t" * 32
_NAME = re.compile(r"(<span [^>]*data-name>)[^<]*(?=</span>)")
_TAG = re.compile(r'(?: <span class="tag[^>]*data-tag>[^<]*</span>)?(?= <time class="meta")')
PATIENCE = 3.0  # seconds after which a page that got no acknowledgement sends the same again
ANSWER = 20.0  # seconds within which a page's request over HTTP must be answered


@dataclass
class Site:
    """Where pages find Beside: the origin they were served from, and the ports that web processes answer on."""

    url: str
    ports: list[int]


@dataclass(eq=False)
class Page:
    """One member's open chat. `say` and `state` may be used from outside while it runs."""

    name: str
    cookie: str
    room: str
    site: Site
    dice: random.Random = field(default_factory=lambda: random.Random(0))
    change: int = 0
    people: int | None = None
    messages: dict[str, Frame] = field(default_factory=dict)  # by id: the present state of each
    acknowledged: dict[str, tuple[str, int]] = field(default_factory=dict)  # client id: (id, number)
    said: list[str] = field(default_factory=list)
    waiting: dict[str, str] = field(default_factory=dict)  # client id: words that nobody has acknowledged
    said_at: dict[str, float] = field(default_factory=dict)
    arrived_at: dict[str, float] = field(default_factory=dict)  # words: when they were first on the page
    answered_at: dict[str, float] = field(default_factory=dict)  # client id: when it was acknowledged
    statuses: Counter[int] = field(default_factory=Counter)  # what HTTP answered, by status
    refusals: Counter[str] = field(default_factory=Counter)  # error frames, by code
    breaks: int = 0
    closings: Counter[int | None] = field(default_factory=Counter)  # how sockets ended, by code
    failure: BaseException | None = None
    is_hasty: bool = False  # leaves its socket now and then for one at another process

    _is_opening: bool = False
    _is_ended: bool = False
    _unsent: deque[str] = field(default_factory=deque)  # client ids that the present socket has not carried
    _send_again_at: float = 0.0
    _retry_open_at: float = 0.0
    _thread: threading.Thread | None = None
    _saying: threading.Lock = field(default_factory=threading.Lock)

    # --- from outside ---

    def start(self) -> None:
        self._thread = threading.Thread(target=self._run, name=self.name, daemon=True)
        self._thread.start()

    def say(self, words: str) -> str:
        """Say something once; the page sees to it that it is acknowledged. The words serve as client id."""
        with self._saying:
            self.said.append(words)
            self.said_at[words] = monotonic()
            self.waiting[words] = words
            self._unsent.append(words)
        return words

    def end(self) -> None:
        self._is_ended = True
        if self._thread:
            self._thread.join(30)
            assert not self._thread.is_alive(), f"{self.name} does not end"
        if self.failure:
            raise self.failure

    @property
    def order(self) -> list[tuple[int, str]]:
        """What stands on the page from top to bottom, with each message's number."""
        numbered = [(one["number"], one["body"]) for one in self.messages.values() if one["number"] is not None]
        return sorted(numbered)

    # --- the socket ---

    def _run(self) -> None:
        try:
            while not self._is_ended:
                self._one_socket()
        except BaseException as error:  # noqa: BLE001 - told to the test when it ends the page
            self.failure = error

    def _one_socket(self) -> None:
        port = self.dice.choice(self.site.ports)
        try:
            with open_tab(f"ws://127.0.0.1:{port}/ws/", self.cookie, self.site.url) as tab:
                try:
                    self._open(tab)
                    self._talk(tab)
                finally:
                    self.closings[tab.connection.close_code] += 1
        except BROKEN:
            self.breaks += 1
            sleep(self.dice.uniform(0.1, 0.4))
            self._without_socket()

    def _open(self, tab: Tab) -> None:
        self._is_opening = True
        self._retry_open_at = 0.0
        tab.send(type="room.open", room=self.room, after=self.change)

    def _talk(self, tab: Tab) -> None:
        leaves_at = monotonic() + (self.dice.uniform(0.1, 0.6) if self.is_hasty else float("inf"))
        while not self._is_ended:
            if self.is_hasty and monotonic() > leaves_at:
                return
            self._send_what_waits(tab)
            try:
                self.take(tab, tab.receive(0.05))
            except TimeoutError:
                if self._retry_open_at and monotonic() > self._retry_open_at:
                    self._open(tab)

    def _send_what_waits(self, tab: Tab) -> None:
        if self._is_opening:
            return
        if self.waiting and monotonic() > self._send_again_at:
            self._send_all()
        while self._unsent:
            client_id = self._unsent.popleft()
            if client_id in self.waiting:
                tab.say(self.room, self.waiting[client_id], client_id=client_id)
                self._send_again_at = monotonic() + PATIENCE

    def _send_all(self) -> None:
        with self._saying:
            self._unsent = deque(self.waiting)

    def take(self, tab: Tab, frame: Frame) -> None:
        """Do what the page does about a frame."""
        if take := TAKERS.get(frame["type"]):
            take(self, frame)

    def _sent(self, frame: Frame) -> None:
        self._confirm(frame["client_id"], frame)

    def _opened(self, frame: Frame) -> None:
        self._is_opening = False
        self.change = max(self.change, frame["change"])
        self._stand_at(frame)
        self._send_all()

    def _heartbeat(self, frame: Frame) -> None:
        self._stand_at(frame)
        if frame["change"] > self.change and not self._is_opening:
            self.catch_up()

    def _resync(self, frame: Frame) -> None:
        self.change = 0 if frame["from_start"] else self.change
        self.catch_up(anew=frame["from_start"])

    def _take_change(self, frame: Frame) -> None:
        if frame["change"] <= self.change:
            return
        if not self._is_opening and frame["change"] > self.change + 1:
            self.catch_up()
            return
        self.change = frame["change"]
        if "id" in frame:
            self._keep(frame)

    def _stand_at(self, frame: Frame) -> None:
        self._drop_below(frame["first"])
        if self.people is not None and self.people != frame["people"]:
            self.change = 0
            self.catch_up(anew=True)
        self.people = frame["people"]

    def _note_refusal(self, frame: Frame) -> None:
        self.refusals[frame["code"]] += 1
        assert frame["code"] in {"unavailable", "too_fast"}, frame
        self._send_again_at = monotonic() + (0.5 if frame["code"] == "unavailable" else 5)
        if "client_id" not in frame:
            self._retry_open_at = monotonic() + 0.5

    def _confirm(self, client_id: str, answer: Frame) -> None:
        kept = (answer["id"], answer["number"])
        assert self.acknowledged.setdefault(client_id, kept) == kept, f"{client_id}: {kept}"
        self.answered_at.setdefault(client_id, monotonic())
        self.waiting.pop(client_id, None)

    # --- what stands on the page ---

    def _keep(self, message: Frame) -> None:
        old = self.messages.get(message["id"])
        if old and old["change"] >= message["change"]:
            return
        kept = {key: value for key, value in message.items() if key not in {"type", "room"}}
        # The frame that everybody gets says nothing of one's own answers.
        self.messages[message["id"]] = {"mine": old["mine"] if old else []} | kept
        self.arrived_at.setdefault(message["body"], monotonic())

    def _note_own_answers(self, frame: Frame) -> None:
        if known := self.messages.get(frame["id"]):
            known["mine"] = frame["mine"]

    def _drop_below(self, first: int) -> None:
        gone = [one["id"] for one in self.messages.values() if one["number"] is not None and one["number"] < first]
        for message_id in gone:
            del self.messages[message_id]

    def _rename(self, frame: Frame) -> None:
        """Do what static/js/chat/people.js does to the name and the word beside it, wherever the member has spoken."""
        self.people = frame["people"]
        alias, tag = escape(frame["alias"]), escape(frame["tag"])
        care = " tag--care" if frame["looks_after"] else ""
        named = re.compile(rf'(<span [^>]*data-member="{frame["author"]}"[^>]*>)(@?)[^<]*(?=</span>)')
        for message in self.messages.values():
            message["html"] = named.sub(rf"\g<1>\g<2>{alias}", message["html"])
            if message["author"] == frame["author"]:
                former = f'"Answers to {escape(message["alias"])}"'
                message["html"] = message["html"].replace(former, f'"Answers to {alias}"')
                message["alias"] = frame["alias"]
                message["html"] = _NAME.sub(rf"\g<1>{alias}", message["html"])
                word = f' <span class="tag{care}" data-tag>{tag}</span>' if tag else ""
                message["html"] = _TAG.sub(word, message["html"], count=1)

    # --- HTTP ---

    def catch_up(self, *, anew: bool = False) -> bool:
        """Ask for what changed since, page by page; False when nobody answered."""
        if anew:
            self.messages.clear()
        while True:
            status, page = self.ask(f"?after={self.change}")
            if status != http.client.OK:
                return False
            for message in page["messages"]:
                self._keep(message)
            self.change = max(self.change, page["change"])
            self._drop_below(page["first"])
            if not page["more"]:
                return True

    def _without_socket(self) -> None:
        """Poll and post, as a page does whose socket is blocked."""
        try:
            if self.catch_up():
                for client_id, words in list(self.waiting.items()):
                    status, answer = self.ask("", {"client_id": client_id, "body": words})
                    if status not in {http.client.OK, http.client.CREATED}:
                        return
                    self._confirm(client_id, answer)
        except BROKEN:
            return

    def ask(self, query: str, fields: Frame | None = None) -> tuple[int, Frame]:
        """Get the room's messages, or post one; return the status and the JSON."""
        port = self.dice.choice(self.site.ports)
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=ANSWER)
        headers = {
            "Host": urlsplit(self.site.url).netloc,
            "Origin": self.site.url,
            "Accept": "application/json",
            "Content-Type": "application/json",
            "Cookie": f"{self.cookie}; csrftoken={TOKEN}",
            "X-CSRFToken": TOKEN,
        }
        try:
            method = "GET" if fields is None else "POST"
            content = None if fields is None else json.dumps(fields)
            connection.request(method, f"/rooms/{self.room}/messages/{query}", content, headers)
            answer = connection.getresponse()
            self.statuses[answer.status] += 1
            return answer.status, json.loads(answer.read())
        finally:
            connection.close()


TAKERS: dict[str, Callable[[Page, Frame], None]] = {
    "message.changed": Page._take_change,
    "room.advanced": Page._take_change,
    "message.sent": Page._sent,
    "room.opened": Page._opened,
    "room.heartbeat": Page._heartbeat,
    "room.resync": Page._resync,
    "member.changed": Page._rename,
    "reaction.mine": Page._note_own_answers,
    "error": Page._note_refusal,
}
