"""Taken back is gone: for everybody, with all that belonged to it, and without a trace of any block."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from apps.accounts.models import User
from apps.core.errors import NotFound
from apps.groups.models import Block, Group, Membership
from apps.messaging.errors import NotYours
from apps.messaging.models import (
    AwaitedAnswer,
    Mention,
    Message,
    MutedWord,
    Picture,
    Reaction,
    Revision,
    Room,
)
from apps.messaging.services.editing import NewWords, edit_message
from apps.messaging.services.hiding import hide_message, restore_message
from apps.messaging.services.history import changed_after, describe_page, older_than
from apps.messaging.services.posting import Draft, post_message
from apps.messaging.services.reactions import answer_quietly
from apps.messaging.services.rooms import enter_room
from apps.messaging.services.unsending import unsend_message
from tests.groups.factories import membership_of
from tests.live import LiveApp
from tests.messaging.changing import say
from tests.messaging.tabs import cookie_of, open_tab


def unsend(person: User, message: Message) -> Message:
    return unsend_message(person.pk, message.public_id)


def seen_by(person: User, room: Room, after: int = 0) -> list[tuple[str, str]]:
    found, access = enter_room(room.public_id, person)
    page = describe_page(changed_after(found, access, after), access)
    return [(message["id"], message["state"]) for message in page["messages"]]


def fresh_for(person: User, room: Room) -> list[str]:
    found, access = enter_room(room.public_id, person)
    return [message.public_id for message in older_than(found, access).messages]


@pytest.fixture
def everything_held(group: Group) -> None:
    """Nobody is on duty, and what is said then waits."""
    Group.objects.filter(pk=group.pk).update(unattended=Group.Unattended.HELD)


def test_a_blank_row_is_left(
    bob: User, carol: User, room: Room, tmp_path: Path, settings: object, django_capture_on_commit_callbacks: object
) -> None:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]  # pytest-django's settings
    message = say(carol, room, "Hello @Bramble", content_note="note", kind="win")
    answer = say(bob, room, "Good", reply_to=message.public_id)
    edit_message(carol.pk, message.public_id, NewWords("Hello again @Bramble"))
    answer_quietly(bob.pk, message.public_id, "hear", is_present=True)
    author = membership_of(carol, room.group)
    picture = Picture(room=room, uploader=author, message=message, width=1, height=1)
    picture.file.save("a.webp", ContentFile(b"picture"))
    AwaitedAnswer.objects.get_or_create(message=message, defaults={"due_at": timezone.now()})
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]  # pytest-django's fixture
        unsend(carol, message)
    kept = Message.objects.get(pk=message.pk)
    assert (kept.state, kept.body, kept.content_note, kept.author, kept.kind) == ("unsent", "", "", None, "plain")
    assert (kept.number, kept.edited_at, kept.searched) == (1, None, "")
    for part in (Reaction, Mention, Revision, Picture, AwaitedAnswer):
        assert not part.objects.filter(message=message).exists(), part
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]
    found, access = enter_room(room.public_id, bob)
    said = describe_page(changed_after(found, access, 0), access)["messages"]
    assert "Hello" not in str(said)
    assert [one["reply_to"] for one in said if one["id"] == answer.public_id] == [None]


def test_taken_back_twice_is_taken_back(carol: User, room: Room) -> None:
    message = say(carol, room, "Nine days.")
    unsend(carol, message)
    unsend(carol, message)
    assert Room.objects.get().last_change == 2


@pytest.mark.parametrize("is_held", [False, True])
def test_a_late_repeat_does_not_bring_it_back(carol: User, room: Room, *, is_held: bool) -> None:
    draft = Draft(carol.pk, room.public_id, "sent-while-offline", "Nine days.")
    message = post_message(draft).message
    if is_held:
        Message.objects.update(state="held", number=None)
    unsend(carol, message)
    posted = post_message(draft)
    assert (posted.is_repeat, posted.message.pk, posted.message.state) == (True, message.pk, "unsent")
    assert Message.objects.get().body == ""
    assert "sent-while-offline" not in Message.objects.values_list("client_id", flat=True) or is_held


def test_only_ones_own(bob: User, mo: User, eve: User, carol: User, room: Room) -> None:
    message = say(carol, room, "Nine days.")
    for person, error in ((bob, NotYours), (mo, NotYours), (eve, NotFound)):
        with pytest.raises(error):
            unsend(person, message)
    Membership.objects.filter(user=carol).update(ended_at=timezone.now())
    with pytest.raises(NotFound):
        unsend(carol, message)


def test_taking_back_is_never_refused(carol: User, room: Room, group: Group) -> None:
    old, hidden = say(carol, room, "Old"), say(carol, room, "Hidden")
    hide_message(hidden.pk)
    Message.objects.update(posted_at=timezone.now() - timedelta(days=80))
    Membership.objects.filter(user=carol).update(muted_until=timezone.now() + timedelta(hours=1))
    Group.objects.filter(pk=group.pk).update(state="archived")
    assert unsend(carol, old).state == unsend(carol, hidden).state == "unsent"
    restore_message(hidden.pk)
    assert Message.objects.get(pk=hidden.pk).state == "unsent"


def test_a_blank_row_does_not_tell_of_a_block(alice: User, bob: User, carol: User, mo: User, room: Room) -> None:
    before = say(carol, room, "Before")
    Block.objects.create(blocker=membership_of(bob, room.group), blocked=membership_of(carol, room.group))
    after = say(carol, room, "After")
    unsend(carol, before)
    unsend(carol, after)
    assert seen_by(bob, room) == [(before.public_id, "unsent")]
    assert fresh_for(bob, room) == [before.public_id]
    for person in (alice, mo, carol):
        assert fresh_for(person, room) == [before.public_id, after.public_id]


def test_whoever_muted_a_word_gets_no_blank_row_for_it(bob: User, carol: User, room: Room) -> None:
    MutedWord.objects.create(user=bob, word="hospital")
    message, other = say(carol, room, "Back from the Hospital"), say(carol, room, "Hello")
    unsend(carol, message)
    unsend(carol, other)
    assert fresh_for(bob, room) == [other.public_id]
    assert fresh_for(carol, room) == [message.public_id, other.public_id]


@pytest.mark.usefixtures("everything_held")
def test_what_never_stood_in_the_room_leaves_nothing(bob: User, carol: User, mo: User, room: Room) -> None:
    message = say(carol, room, "Held")
    unsend(carol, message)
    assert seen_by(bob, room) == []
    for person in (carol, mo):
        assert fresh_for(person, room) == []
        assert seen_by(person, room, after=1) == [(message.public_id, "unsent")]  # An open page drops it.
    assert Message.objects.get().body == ""


def test_sockets_are_told_and_the_blocked_are_not(
    live_app: LiveApp, room: Room, bob: User, carol: User, mo: User
) -> None:
    Block.objects.create(blocker=membership_of(carol, room.group), blocked=membership_of(bob, room.group))
    message = say(carol, room, "Nine days.")
    with (
        open_tab(live_app.socket_url, cookie_of(bob)) as his,
        open_tab(live_app.socket_url, cookie_of(mo)) as others,
    ):
        his.open(room.public_id)
        others.open(room.public_id)
        unsend(carol, message)
        told = others.until("message.changed")
        assert (told["state"], told["author"], told["body"]) == ("unsent", None, "")
        assert his.until("room.advanced")["change"] == told["change"]
        assert message.public_id not in str(his.frames)
