"""Who acts on whom: read again under locks, so that what is decided still holds when it is written."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from apps.accounts.models import User
from apps.core.errors import NotFound
from apps.groups.errors import OutOfRank
from apps.groups.models import Group, Membership
from apps.groups.permissions import GroupAccess, Permission
from apps.groups.services.access import read_access
from apps.groups.services.admission import lock_group
from apps.messaging.models import Message, Room
from apps.moderation.models import Action
from apps.moderation.rules.snapshots import COMMON_ROOMS


@dataclass(frozen=True, slots=True)
class Why:
    """The words to the member, the point of the agreement it is about, and the form it came from."""

    words: str
    rule: str = ""
    client_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """One decision about to be made; `target` is nobody for a message whose author is gone."""

    group: Group
    access: GroupAccess
    target: Membership | None
    message: Message | None = None


def open_on_member(access: GroupAccess, permission: Permission, target: Membership) -> tuple[Case, Membership]:
    """Return the case and the member, with the group and both memberships locked until commit.

    Raises NotFound or NotPermitted unless the permission still holds, OutOfRank unless the actor stands above.
    """
    group = lock_group(access.group_id)
    found = _locked(access, target.pk)
    present = _present(access, group, permission)
    if found is None:
        raise NotFound
    _require_rank(present, found)
    return Case(group, present, found), found


def open_on_message(access: GroupAccess, public_id: str) -> tuple[Case, Message]:
    """Return the case and the message, with the room, then both memberships locked: the order of posting.

    Raises NotFound for a message of another group or of a narrower room, which opens only through a report.
    """
    message = find_message(access.group_id, public_id)
    Room.objects.select_for_update(no_key=True).get(pk=message.room_id)
    message.refresh_from_db()
    author = _locked(access, message.author_id)
    group = Group.objects.get(pk=access.group_id)
    present = _present(access, group, Permission.HIDE_MESSAGE)
    if author is not None:
        _require_rank(present, author)
    return Case(group, present, author, message), message


def find_message(group_id: int, public_id: str) -> Message:
    """Return a message of a room that the whole group reads; raises NotFound for any other."""
    common = Message.objects.with_people().filter(room__group_id=group_id, room__kind__in=COMMON_ROOMS)
    message = common.filter(public_id=public_id).first()
    if message is None:
        raise NotFound
    return message


def repeated(case: Case, why: Why) -> Action | None:
    """Return what this form has done already."""
    if why.client_id is None:
        return None
    return Action.objects.filter(group=case.group, client_id=why.client_id).first()


def _locked(access: GroupAccess, target_id: int | None) -> Membership | None:
    both = Membership.objects.filter(Q(pk=target_id) | Q(user_id=access.user_id), group_id=access.group_id)
    # In the order of keys: two moderators who act on each other do not wait for each other.
    rows = {row.pk: row for row in both.select_for_update(no_key=True).order_by("pk")}
    return rows.get(target_id) if target_id else None


def _present(access: GroupAccess, group: Group, permission: Permission) -> GroupAccess:
    present = read_access(User.objects.get(pk=access.user_id or 0), group)
    present.require(permission)
    return present


def _require_rank(access: GroupAccess, target: Membership) -> None:
    if target.user_id == access.user_id or not access.may_act_on(target.pk, target.role_set):
        raise OutOfRank
