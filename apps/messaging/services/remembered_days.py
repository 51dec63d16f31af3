"""Days of the year that a group is asked to hold in memory of somebody: asked for, held or declined, ended, put aside."""

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from apps.accounts.models import User
from apps.core.errors import NotFound, NotPermitted
from apps.groups.models import Group, Membership
from apps.groups.permissions import GroupAccess, Permission
from apps.groups.services.access import access_of_membership
from apps.groups.services.telling import notify_about
from apps.messaging.errors.memories import DayAskedBefore, ManyDays
from apps.messaging.models import DayAside, Light, Memorial, Message, RememberedDay, Room
from apps.messaging.querysets import is_overseer
from apps.messaging.services.memorials import find_opening, openings_in
from apps.messaging.services.remembering import may_decide, remembered_today, today_in
from apps.messaging.services.rooms import wall_room

MOST_DAYS = 4
_State = RememberedDay.State


@dataclass(frozen=True, slots=True)
class DayOfYear:
    """A day without a year, and what it is."""

    occasion: str
    month: int
    day: int


@transaction.atomic
def ask_for_day(access: GroupAccess, group: Group, opening_id: str, wanted: DayOfYear) -> RememberedDay:
    """Those who look after the rooms find the question; from one of them it is a yes. Asked twice is asked once.

    Raises NotFound, NotPermitted for whoever does not look after the page, DayAskedBefore and ManyDays.
    """
    access.require(Permission.POST_MESSAGE)
    _opening, memorial = find_opening(wall_room(group), access, opening_id)
    # Two who ask at once come one after the other.
    Memorial.objects.select_for_update(no_key=True).get(pk=memorial.pk)
    if known := RememberedDay.objects.filter(memorial=memorial, month=wanted.month, day=wanted.day).first():
        return _asked_again(access, group, known)
    if RememberedDay.objects.filter(memorial=memorial).count() >= MOST_DAYS:
        raise ManyDays
    return RememberedDay.objects.create(
        memorial=memorial,
        asker_id=access.membership_id or 0,
        occasion=wanted.occasion,
        month=wanted.month,
        day=wanted.day,
        state=_State.HELD if may_decide(access) else _State.ASKED,
    )


def _asked_again(access: GroupAccess, group: Group, known: RememberedDay) -> RememberedDay:
    if may_decide(access):
        _decide(access, group, known, _State.HELD)
    elif known.state == _State.DECLINED:
        raise DayAskedBefore
    return known


@transaction.atomic
def answer_day(access: GroupAccess, group: Group, day_id: str, *, is_held: bool) -> RememberedDay:
    """The group holds the day, or does not (any more), and whoever asked has a notice. Raises NotFound and NotPermitted."""
    day = _find_day(access, group, day_id)
    if not may_decide(access):
        access.require(Permission.POST_MESSAGE)  # Says why, to whoever may not write at the moment.
        raise NotPermitted
    _decide(access, group, day, _State.HELD if is_held else _State.DECLINED)
    return day


def _decide(access: GroupAccess, group: Group, day: RememberedDay, state: RememberedDay.State) -> None:
    if day.state == state:
        return
    day.state = state
    day.save(update_fields=["state"])
    asker = Membership.objects.taking_part().filter(pk=day.asker_id).exclude(pk=access.membership_id or 0).first()
    if asker:
        # Of whom it is in memory stands on the page of days, and in no notice.
        notify_about(group, asker.user_id, "day_answered", is_held=state == _State.HELD)


@transaction.atomic
def end_day(access: GroupAccess, group: Group, day_id: str) -> None:
    """Whoever asked takes it back, and nothing of it is left. Raises NotFound, also where it was declined."""
    day = _find_day(access, group, day_id)
    if day.asker_id != access.membership_id or day.state == _State.DECLINED:
        raise NotFound
    day.delete()


@transaction.atomic
def light_for(access: GroupAccess, group: Group, day_id: str, *, is_lit: bool) -> None:
    """The member's light burns for the rest of the group's day, or is put out. Raises NotFound on every other day."""
    day = next((one.day for one in remembered_today(access, group) if one.day.public_id == day_id), None)
    if day is None:
        raise NotFound
    if is_lit:
        lit = {"lit_on": today_in(group)}
        Light.objects.update_or_create(day=day, membership_id=access.membership_id or 0, defaults=lit)
    else:
        Light.objects.filter(day=day, membership=access.membership_id).delete()


@transaction.atomic
def put_aside(access: GroupAccess, group: Group, day_id: str, what: str) -> None:
    """This member does not meet the day (`day`), or none of that person (`person`); anything else: both again.

    Nobody else is told, and nothing changes for them. Raises NotFound.
    """
    day = _find_day(access, group, day_id)
    mine = DayAside.objects.filter(membership=access.membership_id, memorial=day.memorial)
    if what in {"day", "person"}:
        only = day if what == "day" else None
        mine.get_or_create(membership_id=access.membership_id or 0, memorial=day.memorial, day=only)
    else:
        mine.filter(day=day).delete()
        mine.filter(day=None).delete()


def pages_kept_by(user: User) -> list[Message]:
    """Return the pages of memory that this person began and may ask a day for, in all their groups."""
    members = Membership.objects.taking_part().filter(user=user, group__has_wall=True).select_related("group", "user")
    rooms = {one.group_id: one for one in Room.objects.filter(kind=Room.Kind.WALL, group__in=members.values("group"))}
    kept: list[Message] = []
    for member in members.order_by("group__name"):
        access, room = access_of_membership(member).in_rooms(), rooms.get(member.group_id)
        if room and access.can(Permission.POST_MESSAGE):
            room.group = member.group
            own = list(openings_in(room, access).filter(memorial__founder=member))
            kept += own
            for opening in own:
                opening.room = room
    return kept


def put_out_lights() -> None:
    """Nothing tells any more who lit a light on a day that is over everywhere."""
    Light.objects.filter(lit_on__lt=timezone.now().date() - timedelta(days=1)).delete()


def _find_day(access: GroupAccess, group: Group, day_id: str) -> RememberedDay:
    """Return the locked day, as far as this member may know of it. Raises NotFound."""
    found = RememberedDay.objects.filter(public_id=day_id, memorial__room__group=group)
    day = found.select_for_update(no_key=True, of=("self",)).select_related("memorial").first()
    is_known = day is not None and openings_in(wall_room(group), access).filter(memorial=day.memorial).exists()
    if day is None or not is_known:
        raise NotFound
    if day.state != _State.HELD and day.asker_id != access.membership_id and not is_overseer(access):
        raise NotFound
    return day
