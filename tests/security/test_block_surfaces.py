"""A block on every surface where two members could notice each other: neither sees the other, and who was blocked cannot tell.

Each surface is looked at in several worlds that begin alike: the other does something there and no block is made; the
other is silent there, or has left; somebody blocked somebody first. With a block it must look, to the last byte, as if
the other had been silent. A mute is one-way: whom or what somebody does not want to read is gone for them alone, and
nothing is taken from the other one, who cannot tell. That somebody was muted by those who look after the group shows
nowhere.
"""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from apps.accounts.models import User
from apps.groups.models import Block, Group
from apps.groups.services.access import read_access
from apps.groups.services.blocking import block_member
from apps.groups.services.keeping_apart import keep_apart
from apps.groups.services.memberships import mute_membership
from apps.groups.services.muting import mute_for_oneself
from apps.meetings.models import Line
from apps.messaging.models import Memorial, Message, RememberedDay, Room
from apps.messaging.services.muted_words import mute_word
from apps.messaging.services.reading import mark_read
from apps.messaging.services.rooms import enter_room
from apps.notifications.models import Notice
from tests.groups.factories import membership_of
from tests.security.surfaces import SURFACES, WORD, Surface, World, does_nothing

pytestmark = pytest.mark.django_db

# When something was said, as a row, a page or a frame has it.
MOMENT = re.compile(r"<time.*?</time>|datetime\.datetime\([^)]*\)|\d{4}-\d\d-\d\dT[\d:.]+(Z|\+00:00)")


def comparable(seen: object) -> str:
    """Return what was seen without the ids of what came new and the moments, which are others in each world."""
    said = MOMENT.sub("", repr(seen))
    for kind in (Message, Notice, Room, Memorial, RememberedDay):
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
