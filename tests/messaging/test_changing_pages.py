"""Answering quietly, changing and taking back over HTTP: as pages without JavaScript, and as JSON."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from apps.accounts.models import User
from apps.groups.models import Membership
from apps.messaging.models import Message, Reaction, Revision, Room
from apps.messaging.services.hiding import hide_message
from tests.messaging.changing import say

JSON = {"Accept": "application/json"}
ADDRESSES = ("reactions", "editing", "unsending")


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def address(message: Message, act: str) -> str:
    return f"/messages/{message.public_id}/{act}/"


def page_of(user: User, room: Room) -> str:
    return signed_in(user).get(f"/groups/{room.group.public_id}/chat/").content.decode()


@pytest.mark.parametrize("act", ADDRESSES)
def test_outsider_and_visitor_find_nothing(eve: User, carol: User, room: Room, act: str) -> None:
    message = say(carol, room, "Nine days.")
    for client in (signed_in(eve), Client()):
        for headers in ({}, JSON):
            assert client.get(address(message, act), headers=headers).status_code == 404
            assert client.post(address(message, act), {"kind": "hear", "body": "x"}, headers=headers).status_code == 404
    assert Message.objects.get().body == "Nine days."


@pytest.mark.parametrize("act", ["editing", "unsending"])
def test_words_of_others_are_theirs(bob: User, mo: User, carol: User, room: Room, act: str) -> None:
    message = say(carol, room, "Nine days.")
    for person in (bob, mo):
        assert signed_in(person).get(address(message, act)).status_code == 403
        answer = signed_in(person).post(address(message, act), {"body": "x"}, headers=JSON)
        assert (answer.status_code, answer.json()["code"]) == (403, "not_yours")


def test_a_quiet_answer_by_form(bob: User, carol: User, room: Room) -> None:
    message = say(carol, room, "Nine days.")
    client = signed_in(bob)
    page = client.get(address(message, "reactions")).content.decode()
    assert page.count('aria-pressed="false"') == 5
    answer = client.post(address(message, "reactions"), {"kind": "too", "present": "1"})
    assert (answer.status_code, answer.headers["Location"]) == (
        302,
        f"/groups/{room.group.public_id}/chat/?around={message.public_id}#m-{message.public_id}",
    )
    assert page_of(bob, room).count("reaction--mine") == 1
    assert 'aria-pressed="true"' in client.get(address(message, "reactions")).content.decode()
    client.post(address(message, "reactions"), {"kind": "too", "present": "0"})
    assert not Reaction.objects.exists()


def test_a_quiet_answer_as_json(bob: User, carol: User, room: Room) -> None:
    message = say(carol, room, "Nine days.")
    client = signed_in(bob)
    for _twice in range(2):
        answer = client.post(address(message, "reactions"), {"kind": "too", "present": "1"}, headers=JSON)
        assert answer.json() == {"id": message.public_id, "mine": ["too"]}
    for odd in ({"kind": "too", "present": "2"}, {"kind": "no"}, {}):
        answer = client.post(address(message, "reactions"), odd, headers=JSON)
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    given = client.post(address(message, "reactions"), {"kind": ["too"]}, content_type="application/json")
    assert (given.status_code, given.json()["code"]) == (422, "invalid")


def test_author_reads_who_answered_and_others_do_not(bob: User, carol: User, mo: User, room: Room) -> None:
    message = say(carol, room, "Nine days.")
    signed_in(bob).post(address(message, "reactions"), {"kind": "hear"})
    assert "Bramble: I hear you" in signed_in(carol).get(address(message, "reactions")).content.decode()
    part = signed_in(carol).get(address(message, "reactions"), headers={"HX-Request": "true"}).content.decode()
    assert "Bramble: I hear you" in part
    assert "<html" not in part
    assert "Bramble" not in signed_in(mo).get(address(message, "reactions")).content.decode()


def test_muted_member_reads_why(bob: User, carol: User, room: Room) -> None:
    message, own = say(carol, room, "Nine days."), say(bob, room, "Mine")
    Membership.objects.filter(user=bob).update(muted_until=timezone.now() + timedelta(hours=1))
    client = signed_in(bob)
    for act, words in ((address(message, "reactions"), {"kind": "hear"}), (address(own, "editing"), {"body": "New"})):
        answer = client.post(act, words, headers=JSON)
        assert (answer.status_code, answer.json()["code"]) == (403, "muted")
    assert client.get(address(own, "unsending")).status_code == 200
    assert client.post(address(own, "unsending")).status_code == 302


def test_words_are_changed_by_form(carol: User, bob: User, room: Room) -> None:
    message = say(carol, room, "Nine dayz.", kind="struggle")
    client = signed_in(carol)
    page = client.get(address(message, "editing")).content.decode()
    assert "Nine dayz." in page
    assert 'value="struggle" checked' in page
    answer = client.post(address(message, "editing"), {"body": "Nine days.", "kind": "win", "content_note": "drink"})
    assert answer.headers["Location"].endswith(f"#m-{message.public_id}")
    seen = page_of(bob, room)
    assert "Nine days." in seen
    assert "edited" in seen
    assert "Nine dayz." not in seen
    assert [one.body for one in Revision.objects.all()] == ["Nine dayz."]


def test_what_was_typed_stays_when_it_cannot_be_kept(carol: User, room: Room) -> None:
    message = say(carol, room, "Nine days.")
    answer = signed_in(carol).post(address(message, "editing"), {"body": "x" * 4001, "content_note": "note"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "x" * 4001 in page
    assert "longer than one message" in page
    assert 'value="note"' in page


def test_what_was_typed_stays_when_the_words_were_hidden_meanwhile(carol: User, room: Room) -> None:
    message = say(carol, room, "Nine days.")
    hide_message(message.pk)
    answer = signed_in(carol).post(address(message, "editing"), {"body": "New words"})
    assert answer.status_code == 409
    assert "New words" in answer.content.decode()
    assert "Nine days." not in answer.content.decode()


def test_a_json_edit_leaves_what_it_does_not_name(carol: User, room: Room) -> None:
    message = say(carol, room, "Nine days.", content_note="drink", kind="win")
    answer = signed_in(carol).post(address(message, "editing"), {"body": "Ten"}, content_type="application/json")
    assert answer.json() == {"id": message.public_id, "number": 1, "change": 2, "state": "visible"}
    kept = Message.objects.get()
    assert (kept.body, kept.content_note, kept.kind) == ("Ten", "drink", "win")


def test_taking_back_asks_once_by_page(carol: User, bob: User, room: Room) -> None:
    message = say(carol, room, "Nine days.")
    client = signed_in(carol)
    assert "Take it back?" in client.get(address(message, "unsending")).content.decode()
    assert Message.objects.get().state == "visible"
    for _twice in range(2):
        assert client.post(address(message, "unsending")).status_code == 302
    seen = page_of(bob, room)
    assert "Nine days." not in seen
    assert "This message was taken back." in seen


def test_an_old_message_is_found_again_on_its_page(carol: User, bob: User, room: Room) -> None:
    message = say(carol, room, "Nine days.")
    author = message.author
    rows = [Message(room=room, author=author, number=n, change=n, client_id=str(n), body="x") for n in range(2, 120)]
    Message.objects.bulk_create(rows)
    Room.objects.filter(pk=room.pk).update(last_number=119, last_change=119)
    client = signed_in(bob)
    answer = client.post(address(message, "reactions"), {"kind": "hear"})
    assert f'id="m-{message.public_id}"' in client.get(answer.headers["Location"]).content.decode()
