"""Who has which shift: giving one up, taking it, single ones, and what the next one should know."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from apps.core.errors import NotFound
from apps.core.queue import enqueue
from apps.groups.errors import ShiftGone, ShiftUnusable
from apps.groups.events import MemberChanged
from apps.groups.models import DutyHours, Group, HandOver, Membership, Shift
from apps.groups.permissions import GroupAccess, Permission
from apps.groups.services.admission import lock_group
from apps.groups.services.duty import on_duty, plan_group, renew, who_look_after
from apps.groups.services.telling import notify_about

SHOWN_AHEAD = timedelta(days=14)
FURTHEST = timedelta(weeks=6)
LONGEST = timedelta(days=1)
KEPT_AFTER = timedelta(days=30)
MOST_NOTES = 5


@dataclass(frozen=True, slots=True)
class Line:
    """One shift as whoever looks after the group sees it; `holder` is nobody for a shared one and for one to be taken."""

    shift: Shift
    holder: Membership | None
    is_mine: bool
    is_now: bool

    @property
    def is_free(self) -> bool:
        """Tell whether nobody has it."""
        return self.holder is None and not self.shift.is_shared

    @property
    def is_to_take(self) -> bool:
        """Tell whether whoever looks may take it: nobody has it, or whoever has it asked somebody to."""
        return not self.is_mine and (self.is_free or self.shift.offered_at is not None)


def shifts_ahead(access: GroupAccess, now: datetime | None = None) -> list[Line]:
    """Return the shifts of the next two weeks, the first first."""
    access.require(Permission.SEE_MODERATION)
    moment = now or timezone.now()
    able = {member.pk: member for member in who_look_after(access.group_id)}
    coming = Shift.objects.filter(group_id=access.group_id, ends_at__gt=moment, starts_at__lt=moment + SHOWN_AHEAD)
    return [
        Line(
            shift,
            able.get(shift.member_id or 0),
            is_mine=shift.member_id is not None and shift.member_id == access.membership_id,
            is_now=shift.starts_at <= moment,
        )
        for shift in coming
    ]


def plan_shifts(now: datetime | None = None) -> None:
    """Every group with hours has its shifts some days ahead; what is long over is forgotten."""
    moment = now or timezone.now()
    Shift.objects.filter(ends_at__lt=moment - KEPT_AFTER).delete()
    HandOver.objects.filter(written_at__lt=moment - KEPT_AFTER).delete()
    named = Exists(DutyHours.objects.filter(group=OuterRef("pk"))) | Exists(Shift.objects.filter(group=OuterRef("pk")))
    for group_id in Group.objects.filter(named | Q(attended__isnull=False)).values_list("pk", flat=True):
        plan_shifts_of(group_id, moment)


@transaction.atomic
def plan_shifts_of(group_id: int, now: datetime | None = None) -> None:
    """The group has its shifts some days ahead, and for those that nobody has any more the others are asked, once."""
    moment = now or timezone.now()
    group = lock_group(group_id)
    plan_group(group, moment)
    able = who_look_after(group.pk)
    held = Q(is_shared=True) | Q(member__in=able.values("pk"))
    lost = group.shifts.filter(starts_at__gt=moment, offered_at=None).exclude(held)
    if (first := lost.first()) is not None:
        lost.update(offered_at=moment)
        _tell(able, group, "shift_offered", first)


def note_member_changed(event: MemberChanged) -> None:
    """Whoever can no longer be on duty is not counted on, once the change is written."""
    if Shift.objects.filter(member=event.membership_id, ends_at__gt=timezone.now()).exists():
        enqueue("groups.plan_shifts_of", event.group_id)


@transaction.atomic
def offer_shift(access: GroupAccess, public_id: str) -> None:
    """The others are asked to take one's shift; until somebody does it stays one's own. Asked twice is asked once."""
    group, shift = _locked(access, public_id)
    _require_own(access, shift)
    if shift.offered_at is None:
        shift.offered_at = timezone.now()
        shift.save(update_fields=["offered_at"])
        _tell_others(group, access, "shift_offered", shift)


@transaction.atomic
def keep_shift(access: GroupAccess, public_id: str) -> None:
    """One's shift is no longer offered."""
    _group, shift = _locked(access, public_id)
    _require_own(access, shift)
    shift.offered_at = None
    shift.save(update_fields=["offered_at"])


@transaction.atomic
def take_shift(access: GroupAccess, public_id: str) -> None:
    """A shift that nobody has, or that is offered, is one's own. Of two at once exactly one has it.

    Raises NotFound, NotPermitted, and ShiftGone when somebody else was first or it is over.
    """
    group, shift = _locked(access, public_id)
    if shift.member_id == access.membership_id:
        return
    holder = who_look_after(group.pk).filter(pk=shift.member_id or 0).first()
    if shift.is_shared or (holder and shift.offered_at is None):
        raise ShiftGone
    shift.member_id, shift.offered_at, shift.is_arranged = access.membership_id, None, True
    shift.save(update_fields=["member", "offered_at", "is_arranged"])
    renew(group)
    if holder:
        _tell([holder], group, "shift_taken", shift)


@transaction.atomic
def add_shift(access: GroupAccess, span: tuple[datetime, datetime]) -> Shift:
    """One is on duty from then to then, this once. Raises ShiftUnusable."""
    group = _require_looks_after(access)
    now, (start, end) = timezone.now(), span
    if not (start < end <= start + LONGEST and now < end <= now + FURTHEST):
        raise ShiftUnusable
    mine = {"group": group, "member_id": access.membership_id, "starts_at": start, "ends_at": end}
    shift, is_new = Shift.objects.get_or_create(**mine, defaults={"is_arranged": True})
    if is_new:
        renew(group)
    return shift


@transaction.atomic
def drop_shift(access: GroupAccess, public_id: str) -> None:
    """A single shift of one's own is not there any more; one of the weekly hours is offered instead."""
    group, shift = _locked(access, public_id)
    _require_own(access, shift)
    if shift.hours_id is not None:
        raise ShiftGone
    shift.delete()
    renew(group)


@transaction.atomic
def leave_note(access: GroupAccess, words: str) -> HandOver:
    """The next one on duty finds this; only those who look after the group read it."""
    group = _require_looks_after(access)
    return HandOver.objects.create(group=group, author_id=access.membership_id, words=words, written_at=timezone.now())


@transaction.atomic
def note_read(access: GroupAccess) -> None:
    """What others left counts as read by this one, unless somebody read it before."""
    _require_looks_after(access)
    unread = HandOver.objects.filter(group_id=access.group_id, read_at=None).exclude(author_id=access.membership_id)
    unread.update(read_at=timezone.now(), read_by_id=access.membership_id)


def notes_of(access: GroupAccess) -> list[HandOver]:
    """Return what was handed over lately, the last first."""
    access.require(Permission.SEE_MODERATION)
    found = HandOver.objects.filter(group_id=access.group_id).select_related("author", "read_by")
    return list(found[:MOST_NOTES])


def has_note_for(member: Membership) -> bool:
    """Tell whether this one is on duty now and somebody else left a note that nobody has read."""
    unread = HandOver.objects.filter(group=member.group_id, read_at=None).exclude(author=member)
    return unread.exists() and member in on_duty(member.group)


@transaction.atomic
def show_duty(access: GroupAccess, *, is_shown: bool) -> None:
    """The group sees, or does not see, that it is this one who is on duty."""
    _require_looks_after(access)
    Membership.objects.filter(pk=access.membership_id or 0).update(shows_duty=is_shown)


def _locked(access: GroupAccess, public_id: str) -> tuple[Group, Shift]:
    """Return the group and the shift, locked until commit. Raises NotFound, and ShiftGone for one that is over."""
    group = _require_looks_after(access)
    shift = Shift.objects.select_for_update().filter(group=group, public_id=public_id).first()
    if shift is None:
        raise NotFound
    if shift.ends_at <= timezone.now():
        raise ShiftGone
    return group, shift


def _require_looks_after(access: GroupAccess) -> Group:
    access.require(Permission.SEE_MODERATION)
    group = lock_group(access.group_id)
    # Site safety staff see the rota; whoever is on it is a member who looks after the group.
    if not who_look_after(group.pk).filter(pk=access.membership_id or 0).exists():
        raise NotFound
    return group


def _require_own(access: GroupAccess, shift: Shift) -> None:
    if shift.member_id != access.membership_id:
        raise ShiftGone


def _tell_others(group: Group, access: GroupAccess, kind: str, shift: Shift) -> None:
    _tell(who_look_after(group.pk).exclude(pk=access.membership_id or 0), group, kind, shift)


def _tell(members: Iterable[Membership], group: Group, kind: str, shift: Shift) -> None:
    for member in members:
        notify_about(group, member.user_id, kind, starts_at=shift.starts_at.isoformat())
