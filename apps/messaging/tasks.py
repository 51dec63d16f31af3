"""What runs in the background for rooms; the timetable is in config/celery.py."""

from celery import shared_task

from apps.messaging.services import retention


@shared_task(name="messaging.delete_expired")
def delete_expired() -> None:
    """Really delete what groups no longer keep."""
    retention.delete_expired()
