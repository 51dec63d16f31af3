"""When the fictional groups meet: weekly and monthly, in several time zones, one within the hour."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from apps.accounts.models import User
from apps.groups.models import Group, Membership
from apps.groups.permissions import GroupAccess, Role
from apps.groups.services.access import read_access
from apps.meetings.models import Meeting, MeetingSeries, Script
from apps.meetings.rules.rhythm import WEEKDAYS
from apps.meetings.services.activities import offer_activity
from apps.meetings.services.rsvps import answer_meeting
from apps.meetings.services.scripts import add_script
from apps.meetings.services.series import SeriesPlan, plan_series

SOON = timedelta(minutes=40)
COMING = frozenset({"bob@example.org", "carol@example.org", "mo@example.org"})


def make_meetings(group: Group, plans: list[dict[str, Any]]) -> None:
    """Plan the group's series; a few members say that they will come to the next meeting."""
    planner = _planner(group)
    for plan in plans:
        access = read_access(planner.user, group)
        series = plan_series(access, replace(_series_plan(plan, group), script=_script(plan, access)))
        _say_yes(series)


def make_activities(group: Group, plans: list[dict[str, Any]], people: Mapping[str, User]) -> None:
    """One member each offers something to the others, once."""
    for plan in plans:
        member = group.memberships.select_related("user").get(user=people[plan["person"]])
        once = _series_plan(plan, group)
        day = once.starts_on + timedelta(days=(plan["weekday"] - once.starts_on.weekday()) % 7 or 7)
        told = {"starts_on": day, "ends_on": day, "place": plan.get("place", ""), "hosts": [member.public_id]}
        offer_activity(read_access(member.user, group), group, replace(once, **told))


def _planner(group: Group) -> Membership:
    return group.memberships.filter(roles__contains=[Role.OWNER]).select_related("user").get()


def _series_plan(plan: Mapping[str, Any], group: Group) -> SeriesPlan:
    zone = ZoneInfo(group.time_zone)
    start = _first_start(plan, timezone.now().astimezone(zone))
    return SeriesPlan(
        title=plan["title"],
        description=plan["description"],
        recurrence=_recurrence(plan, start),
        local_time=start.time().replace(tzinfo=None),
        duration=timedelta(minutes=plan["minutes"]),
        time_zone=group.time_zone,
        starts_on=start.date(),
        kind=plan["kind"],
        format=plan["format"],
        capacity=plan.get("capacity"),
    )


def _script(plan: Mapping[str, Any], access: GroupAccess) -> Script | None:
    template = plan.get("script")
    return add_script(access, title=plan["title"], template=template) if template else None


def _first_start(plan: Mapping[str, Any], now: datetime) -> datetime:
    if plan["at"] == "soon":
        # On a quarter of an hour, between 25 and 40 minutes from now.
        soon = (now + SOON).replace(second=0, microsecond=0)
        return soon - timedelta(minutes=soon.minute % 15)
    return datetime.combine(now.date(), time.fromisoformat(plan["at"]), now.tzinfo)


def _recurrence(plan: Mapping[str, Any], start: datetime) -> str:
    if plan.get("daily"):
        return f"FREQ=WEEKLY;BYDAY={','.join(WEEKDAYS)}"
    weekday = WEEKDAYS[plan.get("weekday", start.weekday())]
    if "monthly" in plan:
        return f"FREQ=MONTHLY;BYDAY={plan['monthly']}{weekday}"
    return f"FREQ=WEEKLY;BYDAY={weekday}"


def _say_yes(series: MeetingSeries) -> None:
    meeting = Meeting.objects.filter(series=series).order_by("starts_at").first()
    if meeting is None:
        return
    for membership in series.group.memberships.filter(user__email__in=COMING).select_related("user"):
        answer_meeting(read_access(membership.user, series.group), meeting, "yes")
