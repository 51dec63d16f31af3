"""What was kept for a report goes when the report is done and the group's time of keeping is over."""

from datetime import datetime, timedelta

from django.utils import timezone

from apps.moderation.models import Report


def forget_evidence(*, now: datetime | None = None) -> int:
    """Reports looked at keep neither the words reported nor the reporter's longer than the group keeps messages.

    An open report keeps them however old they are. Returns how many were emptied; a second run empties none.
    """
    moment = now or timezone.now()
    done = Report.objects.filter(state=Report.State.LOOKED_AT).exclude(snapshot={}, words="", note="")
    groups = done.values_list("group_id", "group__retention_days").distinct().order_by()
    return sum(
        done.filter(group_id=group_id, closed_at__lt=moment - timedelta(days=days)).update(
            snapshot={}, words="", note=""
        )
        for group_id, days in groups
    )
