"""The wall: posts that take their time, each with its answers."""

import pytest
from django.test import Client

from apps.accounts.models import User
from apps.core.public_ids import new_public_id
from apps.groups.models import Block, Group
from apps.messaging.models import Message, Room
from apps.messaging.services.rooms import wall_room
from tests.messaging.changing import say

pytestmark = pytest.mark.django_db
JSON = {"Accept": "application/json"}


@pytest.fixture
def wall(group: Group) -> Room:
    return wall_room(group)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def address(group: Group, post: Message | None = None) -> str:
    return f"/groups/{group.public_id}/wall/{post.public_id + '/' if post else ''}"


def page_of(user: User, group: Group, post: Message | None = None) -> str:
    answer = signed_in(user).get(address(group, post))
    assert answer.status_code == 200
    return answer.content.decode()


def test_posts_stand_on_the_wall_and_answers_on_the_page_of_their_post(
    bob: User, carol: User, group: Group, wall: Room
) -> None:
    post = say(carol, wall, "A long week, told slowly.")
    say(bob, wall, "I read all of it.", thread=post.public_id)
    front = page_of(bob, group)
    assert "A long week, told slowly." in front
    assert "I read all of it." not in front
    assert "Answers</a>" in front
    whole = page_of(bob, group, post)
    assert "A long week, told slowly." in whole
    assert "I read all of it." in whole
