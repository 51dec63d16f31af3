"""What calms a whole room: locking it, slowing it down, and looking at what newcomers post first.

As in `actions`: each is one transaction, with a rule, a reason and a line in the log, and a repeat does nothing new.
"""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from apps.groups.permissions import GroupAccess
from apps.groups.services.newcomers import hold_newcomers
from apps.messaging.models import Room
from apps.messaging.services.resting import lock_room
from apps.messaging.services.slowing import slow_down
from apps.moderation.models import Action
from apps.moderation.rules import lengths
from apps.moderation.services.acting import Why, new_action, open_on_group, open_on_room, repeated, settle


@transaction.atomic
def lock(access: GroupAccess, room: Room, *, until: datetime, why: Why) -> Action | None:
    """Until then only those who look after the chat, or the wall, write in it."""
    decision, present = open_on_room(access, room)
    lengths.require_end(until, timezone.now())
    if lengths.adds_nothing(until, present.locked_until):
        return repeated(decision, why)
    action = settle(decision, new_action(decision, Action.Kind.LOCK, why, scope=present.kind, until=until))
    lock_room(present, until)
    return action


@transaction.atomic
def unlock(access: GroupAccess, room: Room, *, why: Why) -> Action | None:
    """Everybody writes in it again."""
    decision, present = open_on_room(access, room)
    if present.locked_until is None or present.locked_until <= timezone.now():
        return repeated(decision, why)
    action = settle(decision, new_action(decision, Action.Kind.UNLOCK, why, scope=present.kind))
    _take_back(action, Action.Kind.LOCK)
    lock_room(present, None)
    return action


@transaction.atomic
def slow(access: GroupAccess, room: Room, *, seconds: int, until: datetime | None = None, why: Why) -> Action | None:
    """The room asks for this pause between two messages of one person, until then or until somebody changes it (None).

    Raises Invalid for a pause that is not offered, NotALength for an end in the past.
    """
    decision, present = open_on_room(access, room)
    now, end = timezone.now(), until if seconds else None
    if end is not None:
        lengths.require_end(end, now)
    known = repeated(decision, why)
    if known or (present.pause(now) == seconds and present.slow_until == end):
        return known
    action = settle(decision, new_action(decision, Action.Kind.SLOW, why, scope=present.kind, until=end))
    slow_down(present, decision.access, seconds, end)
    return action


@transaction.atomic
def hold(access: GroupAccess, *, until: datetime, why: Why) -> Action | None:
    """Until then somebody looks at what newcomers post before the others see it."""
    decision = open_on_group(access)
    lengths.require_end(until, timezone.now())
    if lengths.adds_nothing(until, decision.group.newcomers_held_until):
        return repeated(decision, why)
    action = settle(decision, new_action(decision, Action.Kind.HOLD, why, until=until))
    hold_newcomers(decision.group, until)
    return action


@transaction.atomic
def release(access: GroupAccess, *, why: Why) -> Action | None:
    """What newcomers post is seen at once again."""
    decision = open_on_group(access)
    if decision.group.newcomers_held_until is None:
        return repeated(decision, why)
    action = settle(decision, new_action(decision, Action.Kind.UNHOLD, why))
    _take_back(action, Action.Kind.HOLD)
    hold_newcomers(decision.group, None)
    return action


def _take_back(action: Action, kind: Action.Kind) -> None:
    standing = Action.objects.standing().filter(group=action.group, kind=kind, scope=action.scope)
    standing.update(reversed_by=action)
