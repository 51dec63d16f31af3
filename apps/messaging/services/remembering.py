"""Whom a group remembers today, as one member meets it: a quiet line with a light, which nobody counts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from operator import or_
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from apps.groups.cards import Part
from apps.groups.models import Group, Membership, Mute
from apps.groups.permissions import GroupAccess, Permission
from apps.groups.services.access import access_of_membership
from apps.messaging.models import DayAside, Light, Memorial, Message, RememberedDay
from apps.messaging.querysets import is_overseer
from apps.messaging.rules.markup import excerpt
from apps.messaging.rules.remembering import days_of_today
from apps.messaging.services.memorials import openings_in
from apps.messaging.services.rooms import wall_room

_WORDS = 160
_State = RememberedDay.State


@dataclass(frozen=True, slots=True)
class Remembered:
    """One remembered today. `is_lit`: a light burns, of this member (`is_own`) or of somebody they meet."""

    day: RememberedDay
    memorial: Memorial
    group: Group
    page: str
    words: str
    is_lit: bool
    is_own: bool


@dataclass(frozen=True, slots=True)
class Kept:
    """One day in the list of them, with what this member may do about it and whether they put it aside."""

    day: RememberedDay
    opening: Message
    may_decide: bool
    may_end: bool
    is_aside: bool
    is_person_aside: bool


def today_in(group: Group, now: datetime | None = None) -> date:
    """Return the date on the group's wall."""
    return timezone.localtime(now or timezone.now(), ZoneInfo(group.time_zone)).date()


def remembered_today(access: GroupAccess, group: Group, *, memorial: Memorial | None = None) -> list[Remembered]:
    """Return whom the group remembers today, or whether it is this one, as far as the member meets their page."""
    access, today = access.in_rooms(), today_in(group)
    if not (group.has_wall and access.is_member and access.can(Permission.READ)):
        return []
    found = RememberedDay.objects.filter(_comes(today), memorial__room__group=group, state=_State.HELD)
    if memorial:
        found = found.filter(memorial=memorial)
    days = list(found.exclude(_put_aside(access)).select_related("memorial").order_by("memorial__name", "pk"))
    if not days:
        return []
    openings = {one.memorial_id: one for one in _openings(access, group, days) if one.state != Message.State.HIDDEN}
    lit, own = _lights(access, days, today)
    return [
        Remembered(
            day,
            day.memorial,
            group,
            openings[day.memorial_id].public_id,
            _words_of(openings[day.memorial_id]),
            is_lit=day.pk in lit,
            is_own=day.pk in own,
        )
        for day in days
        if day.memorial_id in openings
    ]


def remembered_among(memberships: Iterable[Membership]) -> list[Remembered]:
    """Return whom the groups of one person remember today; one question where none does."""
    members = {member.group_id: member for member in memberships}
    if not members:
        return []
    come = [_comes(today_in(member.group)) & Q(memorial__room__group=pk) for pk, member in members.items()]
    found = RememberedDay.objects.filter(reduce(or_, come), state=_State.HELD)
    groups = found.order_by("memorial__room__group").values_list("memorial__room__group", flat=True).distinct()
    return [one for pk in groups for one in remembered_today(access_of_membership(members[pk]), members[pk].group)]


def part_of_page(group: Group, access: GroupAccess) -> Part | None:
    """Return the piece of the group's page that says whom it remembers today."""
    remembered = remembered_today(access, group)
    return Part("messaging/_remembered_part.html", {"remembered": remembered}) if remembered else None


def days_in(access: GroupAccess, group: Group) -> list[Kept]:
    """Return the days that the group holds, and those asked for or declined to whom that concerns."""
    found = RememberedDay.objects.filter(memorial__room__group=group).select_related("memorial")
    if not is_overseer(access):
        found = found.filter(Q(state=_State.HELD) | Q(asker=access.membership_id))
    days = list(found)
    openings = {one.memorial_id: one for one in _openings(access, group, days)}
    mine = DayAside.objects.filter(membership=access.membership_id)
    aside, people = (
        set(mine.values_list("day", flat=True)),
        set(mine.filter(day=None).values_list("memorial", flat=True)),
    )
    return [
        Kept(
            day,
            openings[day.memorial_id],
            may_decide=may_decide(access),
            may_end=day.asker_id == access.membership_id and day.state != _State.DECLINED,
            is_aside=day.pk in aside,
            is_person_aside=day.memorial_id in people,
        )
        for day in days
        if day.memorial_id in openings
    ]


def may_decide(access: GroupAccess) -> bool:
    """Tell whether this member says which days the group holds: those who look after its rooms, while they may write."""
    return is_overseer(access) and access.can(Permission.POST_MESSAGE)


def is_asked_to_decide(access: GroupAccess, group: Group) -> bool:
    """Tell whether a day waits for this member's yes or no."""
    waiting = RememberedDay.objects.filter(memorial__room__group=group, state=_State.ASKED)
    return group.has_wall and may_decide(access) and waiting.exists()


def _openings(access: GroupAccess, group: Group, days: Sequence[RememberedDay]) -> Iterable[Message]:
    memorials = {day.memorial_id for day in days}
    return openings_in(wall_room(group), access).filter(memorial__in=memorials) if memorials else []


def _comes(today: date) -> Q:
    return reduce(or_, (Q(month=month, day=day) for month, day in days_of_today(today)))


def _put_aside(access: GroupAccess) -> Exists:
    mine = DayAside.objects.filter(membership=access.membership_id, memorial=OuterRef("memorial"))
    return Exists(mine.filter(Q(day=None) | Q(day=OuterRef("pk"))))


def _lights(access: GroupAccess, days: Sequence[RememberedDay], today: date) -> tuple[set[int], set[int]]:
    """Return the days with a light of this member or of somebody they meet, and those with their own."""
    lights = Light.objects.filter(day__in=days, lit_on=today)
    own = set(lights.filter(membership=access.membership_id).values_list("day", flat=True))
    return own | set(lights.filter(membership__in=_met_by(access)).values_list("day", flat=True)), own


def _met_by(access: GroupAccess) -> QuerySet[Membership]:
    muted = Mute.objects.filter(muter=access.membership_id, muted=OuterRef("pk"))
    return Membership.objects.visible_to(access).exclude(Exists(muted))


def _words_of(opening: Message) -> str:
    is_open = opening.state == Message.State.VISIBLE and not opening.content_note
    return excerpt(opening.body, _WORDS) if is_open else ""
