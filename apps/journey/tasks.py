"""What runs in the background for people's own ways; the timetable is in config/celery.py."""

from celery import shared_task

from apps.journey.services import company, reaching_out


@shared_task(name="journey.remind_of_reaching_out")
def remind_of_reaching_out() -> None:
    """Let whoever wanted a word about reaching out have it."""
    reaching_out.remind_of_reaching_out()


@shared_task(name="journey.end_calls")
def end_calls() -> None:
    """End the calls for company whose time is over."""
    company.end_due_calls()
