"""What runs in the background for groups; the timetable is in config/celery.py."""

from celery import shared_task

from apps.groups.services import duty


@shared_task(name="groups.plan_shifts")
def plan_shifts() -> None:
    """Keep the shifts of every group some days ahead."""
    duty.plan_shifts()
