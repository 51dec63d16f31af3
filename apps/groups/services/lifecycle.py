"""How a group rests, closes and ends. Nothing is erased at once: fourteen days, told to all, and undone with one press."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.db import transaction
from django.utils import timezone

from apps.core.realtime import tell_users
from apps.groups.errors import NotNow
from apps.groups.events import holds_group, kept_with_a_case
from apps.groups.models import Group
from apps.groups.permissions import GroupAccess, Permission
from apps.groups.services.admission import lock_group
from apps.groups.services.telling import notify_about

log = structlog.get_logger(__name__)

GRACE = timedelta(days=14)


@transaction.atomic
def pause_group(access: GroupAccess) -> None:
    """The group rests: its members read, and nothing is added until an owner wakes it. Raises NotNow unless it lives."""
    group = _own_group(access, Group.State.ACTIVE)
    become(group, Group.State.PAUSED)


@transaction.atomic
def resume_group(access: GroupAccess) -> None:
    """The group goes on where it rested, and is not erased any more."""
    group = _own_group(access, Group.State.PAUSED)
    if group.deletes_at is not None:
        group.deletes_at = None
        group.save(update_fields=["deletes_at"])
        _tell_members(group, "group_stays")
    become(group, Group.State.ACTIVE)


@transaction.atomic
def archive_group(access: GroupAccess) -> None:
    """The group is closed: what was said can be read by its members, nothing is added, nobody new comes."""
    group = _own_group(access, Group.State.ACTIVE, Group.State.PAUSED)
    become(group, Group.State.ARCHIVED)


@transaction.atomic
def end_group(access: GroupAccess) -> None:
    """The group rests, and in fourteen days everything of it is gone; every member is told. Twice is once."""
    group = _own_group(access, Group.State.ACTIVE, Group.State.PAUSED)
    if group.deletes_at is None:
        group.deletes_at = timezone.now() + GRACE
        group.save(update_fields=["deletes_at"])
        _tell_members(group, "group_ends")
    become(group, Group.State.PAUSED)


def erase_ended(now: datetime | None = None) -> int:
    """What was to be erased by now is gone, but what belongs to a case that somebody still looks at."""
    moment = now or timezone.now()
    due = list(Group.objects.filter(deletes_at__lte=moment).values_list("pk", flat=True))
    return sum(_erase(pk, moment) for pk in due)


@transaction.atomic
def _erase(group_id: int, now: datetime) -> bool:
    group = Group.objects.select_for_update().filter(pk=group_id, deletes_at__lte=now).first()
    if group is None:
        return False
    is_held = any(holds(group_id) for holds in holds_group)
    _tell_sockets(group)
    if is_held:
        _empty(group)
    else:
        group.delete()
    log.info("group_erased", is_held=is_held)
    return not is_held


def _empty(group: Group) -> None:
    """Nothing of the group is left but the case, those it is about, and the row they hang on."""
    for relation in Group._meta.related_objects:  # noqa: SLF001 - documented by Django
        model: Any = relation.related_model
        if model._meta.label not in kept_with_a_case:  # noqa: SLF001 - as above
            model._default_manager.filter(**{relation.field.name: group}).delete()  # noqa: SLF001 - as above
    group.state, group.is_listed, group.about = Group.State.ARCHIVED, False, ""
    group.save(update_fields=["state", "is_listed", "about"])


def become(group: Group, state: Group.State) -> None:
    """The locked group is in this state, and every page of its members looks again at what they may do."""
    if group.state == state:
        return
    group.state = state
    group.save(update_fields=["state"])
    _tell_sockets(group)


def _tell_sockets(group: Group) -> None:
    # Every page looks again at what its person may do here.
    tell_users(group.memberships.active().values_list("user_id", flat=True), "access.changed")


def _tell_members(group: Group, kind: str) -> None:
    ends: dict[str, Any] = {"ends_at": group.deletes_at.isoformat()} if group.deletes_at is not None else {}
    for user_id in group.memberships.active().values_list("user_id", flat=True):
        notify_about(group, user_id, kind, **ends)


def _own_group(access: GroupAccess, *states: Group.State) -> Group:
    access.require(Permission.CHANGE_SETTINGS)
    group = lock_group(access.group_id)
    if group.state not in states:
        raise NotNow
    return group


# What an owner may do with the whole group, by the name of the button.
ACTS: dict[str, Callable[[GroupAccess], None]] = {
    "pause": pause_group,
    "resume": resume_group,
    "close": archive_group,
    "end": end_group,
}
