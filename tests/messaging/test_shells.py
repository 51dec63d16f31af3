"""What is drawn from a shell is letter by letter what the template draws."""

import pytest
from django.template.loader import render_to_string
from django.utils import timezone, translation

from apps.accounts.models import User
from apps.groups.models import Group
from apps.messaging.models import Message, Room
from apps.messaging.services import shells
from apps.messaging.services.posting import Draft, post_message
from apps.messaging.services.presenting import shown
from apps.messaging.services.rooms import wall_room
from tests.groups.factories import membership_of

pytestmark = pytest.mark.django_db


def drawn_both_ways(message: Message) -> tuple[str, str]:
    parts = shown(message)
    with timezone.override("UTC"):
        return shells.render_message(message, parts), render_to_string(shells.TEMPLATE, {"shown": parts})


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("body", ["Good to see you", "<b>&amp; @Heron\n\n* one\n* two", "03:47 \\1 0 {} %s"])
def test_the_usual_message_is_what_the_template_draws(
    room: Room, group: Group, bob: User, alice: User, language: str, body: str
) -> None:
    for user, alias in ((bob, "Bramble <& co>"), (alice, "Heron"), (bob, "Bramble <& co>")):
        member = membership_of(user, group)
        type(member).objects.filter(pk=member.pk).update(alias=alias)
        message = _post(user, room, body)
        with translation.override(language):
            fast, slow = drawn_both_ways(message)
        assert fast == slow


@pytest.mark.parametrize("fields", [{"kind": "struggle"}, {"content_note": "hard"}])
def test_whatever_is_more_than_usual_is_drawn_by_the_template(room: Room, bob: User, fields: dict[str, str]) -> None:
    fast, slow = drawn_both_ways(_post(bob, room, "Words", **fields))
    assert fast == slow


def test_a_post_of_the_wall_and_an_answer_are_what_the_template_draws(group: Group, bob: User, mo: User) -> None:
    wall = wall_room(group)
    post = _post(mo, wall, "Long words")
    for message in (post, _post(bob, wall, "Short ones", thread=post.public_id)):
        fast, slow = drawn_both_ways(message)
        assert fast == slow
        assert ("message--post" in fast) == (message == post)


def _post(user: User, room: Room, body: str, **fields: str) -> Message:
    client_id = f"c{Message.objects.count()}"
    return post_message(Draft(user.pk, room.public_id, client_id, body, **fields)).message  # type: ignore[arg-type]
