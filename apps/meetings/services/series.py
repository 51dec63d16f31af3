"""Planning meetings: a series, its changes and its end, and what happens to one occurrence alone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from apps.groups.models import Membership
from apps.groups.permissions import GroupAccess, Permission
from apps.meetings.errors import MeetingBegun, MeetingCancelled
from apps.meetings.models import Format, Kind, Meeting, MeetingSeries
from apps.meetings.services.occurrences import materialise
from apps.meetings.services.rescheduling import cancel_meetings, reschedule
from apps.meetings.services.rsvps import fill_places
from apps.meetings.services.telling import tell_moved, who_is_coming


@dataclass(frozen=True, slots=True)
class SeriesPlan:
    """What somebody planned. `hosts` are public ids of memberships; `recurrence` is a rule that Beside offers."""

    title: str
    recurrence: str
    local_time: time
    duration: timedelta
    time_zone: str
    starts_on: date
    ends_on: date | None = None
    description: str = ""
    kind: str = Kind.DISCUSSION
    format: str = Format.VOICE
    is_open_to_newcomers: bool = True
    capacity: int | None = None
    outside_url: str = ""
    hosts: Sequence[str] = ()

    @property
    def columns(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__ if name != "hosts"}


@transaction.atomic
def plan_series(access: GroupAccess, plan: SeriesPlan) -> MeetingSeries:
    """Add a series with its meetings of the next weeks. Raises NotPermitted and what else `require` raises."""
    access.require(Permission.PLAN_MEETING)
    series = MeetingSeries.objects.create(group_id=access.group_id, **plan.columns)
    _set_hosts(series, plan.hosts)
    materialise(series.pk)
    return series


@transaction.atomic
def change_series(access: GroupAccess, series: MeetingSeries, plan: SeriesPlan) -> MeetingSeries:
    """Make the series as planned; meetings ahead move with it and keep their answers.

    Whoever is coming to a meeting that moved or fell away is told once. What has begun or was moved alone stays.
    """
    access.require(Permission.PLAN_MEETING)
    series = _locked(series)
    for name, value in plan.columns.items():
        setattr(series, name, value)
    series.save()
    _set_hosts(series, plan.hosts)
    reschedule(series)
    materialise(series.pk)
    for meeting in Meeting.objects.select_for_update(of=("self",), no_key=True).ahead().filter(series=series):
        fill_places(meeting)
    return series


@transaction.atomic
def end_series(access: GroupAccess, series: MeetingSeries) -> None:
    """Cancel what lies ahead and plan nothing more; whoever was coming is told once. Repeating it changes nothing."""
    access.require(Permission.PLAN_MEETING)
    series = _locked(series)
    today = timezone.now().date()
    series.ends_on = min(series.ends_on or today, today)
    series.save(update_fields=["ends_on"])
    ahead = Meeting.objects.select_for_update(of=("self",), no_key=True).filter(
        series=series, state=Meeting.State.PLANNED, starts_at__gt=timezone.now()
    )
    cancel_meetings(ahead.order_by("starts_at"))


@transaction.atomic
def cancel_meeting(access: GroupAccess, meeting: Meeting) -> None:
    """Cancel this occurrence alone and tell whoever is coming, once. Raises MeetingBegun; repeating changes nothing."""
    access.require(Permission.PLAN_MEETING)
    meeting = _locked_meeting(meeting)
    if meeting.state != Meeting.State.CANCELLED:
        _require_planned(meeting)
        cancel_meetings([meeting])


@transaction.atomic
def change_meeting(access: GroupAccess, meeting: Meeting, *, starts_at: datetime, own_title: str) -> None:
    """Give this occurrence alone another time or title; whoever is coming is told of another time, once.

    Raises MeetingBegun, MeetingCancelled.
    """
    access.require(Permission.PLAN_MEETING)
    meeting = _locked_meeting(meeting)
    _require_planned(meeting)
    has_moved = meeting.starts_at != starts_at
    meeting.starts_at, meeting.ends_at = starts_at, starts_at + (meeting.ends_at - meeting.starts_at)
    meeting.is_moved = meeting.is_moved or has_moved
    meeting.own_title = own_title
    meeting.save(update_fields=["starts_at", "ends_at", "is_moved", "own_title"])
    if has_moved:
        tell_moved(meeting, who_is_coming(meeting).select_related("user"))


def _require_planned(meeting: Meeting) -> None:
    if meeting.state == Meeting.State.CANCELLED:
        raise MeetingCancelled
    if meeting.state != Meeting.State.PLANNED or meeting.ends_at <= timezone.now():
        raise MeetingBegun


def _locked(series: MeetingSeries) -> MeetingSeries:
    return MeetingSeries.objects.select_for_update(of=("self",), no_key=True).select_related("group").get(pk=series.pk)


def _locked_meeting(meeting: Meeting) -> Meeting:
    rows = Meeting.objects.select_for_update(of=("self",), no_key=True).select_related("series__group")
    return rows.get(pk=meeting.pk)


def _set_hosts(series: MeetingSeries, public_ids: Iterable[str]) -> None:
    # Members of this group alone, whatever was sent.
    series.hosts.set(Membership.objects.active().filter(group=series.group_id, public_id__in=list(public_ids)))
