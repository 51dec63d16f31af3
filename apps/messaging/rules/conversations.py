"""How a conversation of two stands to one of them, and what that leaves them to do. Pure.

Whoever was declined, or blocked, stands exactly where they stood before: nothing here tells them.
"""

import re
from dataclasses import dataclass, fields
from datetime import timedelta
from enum import StrEnum

from apps.groups.errors import NotPermitted
from apps.groups.permissions import GroupAccess, Permission, Role
from apps.groups.rules.duty import NOBODY_EVER
from apps.messaging.errors import AnswerFirst, Unanswered, Unmet
from apps.messaging.rules.contact_details import contact_in

LONGEST_REQUEST = 300
# Requests that nobody has accepted: declined ones count like all others, or one could tell them apart.
OPEN_REQUESTS, REQUESTS_WITHIN = 5, timedelta(days=1)

_LINK = re.compile(r"(?:https?://|www\.)\S", re.IGNORECASE)


class Stage(StrEnum):
    """The values of `Conversation.State`."""

    ASKED = "asked"
    ACCEPTED = "accepted"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True)
class Standing:
    """A conversation as one of the two has it. `is_begun`: the request itself is said.

    `has_muted`: what the other one says is out of their sight.
    """

    stage: Stage
    is_asker: bool
    is_begun: bool = True
    has_blocked: bool = False
    has_muted: bool = False

    @property
    def is_waiting_for_me(self) -> bool:
        """Tell whether this one was asked and has not answered."""
        return self.stage is Stage.ASKED and not self.is_asker and not self._is_unwanted

    @property
    def is_declined_by_me(self) -> bool:
        return self.stage is Stage.DECLINED and not self.is_asker and not self._is_unwanted

    @property
    def is_put_away(self) -> bool:
        """Tell whether there is no talk to show: nothing but a request, by or to somebody whom this one blocked or muted."""
        is_unread = self.has_muted and not self.is_asker
        return (self.has_blocked or is_unread) and self.stage is not Stage.ACCEPTED

    @property
    def _is_unwanted(self) -> bool:
        return self.has_blocked or self.has_muted


def why_closed(standing: Standing) -> type[NotPermitted] | None:
    """Return why this one may not write here, or None. A block that the other made is no reason: it cannot be told."""
    if standing.has_blocked:
        return Unmet
    if standing.stage is Stage.ACCEPTED:
        return None
    if not standing.is_asker:
        return AnswerFirst
    return Unanswered if standing.is_begun else None


@dataclass(frozen=True)
class DirectAccess(GroupAccess):
    """What a member is where only two talk: a member like any other, whatever they do for the group.

    So nobody oversees it, nothing is held or hidden by role, and blocks and muted words hold for everybody.
    """

    closed: type[NotPermitted] | None = None

    @property
    def permissions(self) -> frozenset[Permission]:
        """Return everything this person may do here now."""
        return _of_group(self) - ({Permission.POST_MESSAGE} if self.closed else frozenset())

    def _reason(self, permission: Permission) -> NotPermitted:
        if self.closed and permission is Permission.POST_MESSAGE and permission in _of_group(self):
            return self.closed()
        return GroupAccess._reason(self, permission)  # noqa: SLF001 - `super()` is lost on a class with slots


def _of_group(access: GroupAccess) -> frozenset[Permission]:
    granted: frozenset[Permission] = GroupAccess.permissions.__get__(access)
    return granted


def narrowed(access: GroupAccess, standing: Standing) -> DirectAccess:
    """Return what a member of the group is in this conversation of theirs."""
    known = {field.name: getattr(access, field.name) for field in fields(GroupAccess)}
    plain = {"roles": frozenset({Role.MEMBER}), "is_site_staff": False, "is_group_public": False}
    # Who is on duty in the group has no part in what two say to each other.
    plain |= {"duty": NOBODY_EVER, "unattended": None}
    return DirectAccess(**known | plain, closed=why_closed(standing))


def is_pair_open(*, asker: GroupAccess, is_asked_new: bool) -> bool:
    """Tell whether these two may begin: somebody new is asked only by those who look after the group."""
    looks_after = asker.can(Permission.WELCOME) or asker.can(Permission.VOUCH)
    return asker.can(Permission.MESSAGE_MEMBER) and (looks_after or not is_asked_new)


def leads_elsewhere(note: str) -> bool:
    """Tell whether a first note holds a link or a way to be reached outside."""
    return bool(_LINK.search(note)) or contact_in(note) is not None
