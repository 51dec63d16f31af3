"""What was reported and decided on the whole site, month by month, with nobody in it.

Only months that are over, cut at midnight UTC: who could watch a number grow would know what it grew by, and a month
that everybody cuts by their own clock could be cut twice and compared.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, DateField, Min, Q, QuerySet
from django.db.models.functions import Coalesce, TruncMonth
from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import gettext as _

from apps.accounts.models import SiteSettings, User
from apps.moderation.models import AuditEntry, Case, CaseStep, Report
from apps.moderation.rules.cases import LONGEST_TARGET, TARGET
from apps.moderation.rules.figures import FEWEST, median_wait, share, shown
from apps.moderation.services.audit import record_for_site
from apps.moderation.services.figures import Figure
from apps.moderation.services.own_decisions import CODES

# What the groups' own rules noticed is no report of a person.
_BY_RULES = [Report.Subject.HELD, Report.Subject.FLAGGED]
# Every decided appeal was made, and how many were made beside how they ended would tell of the few.
_NOT_SHOWN = "appeal.made"
_SOME_DAY = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Speed:
    """How soon what came in was taken in hand or closed.

    Half of it within `half_within`, in words, "" where more than half still waits; `in_time` of a hundred before its
    target.
    """

    half_within: str
    in_time: int


@dataclass(frozen=True, slots=True)
class Month:
    """One month that is over; without `speed` too little came in to say how soon."""

    begins: date
    reports: int | None
    figures: list[Figure]
    speed: Speed | None


def site_figures(now: datetime | None = None) -> list[Month]:
    """Return those of the last twelve whole months in which there was something, the last one first."""
    until = (now or timezone.now()).astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    since = until.replace(year=until.year - 1)
    reports = {row["month"]: row["count"] for row in _counted(_reports(), "created_at", since, until)}
    waits = _waits(since, until)
    figures: dict[date, list[Figure]] = {}
    for month, figure in [*_outcomes(since, until), *_decisions(since, until)]:
        figures.setdefault(month, []).append(figure)
    months = sorted({*reports, *waits, *figures}, reverse=True)
    return [
        Month(month, shown(reports.get(month, 0)), figures.get(month, []), _speed(waits.get(month, [])))
        for month in months
    ]


def targets() -> list[tuple[str, str]]:
    """Return what is reported, and within what time somebody should look at it, in words."""
    return [(str(kind.label), _in_words(TARGET.get(kind, LONGEST_TARGET))) for kind in Report.Category]


@transaction.atomic
def publish_figures(staff: User, *, is_public: bool) -> None:
    """Everybody may read the figures from now on, or nobody but site safety staff; the log has a line."""
    if SiteSettings.load().publishes_figures == is_public:
        return
    SiteSettings.objects.update_or_create(pk=1, defaults={"publishes_figures": is_public})
    record_for_site(staff.pk, "figures.published" if is_public else "figures.withdrawn", "")


def _reports() -> QuerySet[Report]:
    stopped = Q(subject=Report.Subject.MEETING) & ~Q(snapshot__has_key="moment")
    return Report.objects.exclude(subject__in=_BY_RULES).exclude(stopped)


def _cases() -> QuerySet[Case]:
    return Case.objects.filter(pk__in=_reports().values("case"))


def _outcomes(since: datetime, until: datetime) -> Iterator[tuple[date, Figure]]:
    done = _cases().filter(state=Case.State.DONE).exclude(outcome="")
    for row in _counted(done, "closed_at", since, until, "outcome"):
        yield row["month"], Figure(str(Case.Outcome(row["outcome"]).label), shown(row["count"]))


def _decisions(since: datetime, until: datetime) -> Iterator[tuple[date, Figure]]:
    decided = AuditEntry.objects.filter(code__in=[code for code in CODES if code != _NOT_SHOWN])
    for row in _counted(decided, "created_at", since, until, "code"):
        words = CODES[row["code"]]
        if row["code"].startswith("appeal."):
            words = _("Asked for a second look: %(outcome)s") % {"outcome": words}
        yield row["month"], Figure(str(words), shown(row["count"]))


def _counted(
    rows: QuerySet[Any], moment: str, since: datetime, until: datetime, *by: str
) -> QuerySet[Any, dict[str, Any]]:
    within = rows.filter(**{f"{moment}__gte": since, f"{moment}__lt": until}).order_by()
    months = within.annotate(month=TruncMonth(moment, tzinfo=UTC, output_field=DateField()))
    counted: QuerySet[Any, dict[str, Any]] = months.values("month", *by).annotate(count=Count("pk"))
    return counted.order_by("month", *by)


def _waits(since: datetime, until: datetime) -> dict[date, list[tuple[timedelta | None, bool]]]:
    """Return, by the month in which each case came in, how long it waited for somebody, and whether not too long."""
    answered = Min("steps__at", filter=Q(steps__kind__in=[CaseStep.Kind.CLAIMED, CaseStep.Kind.CLOSED]))
    cases = _cases().filter(opened_at__gte=since, opened_at__lt=until)
    rows = cases.annotate(first=Coalesce(answered, "closed_at")).values_list("opened_at", "due_at", "first")
    waits: dict[date, list[tuple[timedelta | None, bool]]] = {}
    for opened_at, due_at, first in rows.order_by("opened_at"):
        month = opened_at.astimezone(UTC).date().replace(day=1)
        waits.setdefault(month, []).append((first and first - opened_at, first is not None and first <= due_at))
    return waits


def _speed(waits: list[tuple[timedelta | None, bool]]) -> Speed | None:
    if len(waits) < FEWEST:
        return None
    median = median_wait(wait for wait, _was_in_time in waits)
    in_time = sum(was_in_time for _wait, was_in_time in waits)
    return Speed(_in_words(median) if median is not None else "", share(in_time, len(waits)))


def _in_words(length: timedelta) -> str:
    return timesince(_SOME_DAY, _SOME_DAY + max(length, timedelta(minutes=1)), depth=1)
