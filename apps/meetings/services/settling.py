"""Newcomers settle by themselves: by coming to meetings, or by writing on several days."""

from datetime import UTC, datetime
from typing import Any

from django.db.models import Count, F, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone

from apps.groups.models import Group, Membership
from apps.groups.services.memberships import settle_membership
from apps.meetings.models import Seat
from apps.meetings.rules.settling import SETTLES_AFTER, has_settled
from apps.messaging.models import Message


def settle_newcomers(now: datetime | None = None) -> int:
    """Return how many newcomers have settled just now; repeating it changes nothing.

    What was sent out of a meeting, hidden, held or taken back does not count. A day is one of UTC: the same for all.
    """
    now = now or timezone.now()
    settled = [one for one in _newcomers(now) if _may_settle(one, now)]
    for membership in settled:
        settle_membership(membership)
    return len(settled)


def _may_settle(membership: Membership, now: datetime) -> bool:
    counted = {"meetings": membership.meetings, "posting_days": membership.posting_days}  # type: ignore[attr-defined]  # annotated below
    return has_settled(membership.joined_at, now=now, **counted)


def _newcomers(now: datetime) -> QuerySet[Membership]:
    newcomers = Membership.objects.taking_part(now).filter(settled_at=None, group__state=Group.State.ACTIVE)
    been_in = [Seat.State.ADMITTED, Seat.State.LEFT]
    seats = Seat.objects.filter(membership=OuterRef("pk"), state__in=been_in, joined_at__isnull=False)
    messages = Message.objects.filter(author=OuterRef("pk"), state=Message.State.VISIBLE)
    days = messages.annotate(day=TruncDate("posted_at", tzinfo=UTC))
    return newcomers.filter(joined_at__lte=now - SETTLES_AFTER).annotate(
        meetings=_count(seats.values(of=F("membership")), "pk"), posting_days=_count(days.values(of=F("author")), "day")
    )


def _count(rows: QuerySet[Any, Any], what: str) -> Coalesce:
    counted = rows.order_by().annotate(count=Count(what, distinct=True)).values("count")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)
