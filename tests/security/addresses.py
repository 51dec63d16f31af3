"""Every address of the site with things of one private group in it, and the people who may knock at it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from apps.accounts.models import User
from apps.groups.models import Block, EndKind, Group, Joining, Membership, Shift
from apps.groups.permissions import Role
from apps.journey.models import Pact
from apps.messaging.services.posting import Draft, post_message
from apps.messaging.services.rooms import chat_room
from apps.moderation.models import Announcement, Concern
from apps.moderation.services.cases import Finding, open_case
from apps.moderation.services.screening_queue import bring_to_queue
from tests.accounts.factories import make_user
from tests.groups.factories import make_group, make_membership, membership_of
from tests.meetings.factories import make_meeting, make_series, make_step
from tests.messaging.watching import watch

NOWHERE = "zzzzzzzzzzzz"
ROLES = (
    "visitor",
    "unverified",
    "outsider",
    "removed",
    "suspended",
    "newcomer",
    "muted",
    "member",
    "blocked",
    "blocking",
    "greeter",
    "facilitator",
    "moderator",
    "owner",
    "staff",
)

ROLES_OF = {
    "greeter": [Role.GREETER],
    "facilitator": [Role.FACILITATOR],
    "moderator": [Role.MODERATOR],
    "owner": [Role.OWNER],
}


@dataclass(frozen=True)
class House:
    """One private group with what is in it, and somebody who knocks (None for a visitor).

    Whoever knocks differs from a member by rows about them alone: their membership, a block, or their account.
    """

    group: Group
    person: User | None
    ids: dict[str, str]


def routes() -> list[str]:
    """Return the name of every address, the admin's and this machine's development pages left out."""
    return sorted(set(_names(get_resolver())) - {"home:dev_mail"})


def _names(resolver: Any, namespace: str = "") -> Iterator[str]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name}"
        elif isinstance(pattern, URLResolver) and pattern.namespace != "admin":
            yield from _names(pattern, f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace)


def address_of(route: str, ids: dict[str, str]) -> str:
    """Return the route's address with the ids it asks for; what is not in the house stands for nothing."""
    wanted = _parameters(route)
    return reverse(route, kwargs={name: ids.get(name, NOWHERE) for name in wanted})


def _parameters(route: str) -> list[str]:
    *namespaces, name = route.split(":")
    resolver: Any = get_resolver()
    for namespace in namespaces:
        resolver = resolver.namespace_dict[namespace][1]
    # Of several addresses with one name the longest asks for everything.
    asked_for: list[list[str]] = [found[1] for possible in resolver.reverse_dict.getlist(name) for found in possible[0]]
    return max(asked_for, key=len)


def build_house(role: str) -> House:
    """Make the group, and a person in that role; somebody else said the message, after a block where there is one."""
    group = make_group("A closed circle", is_listed=False, joining=Joining.INVITATION)
    elsewhere = make_group("Elsewhere")
    said_by = make_user("author")
    author = make_membership(said_by, group, "Alder")
    person = make_person(role, group, elsewhere=elsewhere)
    keep_apart(role, author, person)
    watch(group, "something", "mark")
    message = post_message(Draft(said_by.pk, chat_room(group).public_id, "m", "Something said")).message
    bring_to_queue()
    step = make_step(group)
    ids = {
        "group_id": group.public_id,
        "room_id": message.room.public_id,
        "message_id": message.public_id,
        "case_id": open_case(group, Finding("member", about=author)).public_id,
        "member_id": author.public_id,
        "membership_id": author.public_id,
        "meeting_id": make_meeting(group).public_id,
        "series_id": make_series(group, offered_by=author).public_id,
        "script_id": step.script.public_id,
        "step_id": step.public_id,
        "shift_id": _shift_in(group).public_id,
        "concern_id": Concern.objects.create(group=group, member=author).public_id,
        "pact_id": _pact_of(author).public_id,
        "announcement_id": Announcement.objects.create(starts_on=date.min, ends_on=date.max).public_id,
    }
    return House(group, person, ids)


def _pact_of(author: Membership) -> Pact:
    other = make_membership(make_user("partner"), author.group, "Aspen")
    return Pact.objects.create(
        state=Pact.State.ON, asker=author, asked=other, aim="Something kept", days=[0], review_on=date.max
    )


def _shift_in(group: Group) -> Shift:
    now = timezone.now()
    return Shift.objects.create(group=group, starts_at=now, ends_at=now + timedelta(hours=1), is_shared=True)


def make_person(role: str, group: Group, *, elsewhere: Group, alias: str = "Reed") -> User | None:
    """Return somebody who is this to the group, or None for a visitor."""
    if role == "visitor":
        return None
    if role == "staff":
        return make_user("staff", is_staff=True, is_safety_staff=True)
    if role == "unverified":
        return make_user("unverified", is_verified=False)
    person = make_user(role)
    where = elsewhere if role == "outsider" else group
    make_membership(person, where, alias, *ROLES_OF.get(role, ()), **_fields_of(role))
    return person


def keep_apart(role: str, author: Membership, person: User | None) -> None:
    """Let there be a block between the two, if that is what the role is about."""
    if role not in {"blocked", "blocking"} or person is None:
        return
    own = membership_of(person, author.group)
    blocker, blocked = (author, own) if role == "blocked" else (own, author)
    Block.objects.create(blocker=blocker, blocked=blocked)


def _fields_of(role: str) -> dict[str, object]:
    later = timezone.now() + timedelta(days=1)
    fields: dict[str, dict[str, object]] = {
        "newcomer": {"settled_at": None},
        "muted": {"muted_until": later},
        "suspended": {"suspended_until": later},
        "removed": {"ended_at": timezone.now(), "end_kind": EndKind.REMOVED},
    }
    return fields.get(role, {})
