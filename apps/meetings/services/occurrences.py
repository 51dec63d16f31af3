"""The meetings of a series as rows, some weeks ahead, so that people can answer and be reminded."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from apps.meetings.models import Meeting, MeetingSeries
from apps.meetings.rules.recurrence import Occurrence, Timetable
from apps.meetings.rules.rhythm import Rhythm

AHEAD = timedelta(weeks=6)


def materialise_all(*, now: datetime | None = None) -> int:
    """Return how many meetings were added to all series, each in a transaction of its own."""
    yesterday = (now or timezone.now()).date() - timedelta(days=1)
    window = [yesterday + timedelta(days=number) for number in range(AHEAD.days + 3)]
    alive = Q(ends_on=None) | Q(ends_on__gte=yesterday) | Q(extra_days__overlap=window)
    running = MeetingSeries.objects.filter(alive, group__state="active", taken_down_at=None).order_by("pk")
    return sum(materialise(pk, now=now) for pk in running.values_list("pk", flat=True))


@transaction.atomic
def materialise(series_id: int, *, now: datetime | None = None) -> int:
    """Add the meetings of the next weeks that are not there yet, and return their number.

    Repeating it, and two at once, add nothing twice: the series' lock makes the second wait and see the first's rows.
    """
    series = MeetingSeries.objects.select_for_update(no_key=True).filter(pk=series_id).first()
    if series is None:
        return 0
    expected = occurrences_ahead(series, now or timezone.now())
    days = [occurrence.occurs_on for occurrence in expected]
    known = set(series.meetings.filter(occurs_on__in=days).values_list("occurs_on", flat=True))
    missing = [meeting_of(series, occurrence) for occurrence in expected if occurrence.occurs_on not in known]
    Meeting.objects.bulk_create(missing)
    return len(missing)


def occurrences_ahead(series: MeetingSeries, now: datetime, *, ahead: timedelta = AHEAD) -> list[Occurrence]:
    """Return the occurrences that the timetable foresees from now on and that are not over."""
    timetable = timetable_of(series)
    today = now.astimezone(timetable.zone).date()
    # The meeting of yesterday evening may still be under way.
    foreseen = timetable.occurrences(today - timedelta(days=1), today + ahead)
    return [occurrence for occurrence in foreseen if occurrence.ends_at > now]


def meeting_of(series: MeetingSeries, occurrence: Occurrence) -> Meeting:
    """Return the occurrence as a row that is not saved yet."""
    return Meeting(
        series=series, occurs_on=occurrence.occurs_on, starts_at=occurrence.starts_at, ends_at=occurrence.ends_at
    )


def timetable_of(series: MeetingSeries) -> Timetable:
    return Timetable(
        rhythm=Rhythm.read(series.recurrence),
        local_time=series.local_time,
        duration=series.duration,
        zone=ZoneInfo(series.time_zone),
        starts_on=series.starts_on,
        ends_on=series.ends_on,
        skipped=frozenset(series.skipped_days),
        extra=frozenset(series.extra_days),
    )
