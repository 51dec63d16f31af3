"""What runs in the background for accounts; the timetable is in config/celery.py."""

from celery import shared_task

from apps.accounts.services import erasing, exports, sessions, unfinished


@shared_task(name="accounts.sweep_unfinished")
def sweep_unfinished() -> None:
    """Take away sign-ups that nobody brought to an end."""
    unfinished.sweep_unfinished()


@shared_task(name="accounts.make_exports")
def make_exports() -> None:
    """Pack what people asked for."""
    exports.make_exports()


@shared_task(name="accounts.end_exports")
def end_exports() -> None:
    """Take away what nobody took, and sessions that are over."""
    exports.end_exports()
    sessions.delete_expired()


@shared_task(name="accounts.erase_due")
def erase_due() -> None:
    """Erase whose days are over."""
    erasing.erase_due()
