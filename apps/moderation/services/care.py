"""Asking a member how they are, when their own words sounded as if they may be in danger. Never a sanction, never unasked.

Nothing here reaches anybody outside the group, and nothing happens by itself but that somebody on duty is told.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.fields.json import KT
from django.utils import timezone

from apps.accounts.models import User
from apps.core.errors import NotFound
from apps.groups.models import Group, Membership
from apps.groups.permissions import GroupAccess
from apps.groups.services.duty import LOOKING_AFTER, not_in_a_block, on_duty, who_look_after_others
from apps.groups.services.telling import notify_about
from apps.messaging.models import Message
from apps.messaging.services.company import is_heard
from apps.moderation.errors import InOtherHands
from apps.moderation.models import Concern
from apps.moderation.rules.care import FOLLOW_UP_AFTER, TOLD_AGAIN_AFTER, TOLD_AGAIN_FOR, steps_done
from apps.moderation.rules.words import require_words
from apps.moderation.services.audit import record_care
from apps.notifications.models import Notice

RECENT = 5


@dataclass(frozen=True, slots=True)
class Ending:
    """How a concern ends: with a private note, and whether somebody asks again the next day."""

    note: str
    asks_again: bool


def note_concern(message: Message) -> None:
    """Somebody on duty is told that this message's author may need company, if the group wants that.

    With nobody on duty all who look after the group are told. While a concern is open further words tell nobody anew,
    unless it waits for somebody (`tell_again`). What was said is in none of it. Where the author alone looks after the
    group nothing is kept: they read so.
    """
    group, author = message.room.group, message.author
    if author is None or not is_heard(group, author.pk):
        return
    try:
        with transaction.atomic():
            concern = Concern.objects.create(group=group, member=author, message=message)
            _tell_those_able(concern)
    except IntegrityError:
        return  # One is open already.


def _tell_those_able(concern: Concern, *, but: int = 0, is_again: bool = False) -> None:
    """Whoever is in a block with the author, or gave it back (`but`), is told only where nobody else could be.

    Again, all are told: whoever is on duty has not come.
    """
    all_able = able_to_care(concern.member)
    able = not_in_a_block(all_able, concern.member_id).exclude(pk=but) or all_able.exclude(pk=but) or all_able
    present = able.filter(pk__in=[member.pk for member in on_duty(concern.group)])
    for member in able if is_again else present or able:
        notify_about(concern.group, member.user_id, "care_needed", concern=concern.public_id)


def tell_again(now: datetime | None = None) -> None:
    """What nobody has taken on for an hour is told again, to all who may look after it; for a day, each hour once."""
    moment = now or timezone.now()
    told = Notice.objects.alias(concern=KT("details__concern")).filter(
        kind="care_needed", concern=OuterRef("public_id")
    )
    lately = told.filter(created_at__gt=moment - TOLD_AGAIN_AFTER)
    waiting = Concern.objects.filter(closed_at=None, heard_at__gt=moment - TOLD_AGAIN_FOR).exclude(Exists(lately))
    for pk in waiting.values_list("pk", flat=True):
        _tell_again(pk)


@transaction.atomic
def _tell_again(pk: int) -> None:
    locked = Concern.objects.select_for_update(of=("self",), skip_locked=True).filter(pk=pk, closed_at=None)
    concern = locked.select_related("group", "member").first()
    if concern is not None and _in_hand(concern).taken_by_id is None:
        _tell_those_able(concern, is_again=True)


def _in_hand(concern: Concern) -> Concern:
    """Return it, in nobody's hands once whoever took it on can no longer look after the member."""
    if concern.closed_at is None and not able_to_care(concern.member).filter(pk=concern.taken_by_id or 0).exists():
        concern.taken_by = None
    return concern


def able_to_care(member: Membership) -> QuerySet[Membership]:
    """Return who may look after this member: never they themselves; from these a block hides nobody."""
    return who_look_after_others(member.group_id, member.pk)


def concerns_in(access: GroupAccess, now: datetime | None = None) -> list[Concern]:
    """Return what this person may look after: open ones and those to ask again, the oldest first."""
    moment = now or timezone.now()
    waiting = Q(closed_at=None) | Q(follow_up_at__lte=moment, followed_up_at=None)
    found = Concern.objects.filter(waiting, group=access.group_id).select_related("group", "member", "taken_by")
    return [_in_hand(concern) for concern in found if _may_help(access, concern)]


def has_concerns(member: Membership, group: Group) -> bool:
    """Tell whether something waits for this member, who may look after the group."""
    moment = timezone.now()
    again = Q(follow_up_at__lte=moment, followed_up_at=None)
    found = Concern.objects.filter(Q(closed_at=None) | again, group=group).select_related("member")
    return any(
        able_to_care(concern.member).filter(pk=member.pk).exists()
        and (concern.closed_at is not None or _in_hand(concern).taken_by_id in {None, member.pk})
        for concern in found
    )


def find_concern(access: GroupAccess, public_id: str) -> Concern:
    """Return a concern for whoever may look after it; raises NotFound for everybody else."""
    found = Concern.objects.filter(group=access.group_id, public_id=public_id)
    concern = found.select_related("group", "member__user", "taken_by", "message__room").first()
    if concern is None or not _may_help(access, concern):
        raise NotFound
    return _in_hand(concern)


def _may_help(access: GroupAccess, concern: Concern) -> bool:
    return able_to_care(concern.member).filter(pk=access.membership_id or 0).exists()


@transaction.atomic
def take_concern(access: GroupAccess, public_id: str) -> Concern:
    """It is in this one's hands; of two at once exactly one has it. Raises InOtherHands."""
    concern = _locked(access, public_id)
    if concern.taken_by_id not in {None, access.membership_id}:
        raise InOtherHands
    concern.taken_by_id = access.membership_id
    concern.save(update_fields=["taken_by"])
    return concern


@transaction.atomic
def give_back(access: GroupAccess, public_id: str) -> Concern:
    """It waits for somebody else, who is told; whoever gave it back only where nobody else is left."""
    concern = _own(access, public_id)
    concern.taken_by = None
    concern.save(update_fields=["taken_by"])
    _tell_those_able(concern, but=access.membership_id or 0)
    return concern


@transaction.atomic
def tell_member(access: GroupAccess, public_id: str, words: str) -> Concern:
    """The member reads these words, who wrote them, and that nothing is done without their knowing."""
    concern = _own(access, public_id)
    said = require_words(words)
    about: dict[str, Any] = {"from": access.alias, "words": said}
    names = [access.membership_public_id]
    notify_about(concern.group, concern.member.user_id, "care_word", names=names, **about)
    concern.told_at = concern.told_at or timezone.now()
    concern.save(update_fields=["told_at"])
    record_care(access, concern, "told", said)
    return concern


@transaction.atomic
def note_steps(access: GroupAccess, public_id: str, steps: Sequence[str]) -> Concern:
    """These steps were done, and no others. Raises TellFirst."""
    concern = _own(access, public_id)
    concern.steps = steps_done(steps, is_told=concern.told_at is not None)
    concern.save(update_fields=["steps"])
    return concern


@transaction.atomic
def close_concern(access: GroupAccess, public_id: str, ending: Ending) -> Concern:
    """It is closed; the next day somebody is reminded to ask again, unless it was not meant so."""
    concern = _own(access, public_id)
    concern.note, concern.closed_at = ending.note.strip(), timezone.now()
    concern.follow_up_at = concern.closed_at + FOLLOW_UP_AFTER if ending.asks_again else None
    concern.save(update_fields=["note", "closed_at", "follow_up_at"])
    record_care(access, concern, "closed")
    return concern


@transaction.atomic
def follow_up(access: GroupAccess, public_id: str) -> Concern:
    """Somebody asked again; whoever of those who may look after it does it first. Raises InOtherHands before and after."""
    concern = find_concern(access, public_id)
    Concern.objects.select_for_update().get(pk=concern.pk)
    concern.refresh_from_db()
    if not is_to_be_asked_again(concern):
        raise InOtherHands
    concern.followed_up_at = timezone.now()
    concern.save(update_fields=["followed_up_at"])
    return concern


def is_to_be_asked_again(concern: Concern) -> bool:
    """Tell whether the next day has come, and nobody has asked again yet."""
    due = concern.follow_up_at
    return due is not None and due <= timezone.now() and concern.followed_up_at is None


def remind_of_follow_ups(now: datetime | None = None) -> None:
    """Whoever looked after somebody a day ago is reminded once to ask again; if they are gone, all who may."""
    moment = now or timezone.now()
    due = Concern.objects.filter(follow_up_at__lte=moment, followed_up_at=None, reminded_at=None)
    for pk in due.values_list("pk", flat=True):
        _remind(pk, moment)


@transaction.atomic
def _remind(pk: int, now: datetime) -> None:
    due = Concern.objects.select_for_update(of=("self",), skip_locked=True).filter(pk=pk, reminded_at=None)
    concern = due.select_related("group", "member").first()
    if concern is None:
        return
    able = able_to_care(concern.member)
    own = able.filter(pk=concern.taken_by_id or 0)
    for member in own or able:
        notify_about(concern.group, member.user_id, "care_again", concern=concern.public_id)
    concern.reminded_at = now
    concern.save(update_fields=["reminded_at"])


def _locked(access: GroupAccess, public_id: str) -> Concern:
    concern = find_concern(access, public_id)
    Concern.objects.select_for_update().get(pk=concern.pk)
    # Read again under its lock.
    concern = find_concern(access, public_id)
    if concern.closed_at is not None:
        raise InOtherHands
    return concern


def _own(access: GroupAccess, public_id: str) -> Concern:
    concern = _locked(access, public_id)
    if concern.taken_by_id != access.membership_id:
        raise InOtherHands
    return concern


def places_to_care(user: User) -> list[Group]:
    """Return the groups in which somebody waits for this person to ask how they are."""
    members = Membership.objects.taking_part().filter(user=user).with_any_role(*LOOKING_AFTER).select_related("group")
    return [member.group for member in members if has_concerns(member, member.group)]
