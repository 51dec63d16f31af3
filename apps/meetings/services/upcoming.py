"""The next meetings in words, for pages of other apps: the landing page, Today, group cards and group pages."""

from collections.abc import Sequence

from django.utils.translation import gettext

from apps.accounts.models import User
from apps.groups.cards import Line, Part
from apps.groups.models import Group
from apps.groups.permissions import GroupAccess, Permission
from apps.meetings.models import Meeting
from apps.meetings.services import words
from apps.meetings.services.agenda import Entry, Reader, entries_of, reader_zone

ON_GROUP_PAGE = 3


def next_meetings(reader: Reader, limit: int = 3, *, own_only: bool = False) -> list[Entry]:
    """Return the next meetings that this person may see, in words by their clock; with `own_only` of their groups."""
    found = Meeting.objects.visible_to(reader).ahead().with_series()
    if own_only:
        found = found.of_groups_of(reader) if isinstance(reader, User) else found.none()
    return entries_of(found[:limit], reader)


def card_line(groups: Sequence[Group], viewer: Reader) -> dict[int, Line]:
    """Return each group's next meeting as a line of its card: ("Next meeting", "Tonight 20:00")."""
    announced = Meeting.objects.announced_to(viewer).ahead().filter(series__group__in=groups)
    # "Ahead" orders by time; the first of each group wants the group in front.
    firsts = announced.order_by("series__group_id", "starts_at").distinct("series__group_id")
    zone = reader_zone(viewer)
    return {
        group_id: (gettext("Next meeting"), words.when(starts_at, zone))
        for group_id, starts_at in firsts.values_list("series__group_id", "starts_at")
    }


def page_part(group: Group, access: GroupAccess) -> Part | None:
    """Return the next meetings as a part of the group's page, or None when this person may see none."""
    reader = User.objects.filter(pk=access.user_id or 0).first()
    planned = Meeting.objects.visible_to(reader).of_group(group).filter(series__offered_by=None)
    entries = entries_of(planned.ahead().with_series()[:ON_GROUP_PAGE], reader)
    if not entries:
        return None
    return Part("meetings/_group_part.html", {"entries": entries, "group": group, "is_member": access.is_member})


def activities_part(group: Group, access: GroupAccess) -> Part | None:
    """Return what members offer as a part of the group's page; nothing for whoever is not one."""
    if not access.can(Permission.ATTEND_MEETING):
        return None
    reader = User.objects.filter(pk=access.user_id or 0).first()
    offered = Meeting.objects.visible_to(reader).of_group(group).exclude(series__offered_by=None)
    entries = entries_of(offered.ahead().with_series()[:ON_GROUP_PAGE], reader)
    return Part("meetings/_activities_part.html", {"entries": entries, "group": group})


def next_of_series(meeting: Meeting, reader: Reader) -> Entry | None:
    """Return the next meeting of the same series, for a page of one that is over or cancelled."""
    others = Meeting.objects.visible_to(reader).ahead().with_series().exclude(pk=meeting.pk)
    found = others.filter(series=meeting.series_id)[:1]
    return next(iter(entries_of(found, reader)), None)
