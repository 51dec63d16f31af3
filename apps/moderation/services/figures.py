"""How often something was decided in a group, by month: from the log, which holds ids and codes, and no person."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q
from django.db.models.functions import TruncMonth
from django.utils import timezone

from apps.groups.models import Group
from apps.moderation.models import AuditEntry
from apps.moderation.rules.figures import shown
from apps.moderation.services.own_decisions import CODES


@dataclass(frozen=True, slots=True)
class Figure:
    """How often it was; None for fewer than five."""

    what: str
    count: int | None


def figures_of(group: Group) -> list[tuple[datetime, list[Figure]]]:
    """Return, for each of the last twelve months in which something was decided, how often what; the last month first."""
    counted = AuditEntry.objects.filter(Q(code__in=CODES), group=group.public_id, created_at__gte=_since())
    rows = counted.annotate(month=TruncMonth("created_at")).values("month", "code").annotate(count=Count("pk"))
    months: dict[datetime, list[Figure]] = {}
    for row in rows.order_by("-month", "code"):
        months.setdefault(row["month"], []).append(Figure(str(CODES[row["code"]]), shown(row["count"])))
    return list(months.items())


def _since() -> datetime:
    first = timezone.localtime().replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return first.replace(year=first.year - 1)
