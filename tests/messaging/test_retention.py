"""What a group keeps for so many days is really gone afterwards."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from apps.accounts.models import User
from apps.groups.models import Group
from apps.messaging.models import Message, Room, UnsentDraft
from apps.messaging.services.posting import Draft, post_message
from apps.messaging.services.retention import delete_expired
from apps.messaging.services.rooms import chat_room
from tests.groups.factories import make_group, membership_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def room(group: Group, bob: User) -> Room:
    """Three messages: 91, 89 and 0 days old; the group keeps 90 days."""
    room = chat_room(group)
    for name, days in (("old", 91), ("kept", 89), ("new", 0)):
        post_message(Draft(bob.pk, room.public_id, name, f"{name} words"))
        Message.objects.filter(client_id=name).update(posted_at=timezone.now() - timedelta(days=days))
    return room


def test_what_is_older_than_the_group_keeps_is_deleted_and_the_rest_stays(room: Room) -> None:
    assert delete_expired() == 1
    assert list(Message.objects.order_by("number").values_list("client_id", flat=True)) == ["kept", "new"]


def test_pages_are_told_the_lowest_number_that_is_kept(room: Room, client: Client, bob: User) -> None:
    delete_expired()
    client.force_login(bob)
    page = client.get(f"/rooms/{room.public_id}/messages/?after=0", headers={"Accept": "application/json"}).json()
    assert page["first"] == 2
    assert [message["number"] for message in page["messages"]] == [2, 3]


def test_a_room_whose_every_word_went_starts_after_the_last_number(room: Room, bob: User) -> None:
    Message.objects.update(posted_at=timezone.now() - timedelta(days=100))
    assert delete_expired() == 3
    room.refresh_from_db()
    assert room.first == 4
    assert post_message(Draft(bob.pk, room.public_id, "next", "Again")).message.number == 4


def test_an_answer_to_a_deleted_message_stays_and_quotes_nothing(room: Room, bob: User) -> None:
    old = Message.objects.get(client_id="old")
    post_message(Draft(bob.pk, room.public_id, "answer", "Yes", reply_to=old.public_id))
    delete_expired()
    assert Message.objects.get(client_id="answer").reply_to is None


def test_each_group_keeps_as_long_as_it_says(room: Room, group: Group) -> None:
    chat_room(make_group("Another"))
    group.retention_days = 365
    group.save()
    assert delete_expired() == 0


def test_deleting_twice_deletes_nothing_more(room: Room) -> None:
    delete_expired()
    assert delete_expired() == 0


def test_what_was_begun_and_never_sent_is_kept_no_longer_than_what_was_said(room: Room, bob: User, carol: User) -> None:
    old, kept = membership_of(bob, room.group), membership_of(carol, room.group)
    for member, days in ((old, 91), (kept, 89)):
        saved_at = timezone.now() - timedelta(days=days)
        UnsentDraft.objects.create(membership=member, room=room, body="Begun", saved_at=saved_at)
    Message.objects.all().delete()
    delete_expired()
    assert [draft.membership for draft in UnsentDraft.objects.all()] == [kept]
