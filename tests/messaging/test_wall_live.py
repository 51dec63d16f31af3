"""What stands on a wall while it is open: nobody hears of a thread they do not meet, and what expired is really gone."""

from datetime import timedelta

import pytest
from django.utils import timezone

from apps.accounts.models import User
from apps.groups.models import Block, Group
from apps.messaging.models import Message, Room, UnsentDraft
from apps.messaging.services.hiding import hide_message
from apps.messaging.services.memorials import About, begin_memorial
from apps.messaging.services.muted_words import mute_word
from apps.messaging.services.retention import delete_expired
from apps.messaging.services.rooms import chat_room, wall_room
from tests.groups.factories import membership_of
from tests.live import LiveApp
from tests.messaging.changing import say
from tests.messaging.tabs import cookie_of, open_tab


@pytest.fixture
def wall(group: Group) -> Room:
    return wall_room(group)


def test_answers_arrive_with_their_thread(live_app: LiveApp, wall: Room, bob: User, carol: User) -> None:
    post = say(carol, wall, "A long week")
    with open_tab(live_app.socket_url, cookie_of(carol)) as hers, open_tab(live_app.socket_url, cookie_of(bob)) as his:
        hers.open(wall.public_id)
        his.open(wall.public_id)
        his.say(wall.public_id, "I read it", thread=post.public_id)
        assert hers.until("message.changed")["thread"] == post.public_id
        his.say(wall.public_id, "Where to?", thread="zzzzzzzzzzzz")
        assert his.until("error")["code"] == "thread_closed"


@pytest.mark.parametrize("cause", ["block", "word"])
def test_no_frame_of_a_thread_goes_to_whoever_does_not_meet_its_post(
    cause: str, live_app: LiveApp, wall: Room, alice: User, bob: User, carol: User
) -> None:
    if cause == "block":
        Block.objects.create(blocker=membership_of(bob, wall.group), blocked=membership_of(carol, wall.group))
    else:
        mute_word(bob, "hospital")
    post = say(carol, wall, "Home from the hospital")
    with open_tab(live_app.socket_url, cookie_of(bob)) as his:
        his.open(wall.public_id)
        say(alice, wall, "Below it", thread=post.public_id)
        his.until("room.advanced")
        say(alice, wall, "By itself")
        assert his.until("message.changed")["body"] == "By itself"
    assert "Below it" not in str(his.frames)


def test_with_a_page_its_memories_go_from_open_pages(
    live_app: LiveApp, wall: Room, alice: User, bob: User, carol: User
) -> None:
    page = begin_memorial(carol.pk, wall.public_id, "page", About("Ida"), "She was here.")
    with open_tab(live_app.socket_url, cookie_of(bob)) as his:
        his.open(wall.public_id)
        hide_message(page.pk)
        assert his.until("room.resync")["from_start"] is True


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kept", "gone"), [(None, set()), (365, {"old", "old answer"}), (0, {"old", "old answer", "half"})]
)
def test_a_wall_keeps_as_long_as_its_group_says(
    kept: int | None, gone: set[str], wall: Room, bob: User, carol: User
) -> None:
    wall.group.wall_retention_days = kept
    wall.group.save()
    old, half = say(carol, wall, "old"), say(carol, wall, "half")
    begin_memorial(carol.pk, wall.public_id, "page", About("Ida"), "page")
    say(bob, wall, "old answer", thread=old.public_id)
    say(bob, wall, "new", thread=say(carol, wall, "fresh").public_id)
    for post, days in ((old, 400), (half, 200)):
        Message.objects.filter(pk=post.pk).update(posted_at=timezone.now() - timedelta(days=days))
    Message.objects.filter(body="page").update(posted_at=timezone.now() - timedelta(days=999))
    UnsentDraft.objects.create(membership=membership_of(bob, wall.group), room=wall, thread=old.public_id, body="begun")
    assert delete_expired() == len(gone)
    left = set(Message.objects.values_list("body", flat=True))
    assert left == {"old", "half", "page", "old answer", "fresh", "new"} - gone
    assert UnsentDraft.objects.count() == (0 if gone else 1)
    wall.refresh_from_db()
    assert wall.first == min(message.number or 0 for message in Message.objects.all())
    assert delete_expired() == 0


@pytest.mark.django_db
def test_an_answer_never_goes_before_its_post_and_the_chat_expires_as_before(
    wall: Room, bob: User, carol: User
) -> None:
    post = say(carol, wall, "post")
    say(bob, wall, "answer", thread=post.public_id)
    say(bob, chat_room(wall.group), "talk")
    wall.group.wall_retention_days = 365
    wall.group.save()
    Message.objects.exclude(pk=post.pk).update(posted_at=timezone.now() - timedelta(days=400))
    assert delete_expired() == 1
    assert set(Message.objects.values_list("body", flat=True)) == {"post", "answer"}
