"""Who gets what for every frame a socket knows: `socket_matrix.csv` says it, one line a frame, one column a role.

A frame that is not listed fails. The chat's socket is asked in the running application; the meeting's is handed one
frame after the other in this process, each of them taken back, so that everybody finds the same room.
"""

import asyncio
import csv
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from websockets.exceptions import ConnectionClosed

from apps.accounts.models import User
from apps.core.socket_sessions import SocketUser
from apps.groups.permissions import Role
from apps.meetings import room_media
from apps.meetings.consumers import rights
from apps.meetings.consumers import room as meeting_room
from apps.meetings.consumers.rights import Rights
from apps.meetings.media.base import MediaError
from apps.meetings.models import Format, Line
from apps.meetings.room_actions import ACTIONS
from apps.meetings.room_media import MEDIA_ACTIONS
from apps.meetings.services import chat, queue, runner, seats
from apps.meetings.services.queue import turn_of
from apps.messaging.consumers.chat import ANSWERS
from apps.messaging.models import Room
from apps.messaging.services.posting import Draft, post_message
from apps.messaging.services.rooms import chat_room
from tests.accounts.factories import make_user
from tests.groups.factories import make_group, make_membership
from tests.live import LiveApp
from tests.meetings.factories import make_meeting, make_series, make_step
from tests.meetings.rooms import Inside
from tests.messaging.conversing import talking
from tests.messaging.tabs import Tab, open_tab
from tests.security.addresses import ROLES, House, build_house, keep_apart, make_person
from tests.security.test_authz_matrix import BY_BLOCK, TABLES, sign_in

type Frame = dict[str, Any]

MATRIX = Path(__file__).with_name("socket_matrix.csv")
# What every socket answers itself.
PING = "ping"
NOWHERE = "1" * 12
# A member who has not been let into the room yet.
WAITING = "waiting"
PATIENCE = 60


def listed(socket: str) -> dict[str, dict[str, str]]:
    with MATRIX.open(newline="") as file:
        return {row["frame"]: row for row in csv.DictReader(file) if row["socket"] == socket}


def test_every_frame_is_listed_and_nothing_else() -> None:
    for socket, known in (("chat", ANSWERS), ("meeting", ACTIONS | dict.fromkeys(MEDIA_ACTIONS))):
        assert {frame.partition(" ")[0] for frame in listed(socket)} == {"open", PING, *known}, (
            f"say it in {MATRIX.name}"
        )


def everybody(house: House) -> dict[str, User | None]:
    """Return one person for each role, all of them in this house."""
    author = house.group.memberships.get(alias="Alder")
    elsewhere = make_group("Elsewhere", is_listed=False)
    people = {}
    for role in (*ROLES, WAITING):
        people[role] = make_person(role, house.group, elsewhere=elsewhere, alias=f"Reed {role}")
        keep_apart(role, author, people[role])
    return people


def cookie_of(person: User | None) -> str:
    client = Client()
    if person is None:
        return ""
    sign_in(client, person)
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


# --- the chat's socket, and who may open either -----------------------------------------------------------------


class Rooms:
    """The room of the group, words in it that a block hides, and rooms that nobody of the matrix may know of."""

    def __init__(self, house: House) -> None:
        author, friend = (house.group.memberships.get(alias=alias).user for alias in ("Alder", "Birch"))
        self.own = chat_room(house.group).public_id
        self.words = post_message(Draft(author.pk, self.own, "words", "Said after every block")).message.public_id
        foreign: list[Room] = [talking(author, friend, house.group), chat_room(make_group("Far away"))]
        self.unseen = [NOWHERE, *(room.public_id for room in foreign)]


def chat_frame(name: str, room: str, words: str) -> Frame:
    """Return the frame that a line of the matrix is about."""
    kind, _, about = name.partition(" ")
    frame = {"type": kind, "room": room}
    if kind == "message.send":
        frame |= {"client_id": f"{room}{about}", "body": "Hello"}
    return frame | ({"reply_to": words} if about == "reply" else {})


def said_to(tab: Tab, frame: Frame) -> list[Frame]:
    """Return what the socket answers to this frame, without what others do meanwhile."""
    seen, kind = len(tab.frames), frame["type"]
    tab.send(**frame)
    # Words are answered after the commit, everything else before a ping that comes after it.
    if kind == "message.send":
        while tab.next(PATIENCE)["type"] not in {"message.sent", "error"}:
            pass
    elif kind != PING:
        tab.send(type=PING)
    own = {"room.opened", "message.sent", "error"}
    if kind != "message.send":
        tab.until("pong", PATIENCE)
    return [one for one in tab.frames[seen:] if one["type"] in own or kind == PING]


def outcome(frames: list[Frame]) -> str:
    """Return the first answer in one word: an error's code, else its type."""
    return next((frame["code"] if frame["type"] == "error" else frame["type"] for frame in frames), "nothing")


def test_everybody_gets_what_the_matrix_says_over_the_chats_socket(live_app: LiveApp) -> None:
    house = build_house("visitor")
    make_membership(make_user("friend"), house.group, "Birch")
    people = everybody(house)
    rooms = Rooms(house)
    unlike: dict[tuple[str, str], tuple[str, str]] = {}
    for role, person in people.items():
        said = {name: row[role] for name, row in listed("chat").items()}
        with open_tab(live_app.socket_url, cookie_of(person)) as tab:
            got = chat_outcomes(tab, rooms, said)
        unlike |= {(role, name): (said[name], got[name]) for name in said if said[name] != got[name]}
    assert unlike == {}


def chat_outcomes(tab: Tab, rooms: Rooms, said: dict[str, str]) -> dict[str, str]:
    """Return what each frame of the matrix gets; of rooms that one may not see it is what an absent one gets."""
    if said["open"].isdecimal():
        return dict.fromkeys(said, str(tab.close_code(PATIENCE)))
    got = {"open": "opened"}
    for name in said.keys() - got:
        got[name] = outcome(said_to(tab, chat_frame(name, rooms.own, rooms.words)))
        if name == PING:
            continue
        alike = [
            [frame | {"room": "", "client_id": ""} for frame in said_to(tab, chat_frame(name, room, NOWHERE))]
            for room in rooms.unseen
        ]
        assert alike == [alike[0]] * len(alike), name
        if got[name] != "nothing":
            assert outcome(alike[0]) == "not_found", name
    return got


def test_who_may_open_a_meetings_socket(live_app: LiveApp) -> None:
    house = build_house("visitor")
    people = everybody(house)
    place = make_place(house, people)
    meetings = [place.meeting, make_meeting(make_group("Far away"), starts_in=timedelta(minutes=5))]
    addresses = [*(meeting.public_id for meeting in meetings), NOWHERE]
    said = listed("meeting")["open"]
    for role, person in people.items():
        own, *unseen = (opening(live_app, address, cookie_of(person)) for address in addresses)
        assert own == said[role], role
        assert unseen == ["4401" if person is None or role == "unverified" else "4403"] * len(unseen), role


def opening(app: LiveApp, meeting_id: str, cookie: str) -> str:
    """Return the close code, or the type of the first frame."""
    url = f"{app.socket_url}meetings/{meeting_id}/"
    with open_tab(url, cookie, origin=app.url) as tab:
        try:
            return str(tab.next(PATIENCE)["type"])
        except ConnectionClosed as closed:
            return str(closed.rcvd.code if closed.rcvd else None)


# --- the meeting's socket ---------------------------------------------------------------------------------------


class Place(Inside):
    """A meeting in the group of the matrix, with a host in it, somebody else, and somebody at its door."""

    def frame(self, name: str, *, somebody: str = "", line: str = "") -> Frame:
        """Return the frame that a line of the matrix is about; with `somebody` and `line` about these."""
        kind, _, about = name.partition(" ")
        inside, door = (somebody or self.id_of(alias) for alias in ("Alder", "Birch"))
        fields: dict[str, Frame] = {
            "turn.next": {"turn": turn_of(self.running())},
            "queue.move": {"person": inside, "by": 1},
            "queue.order": {"quiet_first": True},
            "room.sound": {"sound": "hosts"},
            "script.go": {"seen": 0, "to": 1},
            "script.stretch": {"seen": 0, "minutes": 5},
            "media.publish": {"sdp": "v=0"},
            "media.answer": {"sdp": "v=0", "version": 1},
            "media.candidate": {"side": "publisher", "candidate": None},
            "media.light": {"is_light": True},
            "media.send": {"audio": True},
            "seat.admit": {"person": door},
            "seat.mute": {"person": inside},
            "seat.remove": {"person": inside},
            "host.hand_over": {"person": inside, "role": "cohost"},
            "chat.write": {"body": "Hello", "client_id": "1"} | ({"door": door} if about == "door" else {}),
            "chat.take_away": {"line": line or Line.objects.get(meeting=self.meeting).public_id},
            "chat.open": {"is_open": False},
            "reaction.send": {"kind": "hear"},
        }
        return {"type": kind} | fields.get(kind, {})

    def id_of(self, alias: str) -> str:
        return str(self.meeting.group.memberships.get(alias=alias).public_id)


def make_place(house: House, people: dict[str, User | None]) -> Place:
    """Open a meeting and let in everybody of the matrix who may come; one of them waits at the door."""
    host, guest, author = (*(make_user(name) for name in ("host", "guest")), house.group.memberships.get(alias="Alder"))
    make_membership(host, house.group, "Heron", Role.FACILITATOR)
    make_membership(guest, house.group, "Birch")
    script = make_step(house.group).script
    make_step(house.group, title="More talking")
    series = make_series(house.group, format=Format.VIDEO, hosts_may_share_screens=True, script=script)
    place = Place(make_meeting(house.group, starts_in=timedelta(minutes=5), series=series))
    coming = [person for role, person in people.items() if person and role not in {*BY_DOOR, WAITING}]
    place.come(host, author.user, *coming)
    for person in (guest, people[WAITING]):
        assert person is not None
        seats.enter(*place.of(person), agreement_version=1)
    chat.write_line(*place.of(author.user), body="Words", client_id="1")
    runner.start(*place.of(host))
    queue.raise_hand(*place.of(author.user), is_up=True)
    return place


# The code of a frame that got as far as the media server.
ASKED_THE_SERVER = "asked_the_server"
# Who can do different things to others; what is not there is as what is elsewhere to each of them.
UNLIKE_EACH_OTHER = {"member", "facilitator", "moderator"}
# Whom the door of the socket refuses.
BY_DOOR = {"visitor", "unverified", "outsider", "removed", "suspended", "staff"}


@pytest.fixture
def in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have a meeting's socket ask the test's own transaction, with a session that holds and no media server."""

    async def here[T](call: Callable[..., T], *given: Any) -> T:
        return call(*given)

    async def holds(_user: SocketUser) -> None:
        return None

    def away() -> None:
        raise MediaError(ASKED_THE_SERVER)

    for module in (rights, meeting_room):
        monkeypatch.setattr(module, "in_database", here)
    monkeypatch.setattr(rights, "refusal_of", holds)
    monkeypatch.setattr(room_media, "get_backend", away)


def without_waiting[T](work: Awaitable[T]) -> T:
    """Return what the work returns; it waits for nothing here, and so needs no loop, which has other connections."""
    try:
        work.__await__().send(None)
    except StopIteration as done:
        return done.value  # type: ignore[no-any-return]
    return pytest.fail("it waited")


class Seated:
    """One person's socket in the meeting; what it does is taken back."""

    def __init__(self, place: Place, person: User | None) -> None:
        assert person is not None
        self._place = place
        self._socket = meeting_room.MeetingSocket(place.meeting.public_id, never, never)
        user = SocketUser(person.pk, "", "", "en", "Europe/London")
        self._rights = self._socket._rights = Rights(place.meeting.public_id, user)

        without_waiting(self._rights.ask(self._rights.claim))
        self.has_asked_for_blocks = False

    def answer(self, name: str, far: str) -> str:
        """Return the answer in one word; `has_asked_for_blocks` tells afterwards whether it may depend on one.

        With the id of something `far` away, that gets what nothing gets.
        """
        self._place.stay()
        self.has_asked_for_blocks = False
        frame = self._place.frame(name)
        got = outcome(self.say(frame)).replace("nothing", "done")
        nothing = self._place.frame(name, somebody=NOWHERE, line=NOWHERE)
        if far and nothing != frame:
            assert self.say(nothing) == self.say(self._place.frame(name, somebody=far, line=far)), name
        return got

    def say(self, frame: Frame) -> list[Frame]:
        """Return what is answered, frame by frame."""
        with transaction.atomic(), connection.execute_wrapper(self._note):
            without_waiting(self._socket._take(frame))
            self._ask_media()
            transaction.set_rollback(True)
        outbox = self._socket._outbox
        return [outbox.get_nowait() for _ in range(outbox.qsize())]

    def _note(self, execute: Any, sql: Any, *more: Any) -> Any:
        self.has_asked_for_blocks |= TABLES["blocks"] in str(sql)
        return execute(sql, *more)

    def _ask_media(self) -> None:
        waiting = self._socket._media_work._waiting
        for about, work in [waiting.get_nowait() for _ in range(waiting.qsize())]:
            # What a host has decided is carried out at the server, which is another test's.
            if about not in MEDIA_ACTIONS:
                continue
            try:
                without_waiting(work())
            except MediaError as error:
                self._socket._say({"type": "error", "code": error.code, "about": about})


async def never(_event: object = None) -> Any:
    await asyncio.Event().wait()


@pytest.mark.django_db
def test_everybody_gets_what_the_matrix_says_over_a_meetings_socket(in_this_process: None) -> None:
    house = build_house("visitor")
    people = everybody(house)
    place, said = make_place(house, people), listed("meeting")
    assert all(row[role] == said["open"][role] for row in said.values() for role in BY_DOOR)
    far = make_membership(make_user("far"), make_group("Far away"), "Elm").public_id
    frames = [name for name in said if name != "open"]
    unlike, by_block = {}, set()
    # The member first: where no block is looked up for their answer, somebody with one gets the same.
    for role in ("member", *(people.keys() - BY_DOOR - {"member"})):
        seated = Seated(place, people[role])
        for name in frames:
            if role in BY_BLOCK and name not in by_block:
                got = said[name]["member"]
            else:
                got = seated.answer(name, far if role in UNLIKE_EACH_OTHER else "")
            if role == "member" and seated.has_asked_for_blocks:
                by_block.add(name)
            if got != said[name][role]:
                unlike[role, name] = (said[name][role], got)
    assert unlike == {}
