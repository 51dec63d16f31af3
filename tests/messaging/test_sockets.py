"""Sockets over a real server, PostgreSQL and Valkey: what is said, in which order, and who no longer hears it."""

import json
from contextlib import ExitStack, suppress
from datetime import timedelta
from http import HTTPStatus

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Origin

from apps.accounts.models import User
from apps.accounts.services.sessions import end_all_sessions
from apps.core.realtime import tell_user
from apps.groups.models import Block, EndKind, Group
from apps.groups.services.access import read_access
from apps.groups.services.memberships import end_membership, mute_membership
from apps.groups.services.own_membership import change_alias
from apps.messaging.models import Message, Room
from apps.messaging.services.hiding import hide_message, restore_message
from tests.accounts.factories import make_user
from tests.groups.factories import membership_of
from tests.live import AT_ONCE, LiveApp
from tests.messaging.tabs import cookie_of, open_tab


def test_what_one_says_the_other_sees(live_app: LiveApp, room: Room, bob: User, carol: User) -> None:
    with open_tab(live_app.socket_url, cookie_of(bob)) as his, open_tab(live_app.socket_url, cookie_of(carol)) as hers:
        assert his.open(room.public_id)["change"] == 0
        hers.open(room.public_id)
        client_id = his.say(room.public_id, "Nine days.")
        sent = his.until("message.sent")
        seen = hers.until("message.changed")
    assert (sent["client_id"], sent["number"], sent["change"], sent["state"]) == (client_id, 1, 1, "visible")
    assert (seen["body"], seen["alias"], seen["id"]) == ("Nine days.", "Bramble", sent["id"])
    assert "<p>Nine days.</p>" in seen["html"]


def test_both_see_one_order_without_gaps(live_app: LiveApp, room: Room, bob: User, carol: User) -> None:
    with open_tab(live_app.socket_url, cookie_of(bob)) as his, open_tab(live_app.socket_url, cookie_of(carol)) as hers:
        his.open(room.public_id)
        hers.open(room.public_id)
        for number in range(10):
            his.say(room.public_id, f"his {number}")
            hers.say(room.public_id, f"hers {number}")
        orders = [[tab.until("message.changed")["change"] for _ in range(20)] for tab in (his, hers)]
    assert orders == [list(range(1, 21))] * 2
    assert list(room.messages.order_by("number").values_list("number", flat=True)) == list(range(1, 21))


def test_same_client_id_is_same_message(live_app: LiveApp, room: Room, bob: User) -> None:
    with open_tab(live_app.socket_url, cookie_of(bob)) as tab:
        tab.open(room.public_id)
        for _ in range(2):
            tab.say(room.public_id, "Once", client_id="same")
        first, second = tab.until("message.sent"), tab.until("message.sent")
        tab.say(room.public_id, "Then", client_id="other")
        changes = [tab.until("message.changed", where=lambda frame: frame["body"] == "Then")["change"]]
    assert first == second
    assert changes == [2]
    assert room.messages.count() == 2


def test_resume_brings_what_changed_since(live_app: LiveApp, room: Room, bob: User, carol: User) -> None:
    with open_tab(live_app.socket_url, cookie_of(bob)) as his:
        his.open(room.public_id)
        for number in range(5):
            his.say(room.public_id, f"line {number}")
        while his.until("message.sent")["number"] < 5:
            pass
        hide_message(Message.objects.get(room=room, number=1).pk)
        with open_tab(live_app.socket_url, cookie_of(carol)) as hers:
            opened = hers.open(room.public_id, after=3)
    caught_up = [(frame["change"], frame["number"], frame["state"]) for frame in hers.frames[:-1]]
    assert caught_up == [(4, 4, "visible"), (5, 5, "visible"), (6, 1, "hidden")]
    assert hers.frames[2]["body"] == ""
    assert opened["change"] == 6


def test_far_behind_is_told_to_catch_up_by_pages(live_app: LiveApp, room: Room, bob: User) -> None:
    author = membership_of(bob, room.group)
    rows = [Message(room=room, author=author, number=n, change=n, client_id=str(n), body=f"{n}") for n in range(1, 103)]
    Message.objects.bulk_create(rows)
    Room.objects.filter(pk=room.pk).update(last_number=102, last_change=102)
    with open_tab(live_app.socket_url, cookie_of(bob)) as tab:
        tab.open(room.public_id, after=1)
        tab.open(room.public_id, after=2)
        tab.open(room.public_id, after=500)
    kinds = [(frame["type"], frame.get("from_start")) for frame in tab.frames if frame["type"] != "message.changed"]
    assert kinds == [
        ("room.resync", False),
        ("room.opened", None),
        ("room.opened", None),
        ("room.resync", True),
        ("room.opened", None),
    ]
    assert sum(frame["type"] == "message.changed" for frame in tab.frames) == 100


def test_hidden_and_restored_message_changes_for_everyone(live_app: LiveApp, room: Room, bob: User) -> None:
    with open_tab(live_app.socket_url, cookie_of(bob)) as tab:
        tab.open(room.public_id)
        tab.say(room.public_id, "Words")
        message = Message.objects.get(public_id=tab.until("message.changed")["id"])
        hide_message(message.pk)
        hidden = tab.until("message.changed")
        restore_message(message.pk)
        restored = tab.until("message.changed")
    assert (hidden["state"], hidden["body"], hidden["author"], hidden["change"]) == ("hidden", "", None, 2)
    assert "Words" not in hidden["html"]
    assert (restored["state"], restored["body"], restored["change"]) == ("visible", "Words", 3)


# --- who no longer hears it ---------------------------------------------------------------------------------


def test_muted_member_is_told_at_once_and_cannot_write(live_app: LiveApp, room: Room, bob: User) -> None:
    with open_tab(live_app.socket_url, cookie_of(bob)) as tab:
        assert tab.open(room.public_id)["may_write"] is True
        mute_membership(membership_of(bob, room.group), timezone.now() + timedelta(hours=1))
        told = tab.until("room.writing", seconds=AT_ONCE)
        client_id = tab.say(room.public_id, "But")
        error = tab.until("error")
    assert (told["may_write"], told["code"]) == (False, "muted")
    assert "You cannot write in this group until" in told["detail"]
    assert told["letter"].startswith("/me/notices/?")
    assert (error["code"], error["client_id"]) == ("muted", client_id)
    assert not room.messages.exists()


def test_removed_member_hears_nothing_more(live_app: LiveApp, room: Room, bob: User, carol: User) -> None:
    with open_tab(live_app.socket_url, cookie_of(bob)) as his, open_tab(live_app.socket_url, cookie_of(carol)) as hers:
        his.open(room.public_id)
        hers.open(room.public_id)
        end_membership(membership_of(bob, room.group), EndKind.REMOVED)
        code = his.close_code(seconds=AT_ONCE)
        hers.say(room.public_id, "He is gone")
        hers.until("message.changed")
    assert code == 4403
    assert not any(frame.get("body") == "He is gone" for frame in his.frames)


def test_ended_session_closes_its_socket(live_app: LiveApp, room: Room, bob: User) -> None:
    with open_tab(live_app.socket_url, cookie_of(bob)) as tab:
        tab.open(room.public_id)
        Session.objects.all().delete()
        tell_user(bob.pk, "session.ended")
        assert tab.close_code(seconds=AT_ONCE) == 4401


def test_deleted_session_row_is_noticed_at_next_action(live_app: LiveApp, room: Room, bob: User) -> None:
    with open_tab(live_app.socket_url, cookie_of(bob)) as tab:
        tab.open(room.public_id)
        Session.objects.all().delete()
        tab.say(room.public_id, "Still here?")
        assert tab.close_code(seconds=AT_ONCE) == 4401
    assert not room.messages.exists()


def test_new_passphrase_ends_other_sockets(live_app: LiveApp, room: Room, bob: User) -> None:
    with open_tab(live_app.socket_url, cookie_of(bob)) as tab:
        tab.open(room.public_id)
        bob.set_password("another quiet lamp")
        bob.save()
        end_all_sessions(bob)
        tell_user(bob.pk, "session.ended")
        assert tab.close_code(seconds=AT_ONCE) == 4401


def test_heartbeat_finds_what_no_event_told(live_app: LiveApp, room: Room, bob: User) -> None:
    with open_tab(live_app.socket_url, cookie_of(bob)) as tab:
        tab.open(room.public_id)
        bob.memberships.update(ended_at=timezone.now(), end_kind=EndKind.REMOVED)
        assert tab.close_code(seconds=16) == 4403


def test_signed_out_and_foreign_pages_get_no_socket(live_app: LiveApp, bob: User) -> None:
    with open_tab(live_app.socket_url, "") as tab:
        assert tab.close_code() == 4401
    for origin in (
        "http://evil.example",
        f"http://localhost:{live_app.port + 1}",
        f"https://localhost:{live_app.port}",
    ):
        with pytest.raises(InvalidStatus) as refused:
            connect(live_app.socket_url, origin=Origin(origin), additional_headers={"Cookie": cookie_of(bob)})
        assert refused.value.response.status_code == HTTPStatus.FORBIDDEN


def test_outsider_cannot_tell_a_room_from_none(live_app: LiveApp, room: Room, eve: User) -> None:
    answers = []
    with open_tab(live_app.socket_url, cookie_of(eve)) as tab:
        for public_id in (room.public_id, "2" * 12, "not an id"):
            tab.send(type="room.open", room=public_id)
            tab.send(type="message.send", room=public_id, client_id="x", body="Hello")
            answers.append([{**tab.until("error"), "room": ""} for _ in range(2)])
    assert answers[0] == answers[1] == answers[2]
    assert answers[0][0]["code"] == "not_found"


def test_sixth_socket_is_refused_and_a_place_becomes_free(live_app: LiveApp, bob: User) -> None:
    cookie = cookie_of(bob)
    with ExitStack() as others:
        with open_tab(live_app.socket_url, cookie) as first:
            opened = [first, *(others.enter_context(open_tab(live_app.socket_url, cookie)) for _ in range(4))]
            for tab in opened:
                tab.send(type="ping")
                tab.until("pong")
            with open_tab(live_app.socket_url, cookie) as sixth:
                assert sixth.close_code() == 4409
        with open_tab(live_app.socket_url, cookie) as again:
            again.send(type="ping")
            assert again.until("pong")


# --- bad input ------------------------------------------------------------------------------------------------

BAD: dict[str, str | bytes] = {
    "no json": "{",
    "no object": "[1]",
    "a number": "1",
    "no type": "{}",
    "type is no text": '{"type": 1}',
    "binary": b'{"type": "ping"}',
    "too deep": '{"type": "ping", "a": ' + "[" * 3000 + "]" * 3000 + "}",
    "NUL": json.dumps({"type": "ping", "body": "a\0b"}),
    "half a character": '{"type": "ping", "body": "\\ud800"}',
    "a huge number": '{"type": "ping", "n": ' + "9" * 5000 + "}",
    "unknown": '{"type": "room.destroy"}',
    "room is no text": '{"type": "room.open", "room": 5}',
    "after is no number": '{"type": "room.open", "room": "222222222222", "after": "1"}',
    "after is negative": '{"type": "room.open", "room": "222222222222", "after": -1}',
    "body is no text": '{"type": "message.send", "room": "222222222222", "client_id": "a", "body": {}}',
    "client id too long": json.dumps({"type": "message.send", "room": "2" * 12, "client_id": "a" * 65, "body": "a"}),
}


def test_bad_frames_get_an_error_and_the_socket_stays_open(live_app: LiveApp, room: Room, bob: User) -> None:
    with open_tab(live_app.socket_url, cookie_of(bob)) as tab:
        for name, frame in BAD.items():
            tab.connection.send(frame)
            answer = tab.next()
            assert answer["type"] == "error", name
            assert answer["code"], name
            assert answer["detail"], name
        assert tab.open(room.public_id)["change"] == 0


def test_oversized_frame_ends_the_socket(live_app: LiveApp, bob: User) -> None:
    with open_tab(live_app.socket_url, cookie_of(bob)) as tab:
        tab.send(type="ping", body="x" * 33000)
        assert tab.close_code() == 1009


@pytest.mark.parametrize(
    ("body", "code"), [("", "empty"), (" \n ", "empty"), ("x" * 4001, "too_long")], ids=["empty", "blank", "long"]
)
def test_unusable_words_are_refused_in_words(live_app: LiveApp, room: Room, bob: User, body: str, code: str) -> None:
    with open_tab(live_app.socket_url, cookie_of(bob)) as tab:
        client_id = tab.say(room.public_id, body)
        error = tab.until("error")
    assert (error["code"], error["client_id"]) == (code, client_id)


def test_flood_of_frames_ends_the_socket(live_app: LiveApp, bob: User) -> None:
    with open_tab(live_app.socket_url, cookie_of(bob)) as tab:
        # It may be ended before the last of them is sent.
        with suppress(ConnectionClosed):
            for _ in range(200):
                tab.send(type="ping")
        assert tab.close_code() == 4429


# --- what depends on who looks ---------------------------------------------------------------------------------------


def test_blocked_member_gets_only_that_there_is_nothing(live_app: LiveApp, room: Room, bob: User, carol: User) -> None:
    Block.objects.create(blocker=membership_of(carol, room.group), blocked=membership_of(bob, room.group))
    with open_tab(live_app.socket_url, cookie_of(bob)) as his, open_tab(live_app.socket_url, cookie_of(carol)) as hers:
        his.open(room.public_id)
        hers.open(room.public_id)
        his.say(room.public_id, "Unheard")
        advanced = hers.next()
        hers.say(room.public_id, "Unheard too")
        his.until("message.changed")
        assert his.until("room.advanced")["change"] == 2
    assert advanced == {"type": "room.advanced", "room": room.public_id, "change": 1}


def test_new_block_asks_the_page_to_start_anew(live_app: LiveApp, room: Room, bob: User, carol: User) -> None:
    with open_tab(live_app.socket_url, cookie_of(carol)) as tab:
        tab.open(room.public_id)
        Block.objects.create(blocker=membership_of(carol, room.group), blocked=membership_of(bob, room.group))
        tell_user(carol.pk, "access.changed", group=room.group.public_id)
        assert tab.until("room.resync", seconds=AT_ONCE)["from_start"] is True


def test_new_alias_is_told(live_app: LiveApp, room: Room, group: Group, bob: User, carol: User) -> None:
    with open_tab(live_app.socket_url, cookie_of(carol)) as tab:
        tab.open(room.public_id)
        change_alias(read_access(bob, group), "Nightbus")
        told = tab.until("member.changed")
    assert (told["alias"], told["author"]) == ("Nightbus", membership_of(bob, group).public_id)
    assert told["people"] == 1


def test_no_frame_names_a_person(live_app: LiveApp, room: Room, group: Group, carol: User) -> None:
    bob = make_user("canary", id=987654321)
    from tests.groups.factories import make_membership

    make_membership(bob, group, "Bramble", id=876543219)
    with open_tab(live_app.socket_url, cookie_of(bob)) as his, open_tab(live_app.socket_url, cookie_of(carol)) as hers:
        his.open(room.public_id)
        hers.open(room.public_id)
        his.say(room.public_id, "Hello", kind="win", content_note="hello")
        seen = hers.until("message.changed")
        hers.say(room.public_id, "Hello Bramble", reply_to=seen["id"])
        his.until("message.changed", where=lambda frame: frame["body"] == "Hello Bramble")
        change_alias(read_access(bob, group), "Nightbus")
        hers.until("member.changed")
    said = json.dumps([*his.frames, *hers.frames])
    assert "Hello Bramble" in said
    for secret in ("987654321", "876543219", "canary", "example.org", "email", "user_id"):
        assert secret not in said
