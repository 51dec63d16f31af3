"""Planning a series, changing it as a whole or from one meeting on, and ending it."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from apps.core.public_ids import new_public_id
from apps.groups.models import Membership
from apps.groups.permissions import GroupAccess, Permission
from apps.meetings.errors import ChangedMeanwhile, MeetingBegun
from apps.meetings.models import Format, Kind, Meeting, MeetingSeries, Script
from apps.meetings.services.occurrences import materialise, timetable_of
from apps.meetings.services.rescheduling import cancel_meetings, meetings_ahead, reschedule
from apps.meetings.services.rsvps import fill_places
from apps.meetings.services.telling import Change, Touched, tell_coming
from apps.meetings.services.whose import require_may_plan

# Whoever said yes is told when one of these changes; the rest does not touch what they said yes to.
TOLD = ("title", "description", "duration", "format", "outside_url", "place")


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
    skipped_days: Sequence[date] = ()
    extra_days: Sequence[date] = ()
    description: str = ""
    kind: str = Kind.DISCUSSION
    format: str = Format.VOICE
    language: str = ""
    is_open_to_newcomers: bool = True
    capacity: int | None = None
    outside_url: str = ""
    place: str = ""
    hosts_may_share_screens: bool = False
    script: Script | None = None
    hosts: Sequence[str] = ()

    @property
    def columns(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__ if name != "hosts"}


def state_of(series: MeetingSeries) -> str:
    """Return a mark of the series as it is: another one after any change, the same for the same."""
    columns = [_written(getattr(series, name)) for name in SeriesPlan.__slots__ if name != "hosts"]
    hosts = sorted(series.hosts.values_list("public_id", flat=True))
    return hashlib.sha256(repr((columns, hosts)).encode()).hexdigest()[:16]


@transaction.atomic
def plan_series(access: GroupAccess, plan: SeriesPlan) -> MeetingSeries:
    """Add a series with its meetings of the next weeks. Raises NotPermitted and what else `require` raises."""
    access.require(Permission.PLAN_MEETING)
    return add_series(access.group_id, plan)


def add_series(group_id: int, plan: SeriesPlan, *, offered_by: Membership | None = None) -> MeetingSeries:
    """Add a series, or somebody's activity, with its meetings; that they may was asked by the caller."""
    series = MeetingSeries.objects.create(group_id=group_id, offered_by=offered_by, **plan.columns)
    _set_hosts(series, plan.hosts)
    materialise(series.pk)
    return series


@transaction.atomic
def change_series(access: GroupAccess, series: MeetingSeries, plan: SeriesPlan, *, seen: str = "") -> MeetingSeries:
    """Make the series as planned; meetings ahead move with it and keep their answers.

    Whoever is coming to a meeting that moved, changed or fell away is told once, of all of theirs. What has begun or
    was moved alone stays.

    Raises ChangedMeanwhile when the series is not as it was `seen` (`state_of`).
    """
    series = locked_series(series)
    require_may_plan(access, series)
    _require_seen(series, seen)
    return _made_so(series, plan)


@transaction.atomic
def change_following(access: GroupAccess, meeting: Meeting, plan: SeriesPlan, *, seen: str = "") -> MeetingSeries:
    """End the series before this meeting; another one, which is returned, goes on as planned.

    Meetings ahead from this one on go over to it with their answers, services and hosts, and are changed as
    `change_series` does. When nothing lies before this meeting the series itself is changed.

    Raises MeetingBegun, and ChangedMeanwhile when the series is not as it was `seen`.
    """
    access.require(Permission.PLAN_MEETING)
    series = locked_series(meeting.series)
    _require_seen(series, seen)
    found = Meeting.objects.filter(pk=meeting.pk, series=series).first()
    if found is None:
        # It went over to another series, or fell away, after it was read.
        raise ChangedMeanwhile
    ahead = [one for one in meetings_ahead(series, timezone.now()) if one.occurs_on >= found.occurs_on]
    if found not in ahead:
        raise MeetingBegun
    if not timetable_of(series).days(series.starts_on, found.occurs_on - timedelta(days=1)):
        return _made_so(series, plan)
    following = _continuation_of(series)
    Meeting.objects.filter(pk__in=[one.pk for one in ahead]).update(series=following)
    _end_before(series, found.occurs_on)
    return _made_so(following, plan)


@transaction.atomic
def end_series(access: GroupAccess, series: MeetingSeries) -> None:
    """Cancel what lies ahead and plan nothing more; whoever was coming is told once. Repeating it changes nothing."""
    series = locked_series(series)
    require_may_plan(access, series)
    close_series(series)


def close_series(series: MeetingSeries) -> None:
    """Do so with a series whose row is locked."""
    now = timezone.now()
    _end_before(series, now.astimezone(ZoneInfo(series.time_zone)).date() + timedelta(days=1))
    ahead = [one for one in meetings_ahead(series, now) if one.state == Meeting.State.PLANNED]
    tell_coming(cancel_meetings(ahead))


def _made_so(series: MeetingSeries, plan: SeriesPlan) -> MeetingSeries:
    is_told = any(getattr(series, name) != getattr(plan, name) for name in TOLD)
    for name, value in plan.columns.items():
        setattr(series, name, value)
    series.save()
    _set_hosts(series, plan.hosts)
    touched = reschedule(series)
    ahead = [one for one in meetings_ahead(series, timezone.now()) if one.state == Meeting.State.PLANNED]
    if is_told:
        known = {one.meeting.pk for one in touched}
        touched += [Touched(meeting, Change.CHANGED) for meeting in ahead if meeting.pk not in known]
    tell_coming(touched)
    materialise(series.pk)
    for meeting in ahead:
        fill_places(meeting)
    return series


def _continuation_of(series: MeetingSeries) -> MeetingSeries:
    """Return a copy that goes on where the series ends."""
    following = MeetingSeries.objects.get(pk=series.pk)
    following.place = series.place  # Opened before it is sealed for its own row.
    following.pk, following.public_id = None, new_public_id()
    following._state.adding = True  # noqa: SLF001 - Django's documented way to copy a row
    following.save()
    return following


def _end_before(series: MeetingSeries, day: date) -> None:
    last = day - timedelta(days=1)
    series.ends_on = min(series.ends_on or last, last)
    series.skipped_days = [one for one in series.skipped_days if one < day]
    series.extra_days = [one for one in series.extra_days if one < day]
    series.save(update_fields=["ends_on", "skipped_days", "extra_days"])


def _written(value: Any) -> Any:
    # The same before and after the row was read anew: a tuple comes back as a list, a choice as its word.
    return [str(one) for one in value] if isinstance(value, (list, tuple)) else str(value)


def _require_seen(series: MeetingSeries, seen: str) -> None:
    if seen and seen != state_of(series):
        raise ChangedMeanwhile


def locked_series(series: MeetingSeries) -> MeetingSeries:
    """Return the series as it is now; nobody else changes it until the transaction ends."""
    return MeetingSeries.objects.select_for_update(of=("self",), no_key=True).select_related("group").get(pk=series.pk)


def _set_hosts(series: MeetingSeries, public_ids: Iterable[str]) -> None:
    # Members of this group alone, whatever was sent.
    series.hosts.set(Membership.objects.active().filter(group=series.group_id, public_id__in=list(public_ids)))
