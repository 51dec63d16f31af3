"""Words that one person does not want to meet: found whole, whatever their case and accents, for that person alone."""

from typing import Any

import pytest
from django.test import Client

from apps.accounts.models import User
from apps.core.errors import Invalid
from apps.groups.models import Group
from apps.groups.services.access import read_access
from apps.messaging.models import Message, MutedWord, Room
from apps.messaging.rules.muted_words import MOST_WORDS, is_said_in, pattern_of, pieces_of
from apps.messaging.services.muted_words import mute_word
from apps.messaging.services.posting import Draft, post_message
from tests.groups.factories import make_membership
from tests.live import LiveApp
from tests.messaging.tabs import cookie_of, open_tab
from tests.messaging.unread import unread_count

HIDDEN = [
    ("hospital", "The HOSPITAL called."),
    ("Hospital", "hospital"),
    ("suicidio", "Hablamos de Suicídio."),
    ("Überdosis", "eine uberdosis"),
    ("the accident", "Since the\naccident I walk."),
    ("c++", "I write c++ all day"),
    ("a.b", "see a.b there"),
    ("50%", "it was 50% off"),
    ("自殺", "昨日自殺の話をした"),
    ("İstanbul", "istanbul"),
    ("back\\slash x", "a back\\slash x"),
]
SHOWN = [
    ("rum", "A drum and a rumour."),
    ("the accident", "the bad accident"),
    ("a.b", "acb"),
    ("car", "scar, care"),
    ("hospital", "hospitals"),
]


@pytest.fixture
def say(room: Room, bob: User) -> object:
    def say_one(body: str, **more: Any) -> Message:
        return post_message(Draft(bob.pk, room.public_id, str(Message.objects.count()), body, **more)).message

    return say_one


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def seen_by(user: User, room: Room) -> set[str]:
    return set(
        Message.objects.filter(room=room).visible_to(read_access(user, room.group)).values_list("body", flat=True)
    )


@pytest.mark.parametrize(("word", "body"), HIDDEN)
def test_word_is_found_here_and_in_the_database(carol: User, room: Room, say: object, word: str, body: str) -> None:
    mute_word(carol, word)
    said = say(body)  # type: ignore[operator]
    assert seen_by(carol, room) == set()
    assert is_said_in(word, said.body)
    assert all(piece in body.lower() or not body.isascii() for piece in pieces_of(word))


@pytest.mark.parametrize(("word", "body"), SHOWN)
def test_part_of_another_word_is_no_word(carol: User, room: Room, say: object, word: str, body: str) -> None:
    mute_word(carol, word)
    say(body)  # type: ignore[operator]
    assert seen_by(carol, room) == {body}
    assert not is_said_in(word, body)


@pytest.mark.parametrize("word", ["", " ", "a", "%%", "(?=", "\u0301", "x" * 61, "각" * 60 + "x"])
def test_what_is_no_word_cannot_be_muted(word: str) -> None:
    with pytest.raises(Invalid):
        pattern_of(word)


def test_holds_everywhere_for_one_person_alone(
    alice: User, carol: User, mo: User, bob: User, room: Room, say: object
) -> None:
    mute_word(carol, "hospital")
    first = say("I was in hospital")  # type: ignore[operator]
    say("Folded", content_note="Hospital")  # type: ignore[operator]
    answer = post_message(Draft(alice.pk, room.public_id, "a", "Sorry to read it", reply_to=first.public_id)).message
    own = post_message(Draft(carol.pk, room.public_id, "o", "My own hospital")).message
    page = signed_in(carol).get(f"/groups/{room.group.public_id}/chat/").content.decode()
    assert seen_by(carol, room) == {answer.body, own.body}
    assert "I was in hospital" not in page
    assert len(seen_by(bob, room)) == len(seen_by(mo, room)) == 4
    mute_word(mo, "hospital")
    assert len(seen_by(mo, room)) == 4


def test_unread_counts_only_what_one_sees(carol: User, room: Room, say: object) -> None:
    say("Nothing of it")  # type: ignore[operator]
    say("The hospital")  # type: ignore[operator]
    room.refresh_from_db()
    access = read_access(carol, room.group)
    before = unread_count(room, access)
    mute_word(carol, "hospital")
    assert (before, unread_count(room, access)) == (2, 1)


def test_list_is_mine_alone(carol: User, bob: User) -> None:
    client, other = signed_in(carol), signed_in(bob)
    for word in ("Hospital", "hospitál", "  hospital "):
        assert client.post("/me/words/", {"word": word}).status_code == 302
    assert MutedWord.objects.get().word == "Hospital"
    assert "Hospital" in client.get("/me/words/").content.decode()
    assert "Hospital" not in other.get("/me/words/").content.decode()
    assert other.post("/me/words/removal/", {"word": "Hospital"}).status_code == 404
    assert client.post("/me/words/removal/", {"word": "HOSPITAL"}).status_code == 302
    assert not MutedWord.objects.exists()
    assert Client().get("/me/words/").status_code == 302


@pytest.mark.parametrize("word", ["a", "", "\0", "x" * 4000, "!!"])
def test_odd_words_are_answered_beside_the_field(carol: User, word: str) -> None:
    answer = signed_in(carol).post("/me/words/", {"word": word})
    assert answer.status_code == 422
    assert "field__error" in answer.content.decode()


def test_list_has_an_end(carol: User) -> None:
    MutedWord.objects.bulk_create(MutedWord(user=carol, word=f"w{n}") for n in range(MOST_WORDS))
    answer = signed_in(carol).post("/me/words/", {"word": "one more"})
    assert (answer.status_code, "Your list is full" in answer.content.decode()) == (422, True)


def test_holds_in_every_group(carol: User, bob: User, db: None) -> None:
    from apps.messaging.services.rooms import chat_room
    from tests.groups.factories import make_group

    other: Group = make_group("Another")
    for user, alias in ((carol, "Quill"), (bob, "Reed")):
        make_membership(user, other, alias)
    room = chat_room(other)
    mute_word(carol, "hospital")
    post_message(Draft(bob.pk, room.public_id, "a", "hospital"))
    assert seen_by(carol, room) == set()


def test_open_page_loads_anew_and_meets_the_word_no_more(live_app: LiveApp, room: Room, carol: User, bob: User) -> None:
    with open_tab(live_app.socket_url, cookie_of(carol)) as hers:
        hers.open(room.public_id)
        mute_word(carol, "the accident")
        hers.until("room.resync", where=lambda frame: frame["from_start"])
        post_message(Draft(bob.pk, room.public_id, "a", "After the\nACCIDENT"))
        post_message(Draft(bob.pk, room.public_id, "b", "No such word"))
        frames = [hers.until("room.advanced"), hers.until("message.changed")]
    assert [frame.get("body") for frame in frames] == [None, "No such word"]
