"""A block on every surface where two members could notice each other: neither sees the other, and who was blocked cannot tell.

Each surface is looked at in several worlds that begin alike: the other does something there and no block is made; the
other is silent there, or has left; somebody blocked somebody first. With a block it must look, to the last byte, as if
the other had been silent. A mute is one-way: whom or what somebody does not want to read is gone for them alone, and
nothing is taken from the other one, who cannot tell. That somebody was muted by those who look after the group shows
nowhere.
"""

import json
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from apps.accounts.models import User
from apps.core.errors import DomainError
from apps.groups.models import Block, EndKind, Group
from apps.groups.services.access import read_access
from apps.groups.services.blocking import block_member
from apps.groups.services.keeping_apart import keep_apart
from apps.groups.services.memberships import end_membership, mute_membership
from apps.groups.services.muting import mute_for_oneself
from apps.meetings.models import Line, Seat
from apps.meetings.room_frames import state_frame
from apps.meetings.services import chat, queue, seats
from apps.meetings.services.live import hidden_memberships, muted_memberships
from apps.messaging.models import Message, Room
from apps.messaging.rules.search_terms import terms_of
from apps.messaging.services.hints import LATER_THAN_EVERYTHING
from apps.messaging.services.inbox import conversations_of, rooms_of
from apps.messaging.services.muted_words import mute_word
from apps.messaging.services.opening import Asked, Opening, read_openings
from apps.messaging.services.posting import Draft, post_message
from apps.messaging.services.preferences import keep_preference
from apps.messaging.services.reaching import tell_people
from apps.messaging.services.reactions import answer_quietly
from apps.messaging.services.reading import mark_read
from apps.messaging.services.rooms import chat_room, enter_room, wall_room
from apps.messaging.services.search import Asked as Sought
from apps.messaging.services.search import readable_rooms, search
from apps.messaging.services.viewing import view_in_room
from apps.notifications.models import Notice
from tests.accounts.factories import make_user
from tests.groups.factories import make_membership, membership_of
from tests.meetings.factories import make_meeting
from tests.meetings.rooms import Inside
from tests.messaging.conversing import asked, bare
from tests.messaging.unread import unread_count

pytestmark = pytest.mark.django_db

WORD = "quokka"
# When something was said, as a row, a page or a frame has it.
MOMENT = re.compile(r"<time.*?</time>|datetime\.datetime\([^)]*\)|\d{4}-\d\d-\d\dT[\d:.]+(Z|\+00:00)")
JSON = {"Accept": "application/json"}


class World:
    """A group with two members who may block each other, a third one, and a meeting that is open."""

    def __init__(self, group: Group, host: User, *two: User) -> None:
        self.group, self.host, self.third = group, host, make_user("third")
        make_membership(self.third, group, "Dune")
        self.chat, self.wall = chat_room(group), wall_room(group)
        self.own = {user.pk: self.say(user, self.chat, "My own words") for user in two}
        self.own_change = Room.objects.get(pk=self.chat.pk).last_change
        self.posts = {user.pk: self.say(user, self.wall, "My own post") for user in two}
        for user in two:
            keep_preference(read_access(user, group), takes_direct=True, shows_presence=True, shows_typing=True)
        self.meeting = Inside(make_meeting(group, starts_in=timedelta(minutes=5)))
        self.meeting.come(host, *two)
        for user in two:
            chat.write_line(*self.meeting.of(user), body="My own line", client_id="early")
        self.clients = {user.pk: Client() for user in two}
        for user in two:
            self.clients[user.pk].force_login(user)
            # The first pages of a session note who reads what.
            for address in ("/help/", f"/groups/{group.public_id}/members/", "/me/notices/"):
                self.clients[user.pk].get(address)

    def say(self, user: User, room: Room, body: str, **more: Any) -> Message:
        return post_message(
            Draft(user.pk, room.public_id, f"{user.pk}-{Message.objects.count()}", body, **more)
        ).message

    def alias(self, user: User) -> str:
        return membership_of(user, self.group).alias

    def page(self, viewer: User, address: str, **headers: str) -> str:
        answer = self.clients[viewer.pk].get(address, headers=headers)
        return f"{answer.status_code} {bare(answer.content)}"

    def words(self, viewer: User, room: Room, thread: str = "") -> object:
        """Return what of a room, or of the answers to a post, is given to this person, without its counters."""
        of = f"threads/{thread}/" if thread else ""
        answer = self.clients[viewer.pk].get(f"/rooms/{room.public_id}/{of}messages/", headers=JSON)
        return [without_counters(message) for message in answer.json()["messages"]]


def without_counters(frame: dict[str, Any]) -> dict[str, Any]:
    """Return a frame without what counts everybody's changes: it has gaps, whose cause nobody can tell."""
    return {name: value for name, value in frame.items() if name not in {"change", "number"}}


type Act = Callable[[World, User, User], object]
type Look = Callable[[World, User, User], object]


@dataclass(frozen=True)
class Surface:
    """`act` is what one does there, `look` what the other sees; `gone` makes the world in which there is nothing to see.

    On some the one who blocked sees that they did; `has_words` where the other's words are read. Where `outlasts_mute`
    two still meet when one of them does not read the other; where it `needs_reading` whoever does not read the other
    does nothing there.
    """

    act: Act
    look: Look
    gone: Act = lambda _world, _actor, _viewer: None
    is_known_to_blocker: bool = False
    has_words: bool = False
    outlasts_mute: bool = False
    needs_reading: bool = False


def says(world: World, actor: User, _viewer: User) -> None:
    world.say(actor, world.chat, f"{WORD} here")


def leaves(world: World, actor: User, _viewer: User) -> None:
    end_membership(membership_of(actor, world.group), EndKind.LEFT)


def does_nothing(_world: World, _actor: User, _viewer: User) -> None:
    """The surface shows the other one by itself."""


def frames(world: World, viewer: User, _actor: User) -> object:
    """Return what an open page of the chat is told of what came since."""
    asked_for = Asked(viewer.pk, world.chat.public_id, world.own_change, "en")
    (opening,) = read_openings([asked_for])
    assert isinstance(opening, Opening)
    return [without_counters(json.loads(text)) for text in opening.frames]


def calls_on(world: World, actor: User, viewer: User) -> None:
    world.say(actor, world.chat, f"@{world.alias(viewer)} {WORD}")
    tell_people()


def is_called_on(world: World, actor: User, _viewer: User) -> None:
    world.say(world.third, world.chat, f"Thank you, @{world.alias(actor)}.")


def has_left_when_called_on(world: World, actor: User, viewer: User) -> None:
    leaves(world, actor, viewer)
    is_called_on(world, actor, viewer)


def answers_quietly(world: World, actor: User, viewer: User) -> None:
    with suppress(DomainError):
        answer_quietly(actor.pk, world.own[viewer.pk].public_id, "hear", is_present=True)


def answers_post(world: World, actor: User, viewer: User) -> None:
    with suppress(DomainError):
        world.say(actor, world.wall, f"{WORD} answer", thread=world.posts[viewer.pk].public_id)


def asks(world: World, actor: User, viewer: User) -> None:
    with suppress(DomainError):
        asked(actor, viewer, world.group, f"May I ask you about the {WORD}?")


def takes_none(world: World, actor: User, _viewer: User) -> None:
    keep_preference(read_access(actor, world.group), takes_direct=False)


def is_shown(kind: str) -> Look:
    """Tell whether the hint of that kind which the other one gives reaches the viewer."""

    def look(world: World, viewer: User, actor: User) -> object:
        theirs, own = (view_in_room(user.pk, world.chat.public_id) for user in (actor, viewer))
        assert theirs is not None
        assert own is not None
        return kind in theirs.shows and own.sees(theirs.membership, LATER_THAN_EVERYTHING, kind)

    return look


def keeps_hints(world: World, actor: User, _viewer: User) -> None:
    keep_preference(read_access(actor, world.group), shows_presence=False, shows_typing=False)


def found(world: World, viewer: User, _actor: User) -> object:
    readable = readable_rooms(world.group, read_access(viewer, world.group))
    return [item["message"].body for item in search(readable, Sought(terms=terms_of(WORD))).items]


def told(world: World, viewer: User, _actor: User) -> object:
    notices = list(Notice.objects.filter(user=viewer).values_list("kind", "scope"))
    return notices, world.page(viewer, "/me/notices/"), world.page(viewer, "/me/notices/new/")


def rooms(world: World, viewer: User, _actor: User) -> object:
    room, access = enter_room(world.chat.public_id, viewer)
    before = max(message.posted_at for message in world.own.values())
    listed = [(line.has_new, line.last_at is not None and line.last_at > before) for line in rooms_of(viewer)]
    return listed, unread_count(room, access)


def asking_page(world: World, viewer: User, actor: User) -> object:
    member = membership_of(actor, world.group).public_id
    return world.page(viewer, f"/groups/{world.group.public_id}/members/{member}/asking/")


def completed(world: World, viewer: User, actor: User) -> object:
    return world.page(viewer, f"/rooms/{world.chat.public_id}/aliases/?q={world.alias(actor)[:3]}")


def goes_out(world: World, actor: User, _viewer: User) -> None:
    seats.leave(*world.meeting.of(actor))


def raises_hand(world: World, actor: User, _viewer: User) -> None:
    queue.raise_hand(*world.meeting.of(actor), is_up=True)


def writes_in_meeting(world: World, actor: User, _viewer: User) -> None:
    chat.write_line(*world.meeting.of(actor), body=f"{WORD} here", client_id="line")


def lines(world: World, viewer: User, _actor: User) -> object:
    standing = world.meeting.standing(viewer)
    hidden, muted = hidden_memberships(standing), muted_memberships(standing)
    shown = chat.lines_for(standing.seat, is_greeting=False, hidden=hidden, muted=muted)
    return [line.body for line in shown]


def roster(world: World, viewer: User, _actor: User) -> object:
    return state_frame(world.meeting.look(viewer))


def is_carried(world: World, viewer: User, actor: User) -> object:
    """Tell whether the media server carries the other one's sound and picture to the viewer."""
    inside = world.meeting.seat(actor).state == Seat.State.ADMITTED
    return inside and world.meeting.id(actor) not in hidden_memberships(world.meeting.standing(viewer))


SURFACES = {
    "chat": Surface(says, lambda world, viewer, _actor: world.words(viewer, world.chat), has_words=True),
    "live frames": Surface(says, frames, has_words=True),
    "wall": Surface(
        lambda world, actor, _viewer: world.say(actor, world.wall, f"{WORD} post"),
        lambda world, viewer, _actor: world.words(viewer, world.wall),
        has_words=True,
    ),
    "answers on the wall": Surface(
        answers_post,
        lambda world, viewer, _actor: world.words(viewer, world.wall, world.posts[viewer.pk].public_id),
        has_words=True,
        needs_reading=True,
    ),
    "being called on": Surface(
        is_called_on, lambda world, viewer, _actor: world.words(viewer, world.chat), has_left_when_called_on
    ),
    "names to call on": Surface(does_nothing, completed, leaves, outlasts_mute=True),
    "quiet answers": Surface(
        answers_quietly,
        lambda world, viewer, _actor: world.page(viewer, f"/messages/{world.own[viewer.pk].public_id}/reactions/"),
        needs_reading=True,
    ),
    "search": Surface(says, found, has_words=True),
    "notices": Surface(calls_on, told, has_words=True),
    "requests to talk": Surface(asks, lambda _world, viewer, _actor: conversations_of(viewer)),
    "asking somebody": Surface(does_nothing, asking_page, takes_none, is_known_to_blocker=True, outlasts_mute=True),
    "list of rooms": Surface(says, rooms, has_words=True),
    "presence": Surface(does_nothing, is_shown("presence"), keeps_hints),
    "typing": Surface(does_nothing, is_shown("typing"), keeps_hints),
    "list of members": Surface(
        does_nothing,
        lambda world, viewer, _actor: world.page(viewer, f"/groups/{world.group.public_id}/members/"),
        leaves,
        outlasts_mute=True,
    ),
    "who is in a meeting": Surface(raises_hand, roster, goes_out, outlasts_mute=True),
    "words in a meeting": Surface(writes_in_meeting, lines),
    "sound and picture": Surface(does_nothing, is_carried, goes_out, outlasts_mute=True),
}


def comparable(seen: object) -> str:
    """Return what was seen without the ids of what came new and the moments, which are others in each world."""
    said = MOMENT.sub("", repr(seen))
    for kind in (Message, Notice, Room):
        for public_id in kind.objects.values_list("public_id", flat=True):
            said = said.replace(public_id, "an id")
    return said


def seen_in(world: World, surface: Surface, actor: User, viewer: User, *before: Callable[[], object]) -> str:
    """Return what the viewer sees after the actor's act in a world that begins with this, and is taken back."""
    with transaction.atomic():
        world.meeting.stay()
        for change in before:
            change()
        surface.act(world, actor, viewer)
        seen = comparable(surface.look(world, viewer, actor))
        transaction.set_rollback(True)
    return seen


def seen_without(world: World, surface: Surface, actor: User, viewer: User) -> str:
    """Return what the viewer sees where there is nothing of the actor to see."""
    with transaction.atomic():
        world.meeting.stay()
        surface.gone(world, actor, viewer)
        seen = comparable(surface.look(world, viewer, actor))
        transaction.set_rollback(True)
    return seen


def blocking(world: World, blocker: User, blocked: User) -> Callable[[], None]:
    def block() -> None:
        block_member(read_access(blocker, world.group), membership_of(blocked, world.group))
        # The database's clock stands still in a transaction; what was said before the block stays.
        Block.objects.update(created_at=timezone.now())

    return block


def not_reading(world: World, muter: User, muted: User) -> Callable[[], None]:
    return lambda: mute_for_oneself(read_access(muter, world.group), membership_of(muted, world.group))


def kept_apart(asker: User, other: User) -> Callable[[], None]:
    def part() -> None:
        keep_apart(asker.pk, other.pk)
        Block.objects.update(created_at=timezone.now())

    return part


def never_spoken(world: World, member: User) -> Callable[[], None]:
    def forget() -> None:
        Line.objects.filter(author=membership_of(member, world.group)).delete()
        Message.objects.filter(author=membership_of(member, world.group)).delete()

    return forget


def muting(world: World, member: User) -> Callable[[], object]:
    return lambda: mute_membership(membership_of(member, world.group), timezone.now() + timedelta(days=1))


@pytest.fixture
def world(group: Group, alice: User, bob: User, carol: User) -> World:
    return World(group, alice, bob, carol)


def test_a_block_hides_each_from_the_other_and_looks_like_nobody_there(world: World, bob: User, carol: User) -> None:
    unlike = []
    for name, surface in SURFACES.items():
        for actor, viewer in ((bob, carol), (carol, bob)):
            silence = seen_without(world, surface, actor, viewer)
            # Once is enough to know that there is something to see.
            if actor is bob and seen_in(world, surface, actor, viewer) == silence:
                unlike.append((name, "shows nothing without a block either"))
            made = [(actor, viewer)] if surface.is_known_to_blocker else [(actor, viewer), (viewer, actor)]
            unlike += [
                (name, "who was blocked" if who[1] is viewer else "who blocked")
                for who in made
                if seen_in(world, surface, actor, viewer, blocking(world, *who)) != silence
            ]
            if seen_in(world, surface, actor, viewer, kept_apart(actor, viewer)) != silence:
                unlike.append((name, "who is kept apart everywhere"))
    assert unlike == []


def test_a_mute_is_one_way_and_nobody_elses_business(world: World, bob: User, carol: User) -> None:
    unlike = []
    for name, surface in SURFACES.items():
        if surface.has_words:
            muted = lambda: mute_word(carol, WORD)  # noqa: E731 - one word for the table
            if seen_in(world, surface, bob, carol, muted) != seen_without(world, surface, bob, carol):
                unlike.append((name, "a word is met that was muted"))
            if seen_in(world, surface, carol, bob, muted) != seen_in(world, surface, carol, bob):
                unlike.append((name, "the others miss what one of them muted"))
        silent = Surface(does_nothing, surface.look)
        if seen_in(world, silent, bob, carol, muting(world, bob)) != seen_in(world, silent, bob, carol):
            unlike.append((name, "shows that somebody was muted"))
    assert unlike == []


def test_whom_one_does_not_read_is_silent_for_one_alone_and_cannot_tell(world: World, bob: User, carol: User) -> None:
    unlike, muted = [], not_reading(world, carol, bob)
    # What was said before goes with a mute: as if they had never spoken.
    speechless = never_spoken(world, bob)
    # Whoever sees everything has what is new counted by numbers alone.
    mark_read(*enter_room(world.chat.public_id, carol), world.own_change)
    for name, surface in SURFACES.items():
        silent = Surface(surface.gone, surface.look)
        met = seen_in(world, *((surface, bob, carol) if surface.outlasts_mute else (silent, bob, carol, speechless)))
        if seen_in(world, surface, bob, carol, muted) != met:
            unlike.append((name, "who muted"))
        given = seen_in(world, silent if surface.needs_reading else surface, carol, bob)
        if seen_in(world, surface, carol, bob, muted) != given:
            unlike.append((name, "who was muted"))
    assert unlike == []


def test_what_was_said_before_goes_with_a_mute_and_all_comes_back_with_its_end(
    world: World, alice: User, bob: User, carol: User
) -> None:
    own, other = read_access(carol, world.group), membership_of(bob, world.group)
    quoting = world.say(world.third, world.chat, "Yes.", reply_to=world.own[bob.pk].public_id)
    before = world.words(carol, world.chat)
    for _ in range(2):
        mute_for_oneself(own, other)
    page = world.page(carol, f"/groups/{world.group.public_id}/chat/")
    assert world.own[bob.pk].public_id not in page
    assert quoting.public_id in page
    listed = world.page(carol, f"/groups/{world.group.public_id}/me/blocks/")
    assert world.alias(bob) in listed
    overseer = read_access(alice, world.group)
    mute_for_oneself(overseer, other)
    assert world.own[bob.pk] in Message.objects.visible_to(overseer)
    assert world.own[bob.pk] not in Message.objects.without_muted(overseer)
    world.clients[carol.pk].post(f"/groups/{world.group.public_id}/members/{other.public_id}/unmuting/")
    assert world.words(carol, world.chat) == before
