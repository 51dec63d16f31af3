"""A member asks that somebody looks at a message or a member. Who asked is told to nobody."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from apps.accounts.models import User
from apps.core.errors import NotFound
from apps.groups.models import Group, Membership
from apps.groups.permissions import GroupAccess, Permission
from apps.messaging.models import Message
from apps.messaging.services.rooms import enter_room
from apps.moderation.errors import ReasonUnusable, TooManyReports, WordsMissing
from apps.moderation.models import Report
from apps.moderation.rules.snapshots import COMMON_ROOMS
from apps.moderation.rules.words import LONGEST, is_text
from apps.moderation.services.evidence import keep_pictures
from apps.moderation.services.handling import tell_handlers
from apps.moderation.services.snapshots import snapshot_of

MOST_AN_HOUR = 20


@dataclass(frozen=True, slots=True)
class Concern:
    """What is the matter, in one category and in the reporter's own words."""

    category: str
    words: str = ""


def find_reportable_message(group: Group, user: User, public_id: str) -> Message:
    """Return somebody else's message that this person sees now, in any room of the group they may enter.

    Raises NotFound for every other.
    """
    message = Message.objects.select_related("room").filter(public_id=public_id, room__group=group).first()
    if message is None:
        raise NotFound
    room, access = enter_room(message.room.public_id, user)
    found = Message.objects.filter(pk=message.pk).visible_to(access).with_people().first()
    if found is None or found.author_id == access.membership_id:
        raise NotFound
    found.room = room
    return found


def find_reportable_member(access: GroupAccess, public_id: str) -> Membership:
    """Return another member whom this person sees: in the list of members, or as an author in the group's rooms."""
    access.require(Permission.READ)
    others = Membership.objects.filter(group_id=access.group_id, public_id=public_id).exclude(
        pk=access.membership_id or 0
    )
    if access.can(Permission.SEE_MEMBERS) and (listed := others.visible_to(access).first()):
        return listed
    member = others.first()
    said = Message.objects.filter(room__group_id=access.group_id, room__kind__in=COMMON_ROOMS, author=member)
    if member is None or not said.filter(state=Message.State.VISIBLE).visible_to(access).exists():
        raise NotFound
    return member


def report_message(access: GroupAccess, message: Message, concern: Concern) -> Report:
    """Those who may handle it are told, and what was said is kept as it is now.

    The same reporter and message while the first report is open: the first report. `message` comes from
    `find_reportable_message`. Raises Invalid for unusable words, TooManyReports.
    """
    fields = {"subject": Report.Subject.MESSAGE, "message": message, "reported": message.author}
    return _report(access, concern, fields, {"message": message})


def report_member(access: GroupAccess, member: Membership, concern: Concern) -> Report:
    """The same about a member, without a message; `member` comes from `find_reportable_member`."""
    fields = {"subject": Report.Subject.MEMBER, "reported": member}
    return _report(access, concern, fields, fields)


def _report(access: GroupAccess, concern: Concern, fields: dict[str, Any], same: dict[str, Any]) -> Report:
    access.require(Permission.READ)
    mine = Report.objects.filter(reporter_id=access.membership_id, state=Report.State.OPEN)
    if first := mine.filter(**same).first():
        return first
    words = _usable(concern)
    _require_pace(access)
    try:
        with transaction.atomic():
            return _keep(access, Report(category=concern.category, words=words, **fields))
    except IntegrityError:
        # Two clicks at once: the constraint kept one of them.
        return mine.get(**same)


def _keep(access: GroupAccess, report: Report) -> Report:
    report.group_id, report.reporter_id = access.group_id, access.membership_id
    # Under its lock: an edit that is under way has happened, one that comes finds the words and the pictures kept.
    present = _locked(report.message_id) if report.message_id else None
    if present is not None:
        report.snapshot = snapshot_of(present)
    report.save(force_insert=True)
    if present is not None:
        keep_pictures(report, present)
    tell_handlers(report)
    return report


def _locked(message_id: int) -> Message:
    return Message.objects.select_for_update(of=("self",)).select_related("author", "room").get(pk=message_id)


def _usable(concern: Concern) -> str:
    words = concern.words.strip()
    if len(words) > LONGEST or not is_text(words) or concern.category not in Report.Category.values:
        raise ReasonUnusable
    if concern.category == Report.Category.OTHER and not words:
        raise WordsMissing
    return words


def _require_pace(access: GroupAccess) -> None:
    since = timezone.now() - timedelta(hours=1)
    if Report.objects.filter(reporter_id=access.membership_id, created_at__gt=since).count() >= MOST_AN_HOUR:
        raise TooManyReports
