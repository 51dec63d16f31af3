"""Every address of the site with things of one private group in it, and the people who may knock at it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from http import HTTPStatus
from typing import Any

from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from apps.accounts.models import User
from apps.groups.models import Block, EndKind, Group, Joining, Membership, Shift
from apps.groups.permissions import Role
from apps.messaging.services.posting import Draft, post_message
from apps.messaging.services.rooms import chat_room
from apps.moderation.services.cases import Finding, open_case
from apps.moderation.services.screening_queue import bring_to_queue
from tests.accounts.factories import PASSPHRASE, make_user
from tests.groups.factories import make_group, make_membership, membership_of
from tests.messaging.watching import watch
from tests.security.furnishing import furnish

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


# Where a name in an address stands for something else than elsewhere: what that is in the house, and at which addresses.
MEANINGS = (
    ("name", "exercise_name", "care:exercise"),
    ("name", "part_name", "plan:part"),
    ("mark", "session_mark", "accounts:session_end"),
    ("mark", "passkey_mark", "mfa_edit_webauthn mfa_remove_webauthn"),
    ("token", "supporter_token", "shown:supporter_page"),
    ("group_id", "proposed_id", "groups:staff_group"),
    ("member_id", "new_member_id", "groups:newcomer_welcome"),
    ("invitation_id", "group_invitation_id", "groups:invitation_revoke"),
    ("invitation_id", "supporter_id", "journey:supporter_invitation journey:supporter_link journey:supporter_end"),
    ("day_id", "own_day_id", "journey:own_day journey:own_day_share journey:own_day_remove"),
    ("milestone_id", "remembrance_id", "journey:milestone_holding"),
    ("pact_id", "asked_pact_id", "journey:pact_answer"),
    ("meeting_id", "past_meeting_id", "meetings:after meetings:feeling meetings:word meetings:proof"),
    ("series_id", "weekly_id", "meetings:series_change meetings:series_end meetings:next_of_series"),
    ("room_id", "talk_id", "messaging:conversation messaging:request_accept messaging:request_decline"),
    ("room_id", "wall_id", "messaging:thread"),
    ("message_id", "post_id", "messaging:thread messaging:wall_post"),
    ("message_id", "opening_id", "messaging:memorial_change messaging:memorial_closing messaging:day_ask"),
    ("picture_id", "waiting_picture_id", "messaging:picture_description messaging:picture_removal"),
)
STANDS_FOR = {(route, name): thing for name, thing, those in MEANINGS for route in those.split()}
PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")


@dataclass(frozen=True)
class House:
    """One private group with what is in it, and somebody who knocks (None for a visitor).

    Whoever knocks differs from a member by rows about them alone: their membership, a block, or their account.
    """

    group: Group
    person: User | None
    ids: dict[str, str]

    @property
    def author(self) -> User:
        """Whoever said what there is to read, and around whom everything else is."""
        return self.group.memberships.get(alias="Alder").user


def routes() -> list[str]:
    """Return the name of every address, the admin's and this machine's development pages left out."""
    return sorted(patterns())


@cache
def patterns() -> dict[str, str]:
    """Return how every address is written, by its name: of several with one name the longest, which asks for everything."""
    written = sorted(_patterns(get_resolver()), key=lambda one: len(one[1]))
    return {name: pattern for name, pattern in written if name != "home:dev_mail"}


def _patterns(resolver: Any, namespace: str = "", before: str = "/") -> Iterator[tuple[str, str]]:
    for pattern in resolver.url_patterns:
        route = before + str(pattern.pattern).removeprefix("^")
        if isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name}", route
        elif isinstance(pattern, URLResolver) and pattern.namespace != "admin":
            inside = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _patterns(pattern, inside, route)


def address_of(route: str, ids: dict[str, str]) -> str:
    """Return the route's address with the ids it asks for, each of which must be in the house."""
    return reverse(route, kwargs={name: ids[key] for name, key in asked_for(route).items()})


def address_of_nothing(route: str) -> str:
    """Return an address of the route under which there is nothing."""
    return reverse(route, kwargs=dict.fromkeys(asked_for(route), NOWHERE))


def asked_for(route: str) -> dict[str, str]:
    """Return what the house calls each thing that the route's address names."""
    return {name: STANDS_FOR.get((route, name), name) for name in PARAMETER.findall(patterns()[route])}


def build_house(role: str) -> House:
    """Make the group, and a person in that role; somebody else said the message, after a block where there is one."""
    group = make_group("A closed circle", is_listed=False, joining=Joining.INVITATION, time_zone=zone_at_noon())
    elsewhere = make_group("Elsewhere")
    said_by = make_user("author")
    author = make_membership(said_by, group, "Alder")
    person = make_person(role, group, elsewhere=elsewhere)
    keep_apart(role, author, person)
    watch(group, "something", "mark")
    message = post_message(Draft(said_by.pk, chat_room(group).public_id, "m", "Something said")).message
    bring_to_queue()
    open_case(group, Finding("member", about=author))
    ids = {
        "group_id": group.public_id,
        "room_id": message.room.public_id,
        "message_id": message.public_id,
        "shift_id": _shift_in(group).public_id,
    }
    return House(group, person, ids | furnish(author, message))


def zone_at_noon() -> str:
    """Return one in which it is about noon: no midnight comes while a day is asked for that a group remembers today."""
    return f"Etc/GMT{timezone.now().hour - 12:+d}"


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


def just_signed_in(user: User) -> Client:
    """Return the browser of somebody who has just said again who they are, and is not asked for it."""
    client = Client()
    client.force_login(user)
    said = client.post(reverse("account_reauthenticate"), {"password": PASSPHRASE})
    assert said.status_code == HTTPStatus.FOUND
    return client
