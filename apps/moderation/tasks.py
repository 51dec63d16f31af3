"""What runs in the background for moderation; the timetable is in config/celery.py."""

from celery import shared_task

from apps.moderation.services import evidence


@shared_task(name="moderation.forget_evidence")
def forget_evidence() -> None:
    """Empty what was kept for reports that are done."""
    evidence.forget_evidence()
