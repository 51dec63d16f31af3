"""Old state and the frames since are what a fresh reader sees, for every kind of change and for everybody.

Each change is one line of `CHANGES`: add yours there. It is made through the service that people's doors use, while a
member, its author, a moderator, and two who have blocked one another have the room open; a second test makes them in
an order of chance.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from time import monotonic, sleep
from typing import Any

import pytest
from django.utils import timezone

from apps.accounts.models import User
from apps.groups.models import Group
from apps.groups.permissions import GroupAccess, Role
from apps.groups.services.access import read_access
from apps.groups.services.blocking import block_member, unblock_member
from apps.groups.services.own_membership import change_alias
from apps.groups.services.roles import set_roles
from apps.messaging.models import Message, Reaction, Room, RoomPeople
from apps.messaging.services.editing import NewWords, edit_message
from apps.messaging.services.hiding import hide_message, restore_message
from apps.messaging.services.muted_words import mute_word, unmute_word
from apps.messaging.services.posting import Draft, post_message
from apps.messaging.services.reactions import answer_quietly
from apps.messaging.services.retention import delete_expired
from apps.messaging.services.unsending import unsend_message
from tests.faults.agreement import comparable, fresh_read
from tests.faults.conftest import OpenPages, open_pages
from tests.faults.pages import Page, Site
from tests.groups.factories import make_membership, membership_of
from tests.live import LiveApp, wait_until
from tests.messaging.tabs import Frame

__all__ = ["open_pages"]

SOON = 10  # seconds: before most heartbeats, so that frames alone can have brought it


@dataclass
class Scene:
    """A room with people in it, and their pages."""

    room: Room
    people: dict[str, User]
    pages: list[Page]
    dice: random.Random
    _ids: "count[int]" = field(default_factory=count)

    def access(self, name: str) -> GroupAccess:
        return read_access(self.people[name], self.room.group)

    def post(self, name: str = "bob", body: str = "", **fields: Any) -> Message:
        number = next(self._ids)
        draft = Draft(self.people[name].pk, self.room.public_id, f"c{number}", body or f"words {number}", **fields)
        return post_message(draft).message

    def some(self, *states: Message.State, author: str = "") -> Message:
        """Return a message in one of these states, by that author if one is named; says one first if there is none."""
        found = Message.objects.filter(room=self.room, state__in=states or [Message.State.VISIBLE]).order_by("pk")
        if author:
            found = found.filter(author__user=self.people[author])
        if states and Message.State.VISIBLE not in states and not found:
            hide_message(self.post().pk)
        return self.dice.choice(list(found) or [self.post(author or "bob")])


def reply(scene: Scene) -> None:
    scene.post("carol", "I hear you", reply_to=scene.some(author="bob").public_id)


def hide(scene: Scene) -> None:
    hide_message(scene.some(author="bob").pk)


def restore(scene: Scene) -> None:
    restore_message(scene.some(Message.State.HIDDEN).pk)


def edit(scene: Scene) -> None:
    words = NewWords(body=f"other words {next(scene._ids)}", content_note="folded now")
    edit_message(scene.people["bob"].pk, scene.some(author="bob").public_id, words)


def unsend(scene: Scene) -> None:
    unsend_message(scene.people["bob"].pk, scene.some(author="bob").public_id)


def answer(scene: Scene) -> None:
    kind = scene.dice.choice(Reaction.Kind.values)
    answer_quietly(scene.people["carol"].pk, scene.post("bob").public_id, kind, is_present=True)


def take_answer_back(scene: Scene) -> None:
    message = scene.post("bob")
    for is_present in (True, False):
        answer_quietly(scene.people["carol"].pk, message.public_id, Reaction.Kind.HEAR, is_present=is_present)


def rename(scene: Scene) -> None:
    change_alias(scene.access("bob"), f"Bramble{'abcdefghijklmnopqrstuvwxyz'[next(scene._ids) % 26]}tide")


def change_role(scene: Scene) -> None:
    member = membership_of(scene.people["bob"], scene.room.group)
    set_roles(scene.access("alice"), member, member.role_set ^ {Role.FACILITATOR})


def expire(scene: Scene) -> None:
    """Retention has no frame of its own: the next heartbeat says from where on words are kept."""
    oldest = Message.objects.filter(room=scene.room).order_by("number")[:2].values("pk")
    Message.objects.filter(pk__in=oldest).update(posted_at=timezone.now() - timedelta(days=400))
    delete_expired()
    scene.post()


def block(scene: Scene) -> None:
    block_member(scene.access("carol"), membership_of(scene.people["dora"], scene.room.group))


def unblock(scene: Scene) -> None:
    block(scene)
    scene.post("dora", "not for everybody")
    unblock_member(scene.access("carol"), membership_of(scene.people["dora"], scene.room.group))


def mute(scene: Scene) -> None:
    """Carol does not want to meet a word that was said and will be said again."""
    scene.post("bob", "the Anniversary")
    mute_word(scene.people["carol"], "anniversary")
    scene.post("bob", "an anniversary")
    scene.post("mo", "I see", reply_to=scene.some(author="bob").public_id)


def unmute(scene: Scene) -> None:
    mute(scene)
    unmute_word(scene.people["carol"], "anniversary")


def edit_into_muted(scene: Scene) -> None:
    """Words that were met become words that are not, and the other way round."""
    mute_word(scene.people["carol"], "winter")
    edit_message(scene.people["bob"].pk, scene.some(author="bob").public_id, NewWords(body="winter came"))
    scene.post("mo", "yes", reply_to=scene.some(author="bob").public_id)


def mention(scene: Scene) -> None:
    alias = membership_of(scene.people["bob"], scene.room.group).alias
    scene.post("carol", f"as @{alias} says")


def answer_as_blocked(scene: Scene) -> None:
    block(scene)
    answer_quietly(scene.people["dora"].pk, scene.some(author="bob").public_id, Reaction.Kind.HEAR, is_present=True)


type Change = Callable[[Scene], object]


def then(*changes: Change) -> Change:
    """Return the change that makes these, one after the other."""

    def make(scene: Scene) -> None:
        for change in changes:
            change(scene)

    return make


CHANGES: dict[str, Change] = {
    "posted": Scene.post,
    "posted by somebody blocked": then(block, lambda scene: scene.post("dora", "not for Clover")),
    "posted as a struggle, folded": lambda scene: scene.post(kind="struggle", content_note="loss"),
    "answered": reply,
    "answered to somebody blocked": then(
        block, lambda scene: scene.post("bob", "as she says", reply_to=scene.some(author="dora").public_id)
    ),
    "hidden": hide,
    "hidden, as is what quotes it": then(reply, hide),
    "restored": restore,
    "edited": edit,
    "edited, as is what quotes it": then(reply, edit),
    "unsent": unsend,
    "unsent, as is what quotes it": then(reply, unsend),
    "unsent by somebody blocked": then(
        block, lambda scene: unsend_message(scene.people["dora"].pk, scene.some(author="dora").public_id)
    ),
    "answered quietly": answer,
    "answered quietly by somebody blocked": answer_as_blocked,
    "answer taken back": take_answer_back,
    "called on": mention,
    "renamed": rename,
    "renamed whoever is quoted": then(reply, rename),
    "renamed whoever is called on": then(mention, rename),
    "made facilitator": change_role,
    "of a muted word": mute,
    "of a word not muted any more": unmute,
    "edited into a muted word": edit_into_muted,
    "blocked": block,
    "unblocked": unblock,
}


@pytest.fixture
def scene(
    live_app: LiveApp, room: Room, group: Group, open_pages: OpenPages, alice: User, mo: User, bob: User, carol: User
) -> Scene:
    """Five people whose pages have some talk on them: `dora` says what `carol` may block."""
    from tests.accounts.factories import make_user

    dora = make_user("dora")
    make_membership(dora, group, "Driftwood")
    people = {"alice": alice, "mo": mo, "bob": bob, "carol": carol, "dora": dora}
    pages = open_pages(Site(live_app.url, [live_app.port]), *people.values())
    scene = Scene(room, people, pages, random.Random(0))
    for name in ("bob", "carol", "dora", "bob"):
        scene.post(name)
    wait_until(lambda: is_settled(scene), what="everybody has the room open")
    for page in pages:
        page.statuses.clear()
    return scene


def is_settled(scene: Scene) -> bool:
    change = Room.objects.values_list("last_change", flat=True).get(pk=scene.room.pk)
    people = RoomPeople.objects.values_list("counter", flat=True).get(room=scene.room)
    return all(page.change == change and page.people == people for page in scene.pages)


def differences(scene: Scene) -> dict[str, object]:
    """Return, by page, what stands on it and not on a fresh one, or the other way round."""
    found: dict[str, object] = {}
    for page in scene.pages:
        has, fresh = comparable(dict(page.messages)), comparable(fresh_read(page))
        if has != fresh:
            ids = has.keys() | fresh.keys()
            found[page.name] = [_difference(has.get(key, {}), fresh.get(key, {})) for key in ids]
    return found


def _difference(has: Frame, fresh: Frame) -> dict[str, object]:
    """Return the fields that differ, of long texts what stands where they part."""
    found: dict[str, object] = {}
    for name in has.keys() | fresh.keys():
        mine, theirs = str(has.get(name)), str(fresh.get(name))
        if mine != theirs:
            at = next((at for at, (a, b) in enumerate(zip(mine, theirs, strict=False)) if a != b), 0)
            found[name] = (mine[max(0, at - 80) : at + 80], theirs[max(0, at - 80) : at + 80])
    return found


def assert_as_fresh(scene: Scene) -> None:
    deadline = monotonic() + SOON
    while found := differences(scene):
        assert monotonic() < deadline, found
        sleep(0.1)


@pytest.mark.parametrize("name", CHANGES)
def test_old_state_and_frames_are_fresh_state(scene: Scene, name: str) -> None:
    CHANGES[name](scene)
    wait_until(lambda: is_settled(scene), seconds=SOON, what=f"pages know that something was {name}")
    assert_as_fresh(scene)


def test_any_order_of_changes(scene: Scene, seed: int) -> None:
    scene.dice.seed(seed)
    for _each in range(12):
        CHANGES[scene.dice.choice(list(CHANGES))](scene)
    wait_until(lambda: is_settled(scene), seconds=SOON, what="pages know of all")
    assert_as_fresh(scene)


def test_what_is_no_longer_kept_goes_with_the_next_heartbeat(scene: Scene) -> None:
    expire(scene)
    wait_until(lambda: is_settled(scene), seconds=SOON, what="pages know of what was posted then")
    wait_until(lambda: not differences(scene), seconds=30, what="pages have dropped what is gone")
