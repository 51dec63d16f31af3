"""Messages and decisions for tests."""

from datetime import datetime, timedelta
from uuid import uuid4

from django.utils import timezone

from apps.accounts.models import User
from apps.groups.models import Group, Membership
from apps.groups.permissions import GroupAccess
from apps.groups.services.access import read_access
from apps.messaging.models import Message
from apps.messaging.services.posting import Draft, post_message
from apps.messaging.services.rooms import chat_room
from apps.moderation.models import Action, Report
from apps.moderation.services import closing
from apps.moderation.services.acting import Why
from apps.moderation.services.reversal import take_back
from apps.moderation.services.waiting import waiting_for

WORDS = "The same link went up three times today after we spoke."
RULE = "Speak of yourself."


def access_of(user: User, group: Group) -> GroupAccess:
    """Return what the person is in the group now."""
    return read_access(user, group)


def why(words: str = WORDS, **fields: object) -> Why:
    """Return a reason of its own form."""
    return Why(**({"words": words, "rule": RULE, "client_id": uuid4()} | fields))  # type: ignore[arg-type]


def tomorrow() -> datetime:
    return timezone.now() + timedelta(days=1)


def unmute(access: GroupAccess, member: Membership, reason: Why | None = None) -> Action | None:
    """Take the member's last mute back."""
    muted = Action.objects.filter(target=member, kind=Action.Kind.MUTE).latest("pk")
    return take_back(access, muted.public_id, why=reason or why())


def say(user: User, group: Group, body: str = "I fixed this in a week with a course.") -> Message:
    """Return a message of this person in the group's chat."""
    return post_message(Draft(user.pk, chat_room(group).public_id, str(uuid4()), body)).message


def seen_by(user: User) -> list[Report]:
    """Return the reports that wait for this person, in the order of their queue."""
    return [report for row in waiting_for(user) for report in row.case.reports.all()]


def close(user: User, report: Report, note: str = "Read.", outcome: str = "dismissed") -> None:
    """Close the report's case, and let the time pass in which it could be taken back."""
    assert report.case is not None
    closing.close_case(user.pk, report.case.public_id, outcome=outcome, note=note)
    closing.settle_closed(now=timezone.now() + timedelta(minutes=1))
