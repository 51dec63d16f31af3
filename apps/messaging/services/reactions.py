"""Quiet answers: which kinds are there and which are mine, never how many; who answered is the author's to see."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext

from apps.accounts.models import User
from apps.core.errors import Invalid
from apps.core.realtime import tell_user
from apps.groups.permissions import GroupAccess, Permission
from apps.messaging.models import Message, Reaction
from apps.messaging.querysets import is_overseer
from apps.messaging.rules.changing import require_answerable
from apps.messaging.services.announcing import frame
from apps.messaging.services.finding import find_message, is_by, lock_message
from apps.messaging.services.locking import touch
from apps.messaging.services.pacing import count_change
from apps.messaging.services.presenting import quiet_answers
from apps.messaging.services.viewing import blocks_of


@dataclass(frozen=True, slots=True)
class Answered:
    """One kind of quiet answer and, for the author alone, the aliases of those who gave it.

    `has_left`: others gave it too who have left the group since and are not named.
    """

    kind: str
    label: str
    icon: str
    aliases: list[str]
    has_left: bool

    @property
    def names(self) -> str:
        """Say who it was, as people say it."""
        names = [*self.aliases, *([gettext("somebody who has left")] if self.has_left else [])]
        if len(names) == 1:
            return names[0]
        return gettext("%(names)s and %(last)s") % {"names": ", ".join(names[:-1]), "last": names[-1]}


@transaction.atomic
def answer_quietly(user_id: int, message_id: str, kind: str, *, is_present: bool) -> list[str]:
    """The person's quiet answer of this kind is there, or not; return all kinds of theirs.

    Said twice it is as said once, and nobody is told again. Otherwise every open socket is told after commit, and the
    person's own which are theirs. Whoever is muted can still take an answer back.

    Raises NotFound, Invalid, NotPermitted (Muted …), NoQuietAnswer, OwnWords, TooFast.
    """
    if kind not in Reaction.Kind.values:
        raise Invalid
    room, access, message = lock_message(message_id, user_id)
    require_answerable(message.state, is_author=is_by(message, access))
    if is_present:
        access.require(Permission.POST_MESSAGE)
    if _set(message, access, kind, is_present=is_present):
        count_change(user_id)
        touch(room, [message], is_quote_changed=False)
        tell_user(user_id, "reaction.mine", room=room.public_id, message=message.public_id)
    return _kinds_of(message, access)


def own_answers(user: User, message_id: str) -> list[str]:
    """Return the kinds of quiet answers that the person has given. Raises NotFound for what they may not see."""
    return _kinds_of(*find_message(message_id, user))


def read_own_answers(user_id: int, room_id: str, message_id: str) -> str:
    """Return the text frame `reaction.mine` for one of the person's own sockets; none are theirs where they see none."""
    found = Reaction.objects.filter(
        message__public_id=message_id,
        message__room__public_id=room_id,
        message__state=Message.State.VISIBLE,
        membership__user=user_id,
    )
    return frame("reaction.mine", room=room_id, id=message_id, mine=sorted(found.values_list("kind", flat=True)))


def who_answered(message: Message, access: GroupAccess) -> list[Answered]:
    """Return who answered the person's own message, kind by kind, without whom they do not meet; others get nothing.

    Whoever has left the group since is not named.
    """
    if not is_by(message, access):
        return []
    unmet = {} if is_overseer(access) else blocks_of([access.membership_id or 0]).get(access.membership_id or 0, {})
    found = Reaction.objects.filter(message=message).select_related("membership").order_by("pk")
    met = [one for one in found if one.created_at.timestamp() < unmet.get(one.membership.public_id, float("inf"))]
    return [answered for answer in quiet_answers() if (answered := _answered(answer, met))]


def _answered(answer: dict[str, str], reactions: list[Reaction]) -> Answered | None:
    members = [one.membership for one in reactions if one.kind == answer["kind"]]
    aliases = [member.alias for member in members if member.is_active]
    has_left = len(aliases) < len(members)
    return Answered(answer["kind"], answer["label"], answer["icon"], aliases, has_left) if members else None


def _set(message: Message, access: GroupAccess, kind: str, *, is_present: bool) -> bool:
    own: dict[str, Any] = {"message": message, "membership_id": access.membership_id, "kind": kind}
    if is_present:
        return Reaction.objects.get_or_create(**own)[1]
    return Reaction.objects.filter(**own).delete()[0] > 0


def _kinds_of(message: Message, access: GroupAccess) -> list[str]:
    own = Reaction.objects.filter(message=message, membership=access.membership_id)
    return sorted(own.values_list("kind", flat=True))
