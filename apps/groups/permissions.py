"""Who may do what in a group: the one home of that answer for pages, sockets, templates and jobs.

Roles add permissions up; states take them away. Pure: no Django in here. `docs/permissions.md` is generated from it.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Self

from apps.core.errors import NotFound
from apps.groups.errors import (
    Archived,
    Muted,
    MutedUntil,
    NotPermitted,
    Paused,
    RoomLocked,
    Unattended,
    UnattendedUntil,
)
from apps.groups.rules.duty import NOBODY_EVER, Duty


class Role(StrEnum):
    """What a member does for the group; one person may hold several."""

    MEMBER = "member"
    GREETER = "greeter"
    FACILITATOR = "facilitator"
    MODERATOR = "moderator"
    OWNER = "owner"


class State(StrEnum):
    """What holds of a membership or its group for a time, and takes permissions away."""

    NEWCOMER = "newcomer"
    MUTED = "muted"
    SUSPENDED = "suspended"
    LOCKED = "locked"
    PROPOSED = "proposed"
    PAUSED = "paused"
    ARCHIVED = "archived"
    # In the group's rooms while nobody is on duty, as the group chose; never for those who look after it.
    STRICTER = "stricter"
    HELD = "held"
    READ_ONLY = "read_only"
    CLOSED = "closed"


class Permission(StrEnum):
    """One thing somebody may do, each a sentence in rules/permission_words.py."""

    SEE_GROUP = "see_group"
    READ = "read"
    POST_MESSAGE = "post_message"
    SEE_MEMBERS = "see_members"
    BEGIN_MEMORIAL = "begin_memorial"
    MESSAGE_MEMBER = "message_member"
    ATTEND_MEETING = "attend_meeting"
    OFFER_ACTIVITY = "offer_activity"
    WELCOME = "welcome"
    VOUCH = "vouch"
    HOST_MEETING = "host_meeting"
    PLAN_MEETING = "plan_meeting"
    ANSWER_JOIN_REQUEST = "answer_join_request"
    INVITE = "invite"
    HIDE_MESSAGE = "hide_message"
    HIDE_REPORTED = "hide_reported"
    WARN_MEMBER = "warn_member"
    MUTE_MEMBER = "mute_member"
    SUSPEND_MEMBER = "suspend_member"
    REMOVE_MEMBER = "remove_member"
    BAN_MEMBER = "ban_member"
    BAN_FROM_SITE = "ban_from_site"
    CALM_ROOM = "calm_room"
    TAKE_DOWN_ACTIVITY = "take_down_activity"
    DECIDE_APPEAL = "decide_appeal"
    SEE_WHO_INVITED = "see_who_invited"
    SEE_MODERATION = "see_moderation"
    CHANGE_SETTINGS = "change_settings"
    GIVE_ROLES = "give_roles"
    LEAVE = "leave"


_P = Permission
_MEMBER = frozenset(
    {
        _P.SEE_GROUP,
        _P.READ,
        _P.POST_MESSAGE,
        _P.SEE_MEMBERS,
        _P.BEGIN_MEMORIAL,
        _P.MESSAGE_MEMBER,
        _P.ATTEND_MEETING,
        _P.OFFER_ACTIVITY,
        _P.LEAVE,
    }
)
_MODERATOR = frozenset(
    {
        _P.HIDE_MESSAGE,
        _P.WARN_MEMBER,
        _P.MUTE_MEMBER,
        _P.SUSPEND_MEMBER,
        _P.REMOVE_MEMBER,
        _P.BAN_MEMBER,
        _P.CALM_ROOM,
        _P.TAKE_DOWN_ACTIVITY,
        _P.DECIDE_APPEAL,
        _P.SEE_MODERATION,
        _P.ANSWER_JOIN_REQUEST,
    }
)

GRANTS: dict[Role, frozenset[Permission]] = {
    Role.MEMBER: _MEMBER,
    Role.GREETER: _MEMBER | {_P.WELCOME},
    Role.FACILITATOR: _MEMBER | {_P.WELCOME, _P.VOUCH, _P.HOST_MEETING, _P.PLAN_MEETING, _P.INVITE},
    Role.MODERATOR: _MEMBER | _MODERATOR | {_P.VOUCH, _P.INVITE},
    Role.OWNER: _MEMBER
    | _MODERATOR
    | {
        _P.WELCOME,
        _P.VOUCH,
        _P.PLAN_MEETING,
        _P.INVITE,
        _P.CHANGE_SETTINGS,
        _P.GIVE_ROLES,
    },
}

# Site safety staff look after conduct everywhere; they do not read or speak in a room they are not a member of.
SITE_STAFF_GRANTS: frozenset[Permission] = frozenset(
    {
        _P.SEE_GROUP,
        _P.SEE_MODERATION,
        _P.HIDE_REPORTED,
        _P.WARN_MEMBER,
        _P.MUTE_MEMBER,
        _P.SUSPEND_MEMBER,
        _P.REMOVE_MEMBER,
        _P.BAN_MEMBER,
        _P.BAN_FROM_SITE,
        _P.TAKE_DOWN_ACTIVITY,
        _P.DECIDE_APPEAL,
        _P.SEE_WHO_INVITED,
    }
)

# What each state takes away.
TAKEN: dict[State, frozenset[Permission]] = {
    State.NEWCOMER: frozenset({_P.SEE_MEMBERS, _P.BEGIN_MEMORIAL, _P.MESSAGE_MEMBER, _P.OFFER_ACTIVITY}),
    State.MUTED: frozenset({_P.POST_MESSAGE, _P.BEGIN_MEMORIAL, _P.MESSAGE_MEMBER, _P.OFFER_ACTIVITY}),
    State.SUSPENDED: frozenset(Permission) - {_P.LEAVE},
    # Of a room, and only for whoever does not look after it.
    State.LOCKED: frozenset({_P.POST_MESSAGE, _P.BEGIN_MEMORIAL}),
    # Founded, and not looked at yet by site staff: its founder can prepare everything but let people in.
    State.PROPOSED: frozenset({_P.INVITE, _P.ANSWER_JOIN_REQUEST}),
    State.PAUSED: frozenset(
        {
            _P.POST_MESSAGE,
            _P.BEGIN_MEMORIAL,
            _P.MESSAGE_MEMBER,
            _P.ATTEND_MEETING,
            _P.OFFER_ACTIVITY,
            _P.WELCOME,
            _P.HOST_MEETING,
            _P.PLAN_MEETING,
            _P.INVITE,
            _P.ANSWER_JOIN_REQUEST,
        }
    ),
    State.ARCHIVED: frozenset(Permission) - {_P.SEE_GROUP, _P.READ, _P.LEAVE, _P.SEE_MEMBERS, _P.SEE_MODERATION},
    # What is said at these hours is limited as a newcomer's words are, or waits: nothing is taken.
    State.STRICTER: frozenset(),
    State.HELD: frozenset(),
    State.READ_ONLY: frozenset({_P.POST_MESSAGE, _P.BEGIN_MEMORIAL}),
    State.CLOSED: frozenset({_P.READ, _P.POST_MESSAGE, _P.BEGIN_MEMORIAL}),
}

_WHY_NOT: dict[State, type[NotPermitted]] = {
    State.MUTED: Muted,
    State.PAUSED: Paused,
    State.ARCHIVED: Archived,
    State.LOCKED: RoomLocked,
    State.READ_ONLY: Unattended,
    State.CLOSED: Unattended,
}

# Acting on a member needs a rank above theirs.
RANK: dict[Role, int] = {
    Role.MEMBER: 0,
    Role.GREETER: 1,
    Role.FACILITATOR: 2,
    Role.MODERATOR: 3,
    Role.OWNER: 4,
}
SITE_STAFF_RANK = 5


def rank_of(roles: frozenset[Role]) -> int:
    """Return the highest rank among the roles; 0 for none."""
    return max((RANK[role] for role in roles), default=0)


@dataclass(frozen=True, slots=True)
class GroupAccess:
    """What one person is in one group at the moment it was read; never stored, never sent.

    `membership_id` is None for anyone who is not an active or suspended member.
    """

    group_id: int
    group_public_id: str
    user_id: int | None = None
    membership_id: int | None = None
    membership_public_id: str = ""
    alias: str = ""
    roles: frozenset[Role] = frozenset()
    states: frozenset[State] = frozenset()
    muted_until: datetime | None = None
    locked_until: datetime | None = None
    is_site_staff: bool = False
    is_group_public: bool = False
    duty: Duty = NOBODY_EVER
    # What holds in the group's rooms now because nobody is on duty.
    unattended: State | None = None

    @property
    def is_member(self) -> bool:
        return self.membership_id is not None

    @property
    def rank(self) -> int:
        return SITE_STAFF_RANK if self.is_site_staff else rank_of(self.roles)

    @property
    def permissions(self) -> frozenset[Permission]:
        """Return everything this person may do here now."""
        granted: set[Permission] = {Permission.SEE_GROUP} if self.is_group_public else set()
        granted.update(*(GRANTS[role] for role in self.roles))
        granted.difference_update(*(TAKEN[state] for state in self.states))
        if self.is_site_staff:
            granted |= SITE_STAFF_GRANTS
        return frozenset(granted)

    def can(self, permission: Permission) -> bool:
        return permission in self.permissions

    def require(self, permission: Permission) -> None:
        """Pass, or raise: NotFound for whoever may not know of the group, else a NotPermitted that says why."""
        if self.can(permission):
            return
        if not self.can(Permission.SEE_GROUP):
            raise NotFound
        raise self._reason(permission)

    def _reason(self, permission: Permission) -> NotPermitted:
        for state, error in _WHY_NOT.items():
            if state in self.states and permission in TAKEN[state]:
                return self._dated(error)
        return NotPermitted()

    def _dated(self, error: type[NotPermitted]) -> NotPermitted:
        if error is Muted and self.muted_until:
            return MutedUntil(until=self.muted_until)
        if error is Unattended and self.duty.next_from:
            return UnattendedUntil(until=self.duty.next_from)
        if error is RoomLocked:
            return RoomLocked(until=self.locked_until)
        return error()

    def in_rooms(self) -> Self:
        """Return what this person is in the group's rooms: there the group's choice holds while nobody is on duty.

        Conversations of two and meetings, which have hosts of their own, go on; so do those who look after the group.
        """
        if self.unattended is None or self.can(Permission.HIDE_MESSAGE):
            return self
        return replace(self, states=self.states | {self.unattended})

    def may_act_on(self, membership_id: int, roles: frozenset[Role]) -> bool:
        """Tell whether rank allows acting on that member: above theirs, and never on oneself."""
        return membership_id != self.membership_id and self.rank > rank_of(roles)
