"""Who is called on in a message, by alias. Whoever is in a block with the author is not: their alias is just text."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import chain

from django.db.models import Q

from apps.core.errors import NotFound
from apps.groups.models import Block, Membership
from apps.groups.permissions import GroupAccess, Permission
from apps.groups.rules.aliases import fold
from apps.messaging.models import Mention, Message, Room
from apps.messaging.rules.markup import spoken_parts, to_html
from apps.messaging.rules.mentions import MOST_MENTIONS, calls_in, possible_calls
from apps.messaging.rules.parties import Mentioned
from apps.messaging.rules.screening import clean, longest_body, require_form

MOST_COMPLETIONS = 8
MOST_LETTERS = 40


@dataclass(frozen=True, slots=True)
class Written:
    """Words of one author in one group, all as row numbers; `parts` are the pieces in which somebody can be called."""

    group_id: int
    author_id: int
    body: str
    parts: list[str]


@dataclass(frozen=True, slots=True)
class Directory:
    """The members whom some words may call on, read once for all of them: by group and folded alias."""

    members: dict[tuple[int, str], Membership] = field(default_factory=dict)
    apart: frozenset[tuple[int, int]] = frozenset()

    def called_in(self, written: Written) -> dict[Membership, str]:
        """Return the members called on, each with the alias as it was typed first."""
        borne = {
            folded: member
            for (group_id, folded), member in self.members.items()
            if group_id == written.group_id
            and member.pk != written.author_id
            and (member.pk, written.author_id) not in self.apart
        }
        calls = chain.from_iterable(calls_in(part, borne) for part in written.parts)
        called: dict[Membership, str] = {}
        for call in calls:
            if len(called) < MOST_MENTIONS:
                called.setdefault(borne[call.folded], call.alias)
        return called


def written(room: Room, author_id: int, body: str) -> Written:
    """Return the words with the pieces in which somebody can be called on: none between two people."""
    may_call = "@" in body and room.kind != Room.Kind.DIRECT
    return Written(room.group_id, author_id, body, spoken_parts(body) if may_call else [])


def read_directory(said: Iterable[Written]) -> Directory:
    """Return whom these words may call on; without an "@" in them there is no query."""
    calling = [words for words in said if words.parts]
    meant: dict[int, set[str]] = {}
    for words in calling:
        for calls in chain.from_iterable(map(possible_calls, words.parts)):
            meant.setdefault(words.group_id, set()).update(call.folded for call in calls)
    if not meant:
        return Directory()
    borne = [Q(group=group_id, alias_folded__in=folded) for group_id, folded in meant.items()]
    found = list(Membership.objects.taking_part().filter(Q(*borne, _connector=Q.OR)))
    members = {(member.group_id, member.alias_folded): member for member in found}
    return Directory(members, _apart({words.author_id for words in calling}, {member.pk for member in found}))


def _apart(authors: set[int], members: set[int]) -> frozenset[tuple[int, int]]:
    """Return the pairs that are in a block, both ways round."""
    met = Q(blocker__in=authors, blocked__in=members) | Q(blocker__in=members, blocked__in=authors)
    pairs = set(Block.objects.filter(met).values_list("blocker_id", "blocked_id"))
    return frozenset(pairs | {(blocked, blocker) for blocker, blocked in pairs})


def mentions_of(message: Message, called: dict[Membership, str]) -> list[Mention]:
    """Return the rows to keep once the message has its own."""
    return [Mention(message=message, membership=member, alias=typed) for member, typed in called.items()]


def mentioned(called: dict[Membership, str]) -> tuple[Mentioned, ...]:
    """Return the same as what is shown in a message."""
    return tuple(Mentioned(member.public_id, typed, member.alias) for member, typed in called.items())


def renew_mentions(message: Message) -> list[Membership]:
    """The kept message calls on just those whom its body names now; return whom it did not call on before.

    The caller has changed the body and holds the room's lock; `message.parties` are loaded anew when they are needed.
    """
    if message.author_id is None:
        return []
    words = written(message.room, message.author_id, message.body)
    called = read_directory([words]).called_in(words)
    before = set(message.mentions.values_list("membership_id", flat=True))
    message.mentions.all().delete()
    Mention.objects.bulk_create(mentions_of(message, called))
    message.parties = None
    return [member for member in called if member.pk not in before]


def preview_of(room: Room, access: GroupAccess, body: str) -> str:
    """Return the words as HTML, as the room would show them.

    Whoever has no directory sees nobody called on: trying aliases in a preview would be one. Raises Empty, TooLong or
    NotText for what could not be sent.
    """
    require_form(clean(body), longest=longest_body(room.kind))
    called: dict[Membership, str] = {}
    if access.can(Permission.SEE_MEMBERS):
        words = written(room, access.membership_id or 0, clean(body))
        called = read_directory([words]).called_in(words)
    return to_html(clean(body), mentioned(called))


def complete_alias(room: Room, access: GroupAccess, beginning: str) -> list[Membership]:
    """Return members of the group whose alias begins like this, as lookalikes see it; nobody whom one does not meet.

    Raises NotPermitted for whoever has no directory (newcomers), NotFound for whoever is no member.
    """
    if not access.is_member:
        raise NotFound
    access.require(Permission.SEE_MEMBERS)
    folded = fold(beginning[:MOST_LETTERS])
    if room.kind == Room.Kind.DIRECT or not folded or len(beginning) > MOST_LETTERS:
        return []
    members = Membership.objects.visible_to(access).exclude(pk=access.membership_id or 0)
    begins = Q(alias_folded__startswith=folded) | Q(alias__icontains=f" {beginning}")
    return list(members.filter(begins).order_by("alias_folded")[:MOST_COMPLETIONS])
