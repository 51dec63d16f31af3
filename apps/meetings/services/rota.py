"""Who serves at the meetings to come, as one member sees it and with what they may do about it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db.models import prefetch_related_objects

from apps.accounts.models import User
from apps.groups.models import Group
from apps.groups.permissions import GroupAccess
from apps.meetings.models import Meeting, Service, ServiceRole
from apps.meetings.services.agenda import Entry, entries_of
from apps.meetings.services.hosting import HOSTING
from apps.meetings.services.serving import is_short_notice, may_take

SHOWN = 12


@dataclass(frozen=True, slots=True)
class Place:
    """One role at one meeting. `alias` and `person` are empty while it is free; `usually` names who hosts all the same."""

    role: str
    label: str
    person: str
    alias: str
    usually: str
    is_mine: bool
    is_offered: bool
    may_take: bool
    is_short_notice: bool


@dataclass(frozen=True, slots=True)
class RotaLine:
    """One meeting and its roles, in the order of `labels`."""

    entry: Entry
    places: Sequence[Place]


def labels() -> list[str]:
    """Return what the roles are called, in their order."""
    return [str(role.label) for role in ServiceRole]


def read_rota(group: Group, access: GroupAccess, reader: User | AnonymousUser) -> list[RotaLine]:
    """Return the group's next meetings with who serves at each."""
    planned = Meeting.objects.visible_to(reader).of_group(group).filter(series__offered_by=None)
    found = planned.ahead().with_series()[:SHOWN]
    return lines_of(list(found), access, reader)


def lines_of(meetings: Sequence[Meeting], access: GroupAccess, reader: User | AnonymousUser) -> list[RotaLine]:
    """Return the meetings (of one group, their series loaded) with who serves at each, in the same order."""
    prefetch_related_objects(meetings, "series__hosts")
    services = Service.objects.filter(meeting__in=meetings, membership__ended_at=None).select_related("membership")
    taken = {(service.meeting_id, service.role): service for service in services}
    entries = entries_of(meetings, reader)
    return [
        RotaLine(entry, _places(meeting, entry, {role: taken.get((meeting.pk, role)) for role in ServiceRole}, access))
        for meeting, entry in zip(meetings, entries, strict=True)
    ]


def _places(
    meeting: Meeting, entry: Entry, taken: Mapping[ServiceRole, Service | None], access: GroupAccess
) -> list[Place]:
    # Where nobody took it for this one, those host whom the series names, or who facilitate.
    usually = "" if any(taken[role] for role in HOSTING) else entry.host_names
    return [
        _place(meeting, role, service, access, usually=usually if role == ServiceRole.HOST else "")
        for role, service in taken.items()
    ]


def _place(meeting: Meeting, role: ServiceRole, service: Service | None, access: GroupAccess, *, usually: str) -> Place:
    is_mine = service is not None and service.membership_id == access.membership_id
    is_open = service is None or (service.offered_at is not None and not is_mine)
    return Place(
        role=role.value,
        label=str(role.label),
        person=service.membership.public_id if service else "",
        alias=service.membership.alias if service else "",
        usually=usually,
        is_mine=is_mine,
        is_offered=service is not None and service.offered_at is not None,
        may_take=is_open and may_take(access, meeting, role),
        is_short_notice=is_short_notice(meeting),
    )
