"""A socket gets what its person may see, where a message concerns somebody or a word they do not want to meet."""

from django.db import transaction

from apps.accounts.models import User
from apps.core.public_ids import new_public_id
from apps.groups.models import Block
from apps.messaging.models import MutedWord, Reaction, Room
from apps.messaging.services.hiding import hide_message
from apps.messaging.services.locking import touch
from apps.messaging.services.posting import Draft, post_message
from tests.groups.factories import membership_of
from tests.live import LiveApp
from tests.messaging.tabs import cookie_of, open_tab


def say(person: User, room: Room, body: str, reply_to: str = "") -> str:
    return post_message(Draft(person.pk, room.public_id, new_public_id(), body, reply_to=reply_to)).message.public_id


def test_a_muted_word_is_nothing_to_its_reader_and_ordinary_talk_goes_on(
    live_app: LiveApp, room: Room, bob: User, carol: User
) -> None:
    MutedWord.objects.create(user=carol, word="Hospital")
    with open_tab(live_app.socket_url, cookie_of(carol)) as hers:
        hers.open(room.public_id)
        say(bob, room, "Back from the HOSPITAL today")
        advanced = hers.until("room.advanced")
        say(bob, room, "That was about hospitality only")
        said = hers.until("message.changed")
    assert said["body"] == "That was about hospitality only"
    assert said["change"] == advanced["change"] + 1
    assert "Back from" not in str(hers.frames)


def test_a_reaction_of_somebody_blocked_does_not_show(
    live_app: LiveApp, room: Room, alice: User, bob: User, carol: User
) -> None:
    Block.objects.create(blocker=membership_of(carol, room.group), blocked=membership_of(bob, room.group))
    said = say(alice, room, "A small win")
    with (
        open_tab(live_app.socket_url, cookie_of(carol)) as hers,
        open_tab(live_app.socket_url, cookie_of(alice)) as others,
    ):
        hers.open(room.public_id)
        others.open(room.public_id)
        react(room, said, bob)
        assert others.until("message.changed")["reactions"] == ["with"]
        assert hers.until("message.changed")["reactions"] == []


def test_a_quote_goes_when_what_it_quotes_is_hidden(live_app: LiveApp, room: Room, bob: User, carol: User) -> None:
    first = say(bob, room, "Words that will be hidden")
    answer = say(carol, room, "An answer", reply_to=first)
    with open_tab(live_app.socket_url, cookie_of(carol)) as hers:
        hers.open(room.public_id)
        hide_message(room.messages.get(public_id=first).pk)
        changed = hers.until("message.changed", where=lambda frame: frame["id"] == answer)
    assert changed["reply_to"] is None
    assert "Words that will be hidden" not in changed["html"]


@transaction.atomic
def react(room: Room, message_id: str, person: User) -> None:
    locked = Room.objects.select_for_update().get(pk=room.pk)
    message = locked.messages.with_people().get(public_id=message_id)
    Reaction.objects.create(message=message, membership=membership_of(person, room.group), kind="with")
    touch(locked, [message], is_quote_changed=False)
