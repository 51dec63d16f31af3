"""Who looks after a group when: its hours become shifts some days ahead, and these the moments that everybody reads.

`Group.attended` holds these moments with the group's own row, so that the permission model asks nobody for them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from apps.accounts.rules.time_zones import zone_or_utc
from apps.groups.models import Block, DutyHours, Group, Membership, Shift
from apps.groups.permissions import GRANTS, GroupAccess, Permission, Role, State
from apps.groups.rules.duty import DAY, Duty, Span, WeeklyHours, coming_and_going, duty_in
from apps.groups.services.admission import lock_group

# Whoever holds one of these can have a shift.
LOOKING_AFTER = [role.value for role in Role if Permission.SEE_MODERATION in GRANTS[role]]
DAYS_AHEAD = 15
# Beat may be away for days: what holds now is known all the same.
KEPT_READY = timedelta(days=9)


@dataclass(frozen=True, slots=True)
class PlannedHours:
    """Hours of each week, and the public id of whoever has them; nobody by name: all who look after the group."""

    hours: WeeklyHours
    member: str = ""


def is_attended(group: Group, at: datetime | None = None) -> bool:
    """Tell whether somebody is on duty in the group at that moment (now); asks the database nothing."""
    return duty_of(group, at).is_somebody_here


def duty_of(group: Group, now: datetime | None = None) -> Duty:
    """Return until when somebody is on duty, or from when somebody is next; asks the database nothing."""
    return duty_in(group.attended, now or timezone.now())


def unattended_of(group: Group, now: datetime | None = None) -> State | None:
    """Return what holds in the group's rooms because nobody is on duty, or None; asks the database nothing.

    A group that never named hours promises nobody: only what it chose itself holds there, at every hour.
    """
    never_chose = group.attended is None and group.unattended == Group.Unattended.STRICTER
    return None if never_chose or is_attended(group, now) else State(group.unattended)


@transaction.atomic
def set_duty_hours(access: GroupAccess, planned: Iterable[PlannedHours]) -> None:
    """Somebody is on duty at these hours each week, by the group's clock; what people arranged otherwise stays."""
    access.require(Permission.CHANGE_SETTINGS)
    group = lock_group(access.group_id)
    able = {member.public_id: member for member in who_look_after(group.pk)}
    wanted = {(one.hours, able.get(one.member)) for one in planned}
    for row in group.duty_hours.select_related("member"):
        present = (WeeklyHours(row.weekday, row.starts_at, row.ends_at), row.member)
        if present in wanted:
            wanted.remove(present)
        else:
            row.shifts.filter(starts_at__gt=timezone.now(), is_arranged=False).delete()
            row.delete()
    DutyHours.objects.bulk_create(
        DutyHours(group=group, weekday=hours.weekday, starts_at=hours.starts_at, ends_at=hours.ends_at, member=member)
        for hours, member in wanted
    )
    plan_group(group)


def plan_anew(group: Group) -> None:
    """What the locked group's hours become lies by its new clock; what people arranged stays at its moment."""
    group.shifts.filter(hours__isnull=False, is_arranged=False, starts_at__gt=timezone.now()).delete()
    plan_group(group)


def plan_group(group: Group, now: datetime | None = None) -> None:
    """The locked group's hours are shifts, and its moments are written down. Repeating it changes nothing."""
    moment = now or timezone.now()
    zone = zone_or_utc(group.time_zone)
    today = moment.astimezone(zone).date()
    # Yesterday's may reach into today.
    days = [today + DAY * offset for offset in range(-1, DAYS_AHEAD)]
    able = {member.pk for member in who_look_after(group.pk)}
    shifts = [
        shift for row in group.duty_hours.all() for day in days if (shift := _shift_of(row, day, zone, able, moment))
    ]
    Shift.objects.bulk_create(shifts, ignore_conflicts=True)
    renew(group, moment)


def _shift_of(row: DutyHours, day: date, zone: ZoneInfo, able: set[int], now: datetime) -> Shift | None:
    span = WeeklyHours(row.weekday, row.starts_at, row.ends_at).span_on(day, zone)
    if span is None or span[1] <= now:
        return None
    start, end = span
    # Who cannot have it any more leaves it to be taken.
    member = row.member_id if row.member_id in able else None
    shared = row.member_id is None
    return Shift(
        group_id=row.group_id, hours=row, on=day, starts_at=start, ends_at=end, member_id=member, is_shared=shared
    )


def renew(group: Group, now: datetime | None = None) -> None:
    """The moments at which somebody comes and goes are as the shifts say; the caller holds the group's lock."""
    moment = now or timezone.now()
    spans: list[Span] = list(manned_shifts(group.pk, moment).values_list("starts_at", "ends_at"))
    moments = coming_and_going(spans)
    # A group that never named hours promises nothing.
    has_rota = bool(spans) or group.attended is not None or group.shifts.exists()
    Group.objects.filter(pk=group.pk).update(attended=moments if has_rota else None)
    group.attended = moments if has_rota else None


def manned_shifts(group_id: int, now: datetime) -> QuerySet[Shift]:
    """Return the shifts, from now on and for some days, at which somebody is there."""
    able = who_look_after(group_id).values("pk")
    coming = Shift.objects.filter(group_id=group_id, ends_at__gt=now, starts_at__lt=now + KEPT_READY)
    return coming.filter(Q(is_shared=True) | Q(member__in=able))


def who_look_after(group_id: int) -> QuerySet[Membership]:
    """Return the members who can be on duty."""
    able = Membership.objects.taking_part().filter(group_id=group_id, user__is_active=True)
    return able.with_any_role(*LOOKING_AFTER).select_related("user").order_by("alias_folded")


def who_look_after_others(group_id: int, membership_id: int) -> QuerySet[Membership]:
    """Return who of them may look after this member: never they themselves. A block hides nobody from them."""
    return who_look_after(group_id).exclude(pk=membership_id)


def not_in_a_block(members: QuerySet[Membership], membership_id: int) -> QuerySet[Membership]:
    """Return those of these members who are in no block with this one."""
    met = Block.objects.filter(Q(blocker=membership_id) | Q(blocked=membership_id))
    return members.exclude(Q(pk__in=met.values("blocker")) | Q(pk__in=met.values("blocked")))


def on_duty(group: Group, now: datetime | None = None) -> list[Membership]:
    """Return who is on duty now: by name, or all who look after the group where a shift is shared."""
    moment = now or timezone.now()
    present = manned_shifts(group.pk, moment).filter(starts_at__lte=moment)
    able = who_look_after(group.pk)
    if present.filter(is_shared=True).exists():
        return list(able)
    return list(able.filter(pk__in=present.values("member")))


def alias_on_duty(group: Group, now: datetime | None = None) -> str:
    """Return the alias of somebody on duty now who lets the group see it, or nothing; for members' eyes alone."""
    moment = now or timezone.now()
    named = manned_shifts(group.pk, moment).filter(starts_at__lte=moment, is_shared=False, member__shows_duty=True)
    return named.values_list("member__alias", flat=True).first() or ""
