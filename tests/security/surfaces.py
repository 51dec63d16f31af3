"""The surfaces on which two members of a group could notice each other: what one does there, and what the other sees."""

import json
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.test import Client

from apps.accounts.models import User
from apps.core.errors import DomainError
from apps.groups.models import EndKind, Group
from apps.groups.services.access import read_access
from apps.groups.services.memberships import end_membership
from apps.journey.models import Milestone, PeerPlace
from apps.journey.services.pact_places import Offer, keep_places
from apps.meetings.models import Seat
from apps.meetings.room_frames import state_frame
from apps.meetings.services import chat, queue, seats
from apps.meetings.services.live import hidden_memberships, muted_memberships
from apps.messaging.models import Message, RememberedDay, Room
from apps.messaging.rules.search_terms import terms_of
from apps.messaging.services.hints import LATER_THAN_EVERYTHING
from apps.messaging.services.inbox import conversations_of, rooms_of
from apps.messaging.services.memorials import About, begin_memorial
from apps.messaging.services.opening import Asked, Opening, read_openings
from apps.messaging.services.posting import Draft, post_message
from apps.messaging.services.preferences import keep_preference
from apps.messaging.services.reaching import tell_people
from apps.messaging.services.reactions import answer_quietly
from apps.messaging.services.remembered_days import DayOfYear, answer_day, ask_for_day, light_for
from apps.messaging.services.remembering import remembered_today, today_in
from apps.messaging.services.rooms import chat_room, enter_room, wall_room
from apps.messaging.services.search import Asked as Sought
from apps.messaging.services.search import readable_rooms, search
from apps.messaging.services.viewing import view_in_room
from apps.notifications.models import Notice
from tests.accounts.factories import make_user
from tests.groups.factories import make_membership, membership_of
from tests.journey.keeping import begin
from tests.meetings.factories import make_meeting
from tests.meetings.rooms import Inside
from tests.messaging.conversing import asked, bare
from tests.messaging.unread import unread_count
from tests.security.addresses import zone_at_noon

WORD = "quokka"
JSON = {"Accept": "application/json"}
# What counts everybody's changes, in a page: it has gaps, whose cause nobody can tell.
COUNTERS = re.compile(r'data-(newest|change)="\d+"')


class World:
    """A group with two members who may block each other, a third one, and a meeting that is open."""

    def __init__(self, group: Group, host: User, *two: User) -> None:
        self.group, self.host, self.third = group, host, make_user("third")
        make_membership(self.third, group, "Dune")
        # No midnight of the group's comes meanwhile: a day that it remembers is today.
        group.time_zone = zone_at_noon()
        group.save(update_fields=["time_zone"])
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
        self.day = self.hold_today(self.third, "Ida")
        self.circles = {user.pk: come_into_a_circle(user, group) for user in (*two, self.third, host)}
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

    def hold_today(self, keeper: User, name: str) -> RememberedDay:
        """Return this day in memory of somebody of whom this member keeps a page."""
        today = today_in(self.group)
        opening = begin_memorial(keeper.pk, self.wall.public_id, name, About(name), "A light on the sill")
        wanted = DayOfYear("other", today.month, today.day)
        day = ask_for_day(read_access(keeper, self.group), self.group, opening.public_id, wanted)
        return answer_day(read_access(self.host, self.group), self.group, day.public_id, is_held=True)

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


def come_into_a_circle(user: User, group: Group) -> Milestone:
    """Return the milestone with which somebody is in the circle of all who are about as far."""
    kept = begin(user, "Without", day=today_in(group) - timedelta(days=40), today=today_in(group))
    PeerPlace.objects.create(
        milestone=kept, member=membership_of(user, group), counts_from=PeerPlace.CountsFrom.BEGINNING, delay=0
    )
    return kept


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


def at_a_similar_point(world: World, viewer: User, _actor: User) -> object:
    return world.page(viewer, f"/journey/milestones/{world.circles[viewer.pk].public_id}/circle/")


def offers_to_be_a_mentor(world: World, actor: User, _viewer: User) -> None:
    keep_places(read_access(actor, world.group), Offer(1, 1, f"Ask me about the {WORD}"))


def mentors(world: World, viewer: User, _actor: User) -> object:
    return world.page(viewer, f"/journey/groups/{world.group.public_id}/mentors/")


def lights_a_light(world: World, actor: User, _viewer: User) -> None:
    light_for(read_access(actor, world.group), world.group, world.day.public_id, is_lit=True)


def remembers(world: World, actor: User, _viewer: User) -> None:
    world.hold_today(actor, "Otto")


def remembered(world: World, viewer: User, _actor: User) -> object:
    """Return the places that say whom the group remembers; its own page and its chat say what `remembered_today` does."""
    # These two say, too, in how many minutes the meeting begins.
    places = ("wall/", "wall/days/", "wall/memorials/")
    pages = [world.page(viewer, f"/groups/{world.group.public_id}/{place}") for place in places]
    return remembered_today(read_access(viewer, world.group), world.group), [COUNTERS.sub("", page) for page in pages]


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
    "people at a similar point": Surface(does_nothing, at_a_similar_point, leaves),
    "mentors": Surface(offers_to_be_a_mentor, mentors, outlasts_mute=True),
    "lights": Surface(lights_a_light, remembered),
    "days in memory": Surface(remembers, remembered),
}
