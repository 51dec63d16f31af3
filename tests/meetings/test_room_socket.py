"""The socket of a meeting against the running application: who may open it, what it says, when it ends."""

import json
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

from apps.accounts.models import User
from apps.groups.models import Block, Group, Membership
from apps.groups.services.access import read_access
from apps.meetings.models import Format, Meeting, Seat
from apps.meetings.services import seats
from tests.groups.factories import membership_of
from tests.live import AT_ONCE, LiveApp, wait_until
from tests.meetings.factories import make_meeting, make_series

type Frame = dict[str, Any]


@pytest.fixture
def meeting(live_app: LiveApp, group: Group) -> Meeting:
    live_app.start("media")
    return make_meeting(group, starts_in=timedelta(minutes=5), series=make_series(group, format=Format.VIDEO))


def cookie_of(user: User) -> str:
    client = Client()
    client.force_login(user)
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


def take_seat(user: User, meeting: Meeting, *, host: User | None = None) -> str:
    """Put the person at the door, or inside when a host is named; return their cookie."""
    seats.enter(read_access(user, meeting.group), meeting, agreement_version=1)
    if host is not None:
        person = membership_of(user, meeting.group).public_id
        seats.admit(read_access(host, meeting.group), meeting, person)
    return cookie_of(user)


class Room:
    """Opens sockets as browsers do."""

    def __init__(self, app: LiveApp, meeting: Meeting, stack: ExitStack) -> None:
        self._address = f"{app.socket_url}meetings/{meeting.public_id}/"
        self._origin, self._stack = app.url, stack

    def open(self, cookie: str = "", *, origin: str | None = None, address: str = "") -> ClientConnection:
        headers = {"Cookie": cookie} if cookie else {}
        socket = connect(
            address or self._address,
            additional_headers=headers,
            origin=Origin(origin or self._origin),
            proxy=None,
            open_timeout=60,
        )
        return self._stack.enter_context(socket)


@pytest.fixture
def room(live_app: LiveApp, meeting: Meeting) -> Iterator[Room]:
    with ExitStack() as stack:
        yield Room(live_app, meeting, stack)


def frame_of(socket: ClientConnection, name: str, seconds: float = 30) -> Frame:
    """Return the next frame of this type."""
    deadline = time.monotonic() + seconds
    while (frame := json.loads(socket.recv(timeout=deadline - time.monotonic())))["type"] != name:
        pass
    return dict(frame)


def frame_of_any(socket: ClientConnection, seconds: float = 30) -> Frame:
    """Return the next frame, whatever it is."""
    return dict(json.loads(socket.recv(timeout=seconds)))


def state_until(socket: ClientConnection, is_right: Callable[[Frame], bool]) -> Frame:
    while not is_right(state := frame_of(socket, "meeting.state")):
        pass
    return state


def state_where(socket: ClientConnection, **wanted: object) -> Frame:
    while True:
        state = frame_of(socket, "meeting.state")
        if all(state[name] == value for name, value in wanted.items()):
            return state


def closing_code(socket: ClientConnection, seconds: float = 30) -> int | None:
    """Return with which code the server closes, within the seconds."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            socket.recv(timeout=deadline - time.monotonic())
        except ConnectionClosed:
            return socket.close_code


def say(socket: ClientConnection, **frame: object) -> None:
    socket.send(json.dumps(frame))


@pytest.mark.parametrize("who", ["nobody", "outsider", "member_without_seat", "unknown_meeting"])
def test_strangers_learn_one_code_and_nothing_more(
    who: str, room: Room, live_app: LiveApp, alice: User, bob: User, eve: User
) -> None:
    cookies = {"nobody": "", "outsider": cookie_of(eve), "member_without_seat": cookie_of(bob)}
    unknown = f"{live_app.socket_url}meetings/nosuchmeetng/" if who == "unknown_meeting" else ""
    socket = room.open(cookies.get(who, cookie_of(bob)), address=unknown)

    assert closing_code(socket) == (4401 if who == "nobody" else 4403)


def test_another_origin_is_refused(room: Room, meeting: Meeting, alice: User, live_app: LiveApp) -> None:
    cookie = take_seat(alice, meeting)
    for origin in ("http://evil.example", live_app.url.replace("http:", "https:"), f"{live_app.url}1"):
        with pytest.raises(InvalidStatus):
            room.open(cookie, origin=origin)


def test_a_host_lets_somebody_in(room: Room, meeting: Meeting, alice: User, bob: User) -> None:
    host = room.open(take_seat(alice, meeting))
    member = room.open(take_seat(bob, meeting))
    assert (frame_of(member, "meeting.state"))["people"] == []
    while not (state := frame_of(host, "meeting.state"))["door"]:
        pass

    say(host, type="seat.admit", person=membership_of(bob, meeting.group).public_id)

    state = state_where(member, inside=True)
    assert [person["alias"] for person in state["people"]] == ["Heron", "Bramble"]
    assert state["door"] == []
    whole = json.dumps(state)
    for user in (alice, bob):
        assert user.email not in whole


def test_only_hosts_do_what_hosts_do(room: Room, meeting: Meeting, alice: User, bob: User, carol: User) -> None:
    take_seat(alice, meeting)
    take_seat(carol, meeting)
    member = room.open(take_seat(bob, meeting, host=alice))
    for name in ("seat.admit", "seat.mute", "seat.remove", "meeting.end"):
        say(member, type=name, person=membership_of(carol, meeting.group).public_id)
        assert (frame_of(member, "error"))["code"] == "not_permitted"


@pytest.mark.parametrize("change", ["removed", "muted", "left_group", "archived", "suspended"])
def test_whoever_may_not_stay_is_out_within_two_seconds(
    change: str, room: Room, meeting: Meeting, alice: User, bob: User
) -> None:
    host = room.open(take_seat(alice, meeting))
    member = room.open(take_seat(bob, meeting, host=alice))
    state_where(member, inside=True)

    started = time.monotonic()
    soon = timezone.now() + timedelta(hours=1)
    theirs = Membership.objects.filter(user=bob)
    if change == "removed":
        say(host, type="seat.remove", person=membership_of(bob, meeting.group).public_id)
    elif change == "archived":
        Group.objects.update(state=Group.State.ARCHIVED)
    else:
        theirs.update(
            **{"muted": {"muted_until": soon}, "left_group": {"ended_at": timezone.now()}}.get(
                change, {"suspended_until": soon}
            )
        )

    assert closing_code(member, seconds=AT_ONCE) == 4403
    # Nobody told the socket of four of these: it looks by itself.
    assert time.monotonic() - started < AT_ONCE


def aliases(state: Frame) -> set[str]:
    return {person["alias"] for person in state["people"]}


def test_a_block_in_the_room_hides_both_within_two_seconds_and_an_unblock_shows_them_again(
    room: Room, meeting: Meeting, alice: User, bob: User, carol: User
) -> None:
    host = room.open(take_seat(alice, meeting))
    his, hers = (room.open(take_seat(user, meeting, host=alice)) for user in (bob, carol))
    everybody = {"Heron", "Bramble", "Clover"}
    for socket in (host, his, hers):
        state_until(socket, lambda state: aliases(state) == everybody)

    started = time.monotonic()
    pair = {"blocker": membership_of(bob, meeting.group), "blocked": membership_of(carol, meeting.group)}
    block = Block.objects.create(**pair)
    # Nobody tells the sockets: they look by themselves.
    his_state = state_until(his, lambda state: aliases(state) == {"Heron", "Bramble"})
    her_state = state_until(hers, lambda state: aliases(state) == {"Heron", "Clover"})
    assert time.monotonic() - started < AT_ONCE
    assert pair["blocked"].public_id not in json.dumps(his_state)
    assert pair["blocker"].public_id not in json.dumps(her_state)
    say(host, type="hand.up")
    assert aliases(state_where(host, hand_up=True)) == everybody

    block.delete()
    for socket in (his, hers):
        state_until(socket, lambda state: aliases(state) == everybody)


def test_a_media_server_that_says_nothing_holds_up_no_block_no_word_and_no_end(
    room: Room, live_app: LiveApp, meeting: Meeting, alice: User, bob: User, carol: User
) -> None:
    for user in (alice, carol):
        take_seat(user, meeting, host=alice)
    his = room.open(take_seat(bob, meeting, host=alice))
    room.open(take_seat(carol, meeting, host=alice))
    state_until(his, lambda state: "Clover" in aliases(state))
    say(his, type="media.join")
    frame_of(his, "media.joined")

    media = live_app.children["media"]
    media.send_signal(signal.SIGSTOP)
    try:
        pair = {"blocker": membership_of(bob, meeting.group), "blocked": membership_of(carol, meeting.group)}
        started = time.monotonic()
        Block.objects.create(**pair)
        state_until(his, lambda state: "Clover" not in aliases(state))
        say(his, type="media.join")
        say(his, type="ping")
        frame_of(his, "pong")
        Membership.objects.filter(user=bob).update(ended_at=timezone.now())
        assert closing_code(his, seconds=8) == 4403
        # Two looks and the second that is left to the media server; it would take ten to give it up.
        assert time.monotonic() - started < 8
    finally:
        media.send_signal(signal.SIGCONT)


def test_what_is_refused_is_said_in_the_persons_own_language(
    room: Room, meeting: Meeting, alice: User, bob: User
) -> None:
    User.objects.filter(pk=bob.pk).update(language="es")
    take_seat(alice, meeting)
    socket = room.open(take_seat(bob, meeting))
    say(socket, type="media.publish", sdp="v=0")
    assert frame_of(socket, "error")["detail"] == "El sonido y la imagen no funcionan ahora. Seguimos intentándolo."


def test_a_session_that_ended_ends_the_socket(room: Room, meeting: Meeting, alice: User) -> None:
    socket = room.open(take_seat(alice, meeting))
    frame_of(socket, "meeting.state")

    Session.objects.all().delete()

    assert closing_code(socket, seconds=AT_ONCE) == 4401


def test_a_second_window_takes_over(room: Room, meeting: Meeting, alice: User) -> None:
    cookie = take_seat(alice, meeting)
    first = room.open(cookie)
    frame_of(first, "meeting.state")

    second = room.open(cookie)

    state_where(second, inside=True)
    assert closing_code(first) == 4409


def test_an_ended_meeting_closes_every_socket(room: Room, meeting: Meeting, alice: User, bob: User) -> None:
    host = room.open(take_seat(alice, meeting))
    member = room.open(take_seat(bob, meeting, host=alice))
    state_where(member, inside=True)

    say(host, type="meeting.end")

    assert closing_code(member) == 1000
    assert closing_code(host) == 1000


def test_nobody_gets_media_at_the_door(room: Room, meeting: Meeting, alice: User, bob: User) -> None:
    take_seat(alice, meeting)
    socket = room.open(take_seat(bob, meeting))
    for name in ("media.join", "media.publish", "media.answer"):
        say(socket, type=name, sdp="v=0", version=1)
        assert (frame_of(socket, "error"))["code"] == "not_joined"


def test_bad_frames_get_an_answer_and_break_nothing(room: Room, meeting: Meeting, alice: User) -> None:
    socket = room.open(take_seat(alice, meeting))
    frame_of(socket, "meeting.state")
    nested: Any = []
    for _ in range(50):
        nested = [nested]
    bad: list[str | bytes] = ["{", "[]", '{"type": 1}', b"\x00", '{"type": "ping\\u0000"}']
    for text in (*bad, json.dumps({"type": "ping", "more": nested})):
        socket.send(text)
        assert (frame_of(socket, "error"))["code"] == "bad_frame"
    frames: list[Frame] = [
        {"type": "nothing.known"},
        {"type": "seat.admit"},
        {"type": "seat.admit", "person": 5},
        {"type": "media.send", "audio": "yes"},
        {"type": "media.join"},
        {"type": "media.publish", "sdp": 5},
        {"type": "media.publish", "sdp": "v=0"},
        {"type": "media.answer", "sdp": "v=0", "version": "1"},
        {"type": "media.candidate", "side": "nowhere"},
        {"type": "media.candidate", "side": []},
        {"type": "media.candidate", "side": {}},
    ]
    for frame in frames:
        say(socket, **frame)
        frame_of(socket, "media.joined" if frame["type"] == "media.join" else "error")
    say(socket, type="ping")
    frame_of(socket, "pong")


def test_a_flood_is_closed(room: Room, meeting: Meeting, alice: User) -> None:
    socket = room.open(take_seat(alice, meeting))
    for _ in range(100):
        say(socket, type="ping")

    assert closing_code(socket) == 4429


def test_a_closed_window_is_no_longer_shown(room: Room, meeting: Meeting, alice: User, bob: User) -> None:
    host = room.open(take_seat(alice, meeting))
    member = room.open(take_seat(bob, meeting, host=alice))
    while len((frame_of(host, "meeting.state"))["people"]) != 2:
        pass

    member.close()

    while len((frame_of(host, "meeting.state"))["people"]) != 1:
        pass
    assert Seat.objects.get(membership__user=bob).state == Seat.State.ADMITTED


def lines_of(socket: ClientConnection) -> list[Frame]:
    """Return the next lines that the socket is told of."""
    while not (lines := frame_of(socket, "chat.lines", seconds=30)["lines"]):
        pass
    return list(lines)


def test_words_and_quiet_answers_reach_everybody_inside_but_across_no_block(
    room: Room, meeting: Meeting, alice: User, bob: User, carol: User
) -> None:
    host = room.open(take_seat(alice, meeting))
    his, hers = (room.open(take_seat(user, meeting, host=alice)) for user in (bob, carol))
    for socket in (host, his, hers):
        state_until(socket, lambda state: aliases(state) == {"Heron", "Bramble", "Clover"})
    pair = {"blocker": membership_of(bob, meeting.group), "blocked": membership_of(carol, meeting.group)}
    Block.objects.create(**pair)
    state_until(hers, lambda state: aliases(state) == {"Heron", "Clover"})

    for _ in range(2):
        say(his, type="chat.write", body="Only once", client_id="1")
    assert len(lines_of(host)) == len(lines_of(his)) == 1
    say(his, type="reaction.send", kind="hear")
    assert frame_of(host, "reaction") == {"type": "reaction", "person": pair["blocker"].public_id, "kind": "hear"}
    say(host, type="chat.write", body="From the host", client_id="1")

    # What she is told next, of lines and of answers, is the host's.
    (line,) = lines_of(hers)
    assert "From the host" in line["html"]
    say(host, type="reaction.send", kind="with")
    assert (frame_of(hers, "reaction"))["kind"] == "with"
    assert pair["blocker"].public_id not in json.dumps(line)


def test_company_is_offered_on_the_authors_socket_alone(room: Room, meeting: Meeting, alice: User, bob: User) -> None:
    host = room.open(take_seat(alice, meeting))
    member = room.open(take_seat(bob, meeting, host=alice))
    state_where(member, inside=True)

    say(member, type="chat.write", body="I want to die.", client_id="1")

    assert frame_of(member, "chat.company") == {"type": "chat.company", "door": ""}
    assert "I want to die." in lines_of(member)[0]["html"]
    heard = [frame_of_any(host)]
    while not heard[-1].get("lines"):
        heard.append(frame_of_any(host))
    assert "I want to die." in heard[-1]["lines"][0]["html"]
    assert "chat.company" not in {frame["type"] for frame in heard}
    # An answer is no end: the room goes on, and a line that needs none has none.
    say(member, type="chat.write", body="Thank you.", client_id="2")
    say(member, type="ping")
    answers = [frame_of_any(member)]
    while answers[-1]["type"] != "pong":
        answers.append(frame_of_any(member))
    assert not {"chat.company", "error"} & {frame["type"] for frame in answers}


def test_a_freeze_reaches_everybody_at_once(
    room: Room, live_app: LiveApp, meeting: Meeting, alice: User, bob: User, mo: User
) -> None:
    host = room.open(take_seat(alice, meeting))
    member = room.open(take_seat(bob, meeting, host=alice))
    moderator = room.open(take_seat(mo, meeting, host=alice))
    say(member, type="media.send", audio=True)
    assert not state_where(member, inside=True, is_muted=False)["may_freeze"]
    started = time.monotonic()
    say(host, type="meeting.freeze")
    for socket in (member, moderator, host):
        state = state_where(socket, is_frozen=True)
        assert all(person["is_muted"] for person in state["people"])
    assert time.monotonic() - started < AT_ONCE
    say(member, type="media.send", audio=True)
    assert frame_of(member, "error")["code"] == "room_frozen"
    say(member, type="chat.write", body="A word", client_id="1")
    assert frame_of(member, "error")["code"] == "room_frozen"
    say(member, type="meeting.restore")
    assert frame_of(member, "error")["code"] == "not_permitted"

    say(moderator, type="meeting.restore")
    assert state_where(member, is_frozen=False)["is_muted"] is False


def test_whoever_leaves_and_closes_the_window_at_once_has_left(
    room: Room, meeting: Meeting, alice: User, bob: User
) -> None:
    take_seat(alice, meeting)
    for _ in range(5):
        member = room.open(take_seat(bob, meeting, host=alice))
        state_where(member, inside=True)
        say(member, type="seat.leave")
        member.close()
        seats_of_bob = Seat.objects.filter(membership__user=bob, state=Seat.State.LEFT)
        wait_until(seats_of_bob.exists, seconds=30, what="the seat is given up")
