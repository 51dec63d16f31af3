"""Who acts on whom: read again under locks, so that what is decided still holds when it is written."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from apps.accounts.models import User
from apps.core.errors import NotFound
from apps.groups.errors import OutOfRank
from apps.groups.models import Group, Membership
from apps.groups.permissions import GroupAccess, Permission, Role
from apps.groups.services.access import read_access
from apps.groups.services.admission import lock_group
from apps.messaging.models import Message, Room
from apps.moderation.errors import DoneBySite, PartyToIt
from apps.moderation.models import Action, Appeal, Report
from apps.moderation.rules import words
from apps.moderation.rules.snapshots import COMMON_ROOMS
from apps.moderation.services.audit import record_action
from apps.moderation.services.handling import find_case
from apps.moderation.services.letters import tell_member
from apps.moderation.services.reporters import is_party_to


@dataclass(frozen=True, slots=True)
class Why:
    """The words to the member, the rule it is about, the form it came from, and the evidence: a case, or what was seen."""

    words: str
    rule: str = ""
    client_id: UUID | None = None
    case: str = ""
    seen: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision about to be made; `target` is nobody for a room, and for a message whose author is gone."""

    group: Group
    access: GroupAccess
    target: Membership | None = None
    message: Message | None = None
    is_appeal: bool = False


def open_on_member(
    access: GroupAccess, permission: Permission, target: Membership, *, is_appeal: bool = False
) -> tuple[Decision, Membership]:
    """Return the decision and the member, with the group and both memberships locked until commit.

    Raises NotFound or NotPermitted unless the permission still holds, OutOfRank unless the actor stands above, PartyToIt;
    about an appeal neither is asked: both were when the decision was made.
    """
    group = lock_group(access.group_id)
    found = _locked(access, target.pk)
    present = _present(access, group, permission)
    if found is None:
        raise NotFound
    if not is_appeal:
        require_above(present, found, found.role_set)
        require_no_part(present, member=found)
    return Decision(group, present, found, is_appeal=is_appeal), found


def open_on_message(
    access: GroupAccess, public_id: str, permission: Permission = Permission.HIDE_MESSAGE, *, is_appeal: bool = False
) -> tuple[Decision, Message]:
    """Return the decision and the message, with the room, then both memberships locked: the order of posting.

    Raises NotFound for a message of another group or of a narrower room, which opens only through a report.
    """
    message = find_message(access.group_id, public_id)
    Room.objects.select_for_update(no_key=True).get(pk=message.room_id)
    message.refresh_from_db()
    author = _locked(access, message.author_id)
    group = Group.objects.get(pk=access.group_id)
    present = _present(access, group, permission)
    if author is not None and not is_appeal:
        require_above(present, author, author.role_set)
        require_no_part(present, message=message)
    return Decision(group, present, author, message, is_appeal), message


def open_on_room(access: GroupAccess, room: Room) -> tuple[Decision, Room]:
    """Return the decision and the room, locked until commit with the actor's membership; raises NotPermitted."""
    present = Room.objects.select_for_update(no_key=True).get(pk=room.pk)
    _locked(access, None)
    group = Group.objects.get(pk=access.group_id)
    return Decision(group, _present(access, group, Permission.CALM_ROOM)), present


def open_on_group(access: GroupAccess) -> Decision:
    """Return the decision about the whole group, which is locked until commit; raises NotPermitted."""
    group = lock_group(access.group_id)
    _locked(access, None)
    return Decision(group, _present(access, group, Permission.CALM_ROOM))


def find_message(group_id: int, public_id: str) -> Message:
    """Return a message of a room that the whole group reads; raises NotFound for any other."""
    common = Message.objects.with_people().filter(room__group_id=group_id, room__kind__in=COMMON_ROOMS)
    message = common.filter(public_id=public_id).first()
    if message is None:
        raise NotFound
    return message


def repeated(decision: Decision, why: Why) -> Action | None:
    """Return what this form has done already."""
    if why.client_id is None:
        return None
    return Action.objects.filter(group=decision.group, client_id=why.client_id).first()


def new_action(decision: Decision, kind: Action.Kind, why: Why, **fields: Any) -> Action:
    """Return the action, not saved; raises ReasonMissing or ReasonUnusable."""
    is_staff = decision.access.is_site_staff
    action = Action(
        group=decision.group,
        kind=kind,
        actor_id=None if is_staff else decision.access.membership_id,
        is_by_site_staff=is_staff,
        staff_id=decision.access.user_id if is_staff else None,
        target=decision.target,
        message_public_id=decision.message.public_id if decision.message else "",
        evidence=evidence_in(decision.access, decision.target, why.case),
        reason=words.require_words(why.words),
        rule=why.rule[: words.LONGEST_RULE],
        client_id=why.client_id,
        **fields,
    )
    action.seen = why.seen
    return action


def settle(decision: Decision, action: Action) -> Action:
    """The action is kept, the log has its line, and the member, if there is one, is told."""
    action.save()
    record_action(decision.access, action)
    if decision.target is not None:
        tell_member(action, decision.group, decision.target, decision.message, is_appeal=decision.is_appeal)
    return action


def take_back_all(decision: Decision, taken: QuerySet[Action], reversal: Action) -> None:
    """These decisions are taken back by that one; whoever waited for a second look at one of them has their answer."""
    taken.update(reversed_by=reversal)
    if decision.is_appeal:
        return  # It is being answered.
    Appeal.objects.filter(action__reversed_by=reversal, state=Appeal.State.WAITING).update(
        state=Appeal.State.REVERSED,
        answer=reversal.reason,
        decided_at=reversal.created_at,
        decided_by=reversal.actor,
        decided_by_staff=reversal.staff,
    )


def is_for_site(access: GroupAccess, done: QuerySet[Action]) -> bool:
    """Tell whether site staff did some of this, and this person is none of them: it is not theirs to undo."""
    return not access.is_site_staff and done.filter(is_by_site_staff=True).exists()


def require_may_undo(access: GroupAccess, done: QuerySet[Action]) -> None:
    """Pass, or raise DoneBySite: what site staff did, site staff alone take back."""
    if is_for_site(access, done):
        raise DoneBySite


def what_hides(message: Message) -> QuerySet[Action]:
    """Return the decisions that keep a message out of sight."""
    put_away = Action.objects.standing().filter(kind__in=[Action.Kind.HIDE, Action.Kind.DECLINE])
    return put_away.filter(group=message.room.group_id, message_public_id=message.public_id)


def evidence_in(access: GroupAccess, target: Membership | None, case_id: str) -> Report | None:
    """Return the first report of this case that is about this member; nothing of a case that is not this person's."""
    if target is None or not case_id:
        return None
    try:
        case, _hands = find_case(access.user_id or 0, case_id)
    except NotFound:
        return None
    return case.reports.filter(group=access.group_id, reported=target).order_by("pk").first()


def _locked(access: GroupAccess, target_id: int | None) -> Membership | None:
    both = Membership.objects.filter(Q(pk=target_id) | Q(user_id=access.user_id), group_id=access.group_id)
    # In the order of keys: two moderators who act on each other do not wait for each other.
    rows = {row.pk: row for row in both.select_for_update(no_key=True).order_by("pk")}
    return rows.get(target_id) if target_id else None


def _present(access: GroupAccess, group: Group, permission: Permission) -> GroupAccess:
    present = read_access(User.objects.get(pk=access.user_id or 0), group)
    present.require(permission)
    return present


def require_no_part(access: GroupAccess, *, member: Membership | None = None, message: Message | None = None) -> None:
    """Pass, or raise PartyToIt: somebody else than who reported it decides."""
    if is_party_to(access, member=member, message=message):
        raise PartyToIt


def require_above(access: GroupAccess, target: Membership, roles: frozenset[Role]) -> None:
    """Pass, or raise OutOfRank: somebody acts on who stands below them, with these roles, and never on themself."""
    if target.user_id == access.user_id or not access.may_act_on(target.pk, roles):
        raise OutOfRank
