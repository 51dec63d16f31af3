"""What somebody has done since a moment: looked up when it is asked, in one query, and kept nowhere."""

from datetime import datetime
from typing import Any

from django.db.models import Exists, QuerySet

from apps.accounts.models import User
from apps.journey.models import CheckIn
from apps.journey.rules.steps import Doing
from apps.meetings.models import Seat
from apps.messaging.models import Message, Reaction, Room


def doings_of(user: User, since: datetime) -> frozenset[Doing]:
    """Return what this person did since then. What they took back, or what was deleted, does not show."""
    asked = {step.value: Exists(rows) for step, rows in _rows(user, since).items()}
    [found] = (
        User.objects.filter(pk=user.pk)
        .annotate(**{f"did_{name}": asked[name] for name in asked})
        .values(*(f"did_{name}" for name in asked))
    )
    return frozenset(step for step in Doing if found[f"did_{step.value}"])


def _rows(user: User, since: datetime) -> dict[Doing, QuerySet[Any]]:
    said = Message.objects.filter(author__user=user, posted_at__gte=since)
    in_groups = said.exclude(room__kind=Room.Kind.DIRECT)
    return {
        Doing.REACT: Reaction.objects.filter(membership__user=user, created_at__gte=since),
        Doing.CHECK_IN: CheckIn.objects.filter(user=user, felt_at__gte=since),
        Doing.WRITE: said.filter(room__kind=Room.Kind.DIRECT),
        Doing.LISTEN: Seat.objects.filter(membership__user=user, joined_at__gte=since),
        Doing.SAY: in_groups,
        Doing.SHARE: in_groups.filter(kind=Message.Kind.STRUGGLE),
    }
