"""While nobody is on duty, three members can put a message out of sight until somebody has looked; who they are is told nobody."""

from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from apps.groups.services.duty import is_attended
from apps.groups.services.telling import notify_about
from apps.messaging.models import Message, Room, Screened
from apps.messaging.services.held import put_away
from apps.moderation.models import Report
from apps.moderation.rules.flags import ENOUGH, Flag, are_enough
from apps.moderation.rules.snapshots import COMMON_ROOMS


def hold_flagged() -> int:
    """Every message that three members reported while nobody is on duty is out of sight; return how many went."""
    reported = Report.objects.filter(subject=Report.Subject.MESSAGE, state=Report.State.OPEN, message__isnull=False)
    enough = reported.values("message").annotate(flags=Count("reporter")).filter(flags__gte=ENOUGH)
    standing = enough.filter(message__state=Message.State.VISIBLE)
    return sum(hold_if_flagged(message_id) for message_id in standing.values_list("message", flat=True))


@transaction.atomic
def hold_if_flagged(message_id: int) -> bool:
    """The message is out of sight if three full members asked so and nobody has looked; its author is told.

    Whoever has looked at these words once has the last say: the same words are not put away a second time.
    """
    message = Message.objects.select_related("room__group", "author").filter(pk=message_id).first()
    if message is None or message.room.kind not in COMMON_ROOMS or is_attended(message.room.group):
        return False
    # Under the room's lock: two reports at once, or a moderator's decision under way, are one after the other.
    Room.objects.select_for_update(no_key=True, of=("self",)).get(pk=message.room_id)
    message.refresh_from_db(fields=["state", "edited_at"])
    if not are_enough(_flags_on(message)) or _was_looked_at(message) or put_away(message_id) is None:
        return False
    _tell_author(message)
    return True


def _flags_on(message: Message) -> list[Flag]:
    open_ones = Report.objects.filter(message=message, subject=Report.Subject.MESSAGE, state=Report.State.OPEN)
    now = timezone.now()
    flags = []
    for report in open_ones.exclude(reporter=None).select_related("reporter"):
        member = report.reporter
        assert member is not None  # noqa: S101 - asked for above
        is_suspended = member.suspended_until is not None and member.suspended_until > now
        is_settled = member.is_active and not member.is_newcomer and not is_suspended
        flags.append(Flag(member.pk, report.category, is_settled))
    return flags


def _was_looked_at(message: Message) -> bool:
    decided = Screened.objects.filter(message=message).exclude(outcome=Screened.Outcome.WAITING)
    return decided.filter(decided_at__gte=message.edited_at or message.posted_at).exists()


def _tell_author(message: Message) -> None:
    author, group = message.author, message.room.group
    if author is not None:
        posted_at = message.posted_at.isoformat()
        notify_about(group, author.user_id, "message_put_away", alias=author.alias, posted_at=posted_at)
