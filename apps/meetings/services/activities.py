"""Activities: what members offer one another. Each is a series of its own that its member alone hosts and changes.

Nothing else is special about it: answers, places, reminders and telling whoever comes are those of meetings. It ends
when its member may not offer it any more, and when those who look after the group take it down.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from apps.groups.events import BlockChanged, MemberChanged
from apps.groups.models import Group, Membership
from apps.groups.permissions import GroupAccess, Permission
from apps.groups.services.access import read_access
from apps.groups.services.memberships import locked
from apps.meetings.errors import ActivitiesOff, TooManyActivities
from apps.meetings.models import Meeting, MeetingSeries
from apps.meetings.services.hosting import membership_id
from apps.meetings.services.occurrences import materialise
from apps.meetings.services.rescheduling import cancel_meetings, meetings_ahead
from apps.meetings.services.rsvps import fill_places
from apps.meetings.services.series import SeriesPlan, add_series, close_series, locked_series
from apps.meetings.services.telling import tell_coming

MOST_AT_ONCE = 5
# What becomes of a member and keeps them from offering for a while.
BARRING = frozenset({"muted", "suspended"})


def may_offer(access: GroupAccess, group: Group) -> bool:
    """Tell whether this person may offer an activity here."""
    return access.can(Permission.OFFER_ACTIVITY) and _is_open_to(access, group)


def require_may_offer(access: GroupAccess, group: Group) -> None:
    """Pass whoever may offer an activity here. Raises ActivitiesOff and what `require` raises."""
    access.require(Permission.OFFER_ACTIVITY)
    if not _is_open_to(access, group):
        raise ActivitiesOff


@transaction.atomic
def offer_activity(access: GroupAccess, group: Group, plan: SeriesPlan) -> MeetingSeries:
    """Add an activity of this member's own. Raises TooManyActivities, and what `require_may_offer` raises."""
    require_may_offer(access, group)
    # What is being decided about the member is waited for, and another offer that was sent at once.
    member, _group = locked(Membership(pk=membership_id(access)))
    require_may_offer(read_access(member.user, group), group)
    if offered_by(member.pk).count() >= MOST_AT_ONCE:
        raise TooManyActivities
    return add_series(group.pk, plan, offered_by=member)


def offered_by(member: int) -> QuerySet[MeetingSeries]:
    """Return the activities of this member that still have something ahead."""
    ahead = Meeting.objects.ahead().order_by().values("series")
    return MeetingSeries.objects.filter(offered_by=member, pk__in=ahead)


@transaction.atomic
def end_activities(event: MemberChanged) -> None:
    """What a member offered does not take place when they are out of the group; what they may not offer now, neither.

    Register it before what locks single meetings: a series is locked before its meetings.
    """
    if event.change == "ended":
        close_activities(event.membership_id)
    elif event.change in BARRING:
        until = _barred_until(Membership.objects.get(pk=event.membership_id))
        for series in _own(event.membership_id):
            ahead = [one for one in meetings_ahead(series, timezone.now()) if one.starts_at < until]
            tell_coming(cancel_meetings(one for one in ahead if one.state == Meeting.State.PLANNED))


def close_activities(member: int) -> None:
    """Nothing of what this member offers takes place from now on, and whoever was coming is told."""
    for series in _own(member):
        close_series(series)


@transaction.atomic
def take_down(series: MeetingSeries) -> MeetingSeries:
    """Nothing of it takes place; whoever was coming is told. Who may do so is decided above."""
    series = locked_series(series)
    series.taken_down_at = timezone.now()
    series.save(update_fields=["taken_down_at"])
    cancelled = [one for one in meetings_ahead(series, timezone.now()) if one.state == Meeting.State.PLANNED]
    tell_coming(cancel_meetings(cancelled))
    return series


@transaction.atomic
def put_back(series: MeetingSeries) -> MeetingSeries:
    """It is its member's again, who brings back what they wish of what lies ahead."""
    series = locked_series(series)
    series.taken_down_at = None
    series.save(update_fields=["taken_down_at"])
    materialise(series.pk)
    return series


def wait_for_answers(event: BlockChanged) -> None:
    """Whoever is answering to an activity of one of the two this moment has answered before they part."""
    if event.is_made:
        _locked(event)


def part_at_activities(event: BlockChanged) -> None:
    """Two who do not meet come to nothing that the other one offers; their places go to whoever waits."""
    if not event.is_made:
        return
    for meeting in _locked(event):
        others = meeting.rsvps.filter(membership__in=_pair(event)).exclude(membership=meeting.series.offered_by_id)
        if others.delete()[0]:
            fill_places(meeting)


def _is_open_to(access: GroupAccess, group: Group) -> bool:
    return group.members_may_offer or access.can(Permission.PLAN_MEETING)


def _own(member: int) -> list[MeetingSeries]:
    return [locked_series(series) for series in MeetingSeries.objects.filter(offered_by=member).order_by("pk")]


def _barred_until(member: Membership) -> datetime:
    return max(filter(None, (member.muted_until, member.suspended_until)), default=timezone.now())


def _pair(event: BlockChanged) -> tuple[int, int]:
    return event.blocker_id, event.blocked_id


def _locked(event: BlockChanged) -> list[Meeting]:
    """Return what the two offer, answered or not: an answer may be under way."""
    rows = Meeting.objects.select_for_update(of=("self",), no_key=True).select_related("series__group")
    ahead = rows.filter(series__offered_by__in=_pair(event), ends_at__gt=timezone.now())
    # In the order of keys, as whoever leaves a group does.
    return list(ahead.order_by("pk"))
