"""What finders outside may know: series of listed groups that anybody may join at once."""

from collections.abc import Iterator

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse

from apps.meetings.models import Meeting, MeetingSeries
from apps.meetings.rules.meeting_guide import Listing, entries


def listed_series() -> QuerySet[MeetingSeries]:
    """Return the series of which strangers see a meeting ahead: in listed, open, active groups, newcomers welcome."""
    shown = Meeting.objects.visible_to(None).ahead().filter(series=OuterRef("pk"))
    return MeetingSeries.objects.filter(Exists(shown.order_by())).select_related("group").order_by("pk")


def meeting_guide() -> list[dict[str, object]]:
    """Return the public feed as JSON values, one entry for each weekday of each weekly series."""
    return list(_entries())


def _entries() -> Iterator[dict[str, object]]:
    for series in listed_series():
        yield from entries(_listing(series))


def _listing(series: MeetingSeries) -> Listing:
    return Listing(
        id=series.public_id,
        name=series.title,
        recurrence=series.recurrence,
        begins=series.local_time,
        duration=series.duration,
        zone=series.time_zone,
        kind=series.kind,
        language=series.language or series.group.language,
        notes=series.description,
        group=series.group.name,
        group_notes=series.group.purpose,
        join=next_meeting_address(series),
    )


def next_meeting_address(series: MeetingSeries) -> str:
    """Return the address that stays the same and leads to the next meeting of the series."""
    return f"{settings.SITE_URL}{reverse('meetings:next_of_series', args=[series.public_id])}"
