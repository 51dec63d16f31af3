"""Somebody asks that somebody looks at a message, a member, a meeting, a group or a page. Who asked is told to nobody."""

from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from django.core.signing import BadSignature, Signer
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from apps.accounts.models import User
from apps.core.errors import NotFound
from apps.core.public_ids import new_public_id
from apps.groups.models import Block, Group, Membership
from apps.groups.permissions import GroupAccess, Permission
from apps.meetings.models import Meeting, Seat
from apps.meetings.services.whose import is_parted
from apps.messaging.models import Message
from apps.messaging.services.rooms import enter_room
from apps.moderation.errors import ReasonUnusable, TooManyReports, WordsMissing
from apps.moderation.models import Report
from apps.moderation.rules.snapshots import COMMON_ROOMS
from apps.moderation.rules.words import LONGEST, is_text
from apps.moderation.services.cases import fold
from apps.moderation.services.evidence import keep_pictures
from apps.moderation.services.flags import hold_if_flagged
from apps.moderation.services.snapshots import moment_of, snapshot_of
from apps.moderation.services.written import Kept, add_written

MOST_AN_HOUR = 20
# Of everybody without an account together.
MOST_PUBLIC_AN_HOUR = 100


@dataclass(frozen=True, slots=True)
class Concern:
    """What is the matter, in one category and in the reporter's own words."""

    category: str
    words: str = ""


def receipt_of(report: Report) -> str:
    """Return what opens the receipt of a report that was made without an account: nobody can guess it."""
    return _signer().sign(report.public_id)


def find_by_receipt(receipt: str) -> Report:
    """Return the report without an account that this is the receipt of. Raises NotFound."""
    try:
        public_id = _signer().unsign(receipt)
    except BadSignature as error:
        raise NotFound from error
    unnamed = Report.objects.filter(subject=Report.Subject.PAGE, reporter=None)
    made = unnamed.select_related("case").filter(public_id=public_id).first()
    if made is None:
        raise NotFound
    return made


def _signer() -> Signer:
    return Signer(salt="receipt", sep=".")


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


def find_reportable_meeting(access: GroupAccess, public_id: str) -> tuple[Meeting, list[Membership]]:
    """Return a meeting of the group that has begun, and who was in it with this person; nobody if they were not.

    An activity is found from the moment it is offered, with whoever offers it, unless that one does not meet this person.
    """
    access.require(Permission.READ)
    there = Q(state__in=[Meeting.State.OPEN, Meeting.State.ENDED]) | Q(series__offered_by__isnull=False)
    found = Meeting.objects.select_related("series").filter(there, series__group_id=access.group_id)
    blocking = Block.objects.filter(blocked=access.membership_id).values("blocker")
    meeting = found.filter(public_id=public_id).first()
    if meeting is None or (is_parted(access, meeting.series) and blocking.filter(blocker=meeting.series.offered_by)):
        raise NotFound
    came = Seat.objects.filter(meeting=meeting).exclude(state=Seat.State.WAITING)
    was_there = came.filter(membership=access.membership_id).exists()
    people = Q(pk__in=came.values("membership")) if was_there else Q(pk=None)
    others = Membership.objects.filter(people | Q(pk=meeting.series.offered_by_id)).exclude(
        pk=access.membership_id or 0
    )
    return meeting, list(others.exclude(pk__in=blocking).order_by("alias"))


def report_message(access: GroupAccess, message: Message, concern: Concern) -> Report:
    """Those who may handle it are told, and what was said is kept as it is now.

    The same reporter and message while the first report is open: the first report. `message` comes from
    `find_reportable_message`. Raises Invalid for unusable words, TooManyReports.
    """
    fields = {"subject": Report.Subject.MESSAGE, "message": message, "reported": message.author}
    return _report(access, concern, Report(**fields), message.public_id)


def report_member(access: GroupAccess, member: Membership, concern: Concern, written: Kept | None = None) -> Report:
    """The same about a member, without a message; `member` comes from `find_reportable_member` or `pact_with`.

    `written` (`services/written.py`) is kept with it, with the first report where that is still open.
    """
    report = Report(subject=Report.Subject.MEMBER, reported=member, written=written or [])
    made = _report(access, concern, report, member.public_id)
    if written:
        add_written(made, written)
    return made


def report_meeting(access: GroupAccess, meeting: Meeting, member: Membership | None, concern: Concern) -> Report:
    """The same about this moment of a meeting, and about a member in it where the reporter named one.

    What the member wrote there lately is kept; nothing else of a meeting is there to keep.
    """
    snapshot = moment_of(meeting, member)
    report = Report(subject=Report.Subject.MEETING, reported=member, snapshot=snapshot)
    return _report(access, concern, report, meeting.public_id)


def report_group(access: GroupAccess, group: Group, concern: Concern) -> Report:
    """The same about the whole group: for site safety staff, unseen by whoever looks after it."""
    return _report(access, concern, Report(subject=Report.Subject.GROUP), group.public_id)


def ask_to_be_apart(access: GroupAccess, member: Membership, words: str) -> Report:
    """Site safety staff alone are asked to keep the two apart in every group; `member` comes from `find_other`.

    Each wish has a case of its own: it is about two people, and nothing else that is told of one of them belongs to it.
    """
    concern = Concern(Report.Category.HARASSMENT, words)
    report = Report(subject=Report.Subject.APART, reported=member)
    return _report(access, concern, report, new_public_id())


@transaction.atomic
def report_page(group: Group | None, concern: Concern) -> Report:
    """The same about a page that everybody can read, from somebody without an account: nothing of them is kept.

    Raises NotFound for the page of a group that is not public, Invalid for unusable words, TooManyReports.
    """
    if group is not None and not group.is_public:
        raise NotFound
    unnamed = Report.objects.filter(subject=Report.Subject.PAGE, created_at__gt=timezone.now() - timedelta(hours=1))
    if unnamed.count() >= MOST_PUBLIC_AN_HOUR:
        raise TooManyReports
    report = Report(group=group, category=concern.category, words=_usable(concern), subject=Report.Subject.PAGE)
    fold(report, group.public_id if group else "")
    return report


def _report(access: GroupAccess, concern: Concern, report: Report, subject_id: str) -> Report:
    access.require(Permission.READ)
    report.group_id, report.reporter_id = access.group_id, access.membership_id
    if first := _same(report, subject_id):
        return first
    report.category, report.words = concern.category, _usable(concern)
    _require_pace(access)
    try:
        with transaction.atomic():
            return _keep(report, subject_id)
    except IntegrityError:
        # Two clicks at once: the constraint kept one of them.
        if first := _same(report, subject_id):
            return first
        raise


def _same(report: Report, subject_id: str) -> Report | None:
    """Return what this person has reported about the same and nobody has looked at yet."""
    mine = Report.objects.filter(reporter_id=report.reporter_id, state=Report.State.OPEN, subject=report.subject)
    if report.subject == Report.Subject.MESSAGE:
        return mine.filter(message=report.message_id).first()
    if report.subject in {Report.Subject.MEMBER, Report.Subject.APART}:
        return mine.filter(reported=report.reported_id).first()
    if report.subject == Report.Subject.MEETING:
        # Another moment of the same meeting is something new to say; a second click is not.
        lately = timezone.now() - timedelta(minutes=1)
        same = mine.filter(reported=report.reported_id, created_at__gt=lately, case__subject_id=subject_id)
        return same.first()
    return mine.filter(case__subject_id=subject_id).first()


def _keep(report: Report, subject_id: str) -> Report:
    # Under its lock: an edit that is under way has happened, one that comes finds the words and the pictures kept.
    present = _locked(report.message_id) if report.message_id else None
    if present is not None:
        report.snapshot = snapshot_of(present)
    fold(report, subject_id)
    if present is not None:
        keep_pictures(report, present)
        # Afterwards: whoever puts it out of sight takes the room's lock, which comes before a message's.
        transaction.on_commit(partial(hold_if_flagged, present.pk), robust=True)
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
