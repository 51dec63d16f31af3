"""What runs in the background for notices."""

from celery import shared_task

from apps.notifications.services import sending


@shared_task(name="notifications.mail_notices")
def mail_notices() -> None:
    """Send the mails of notices that are due."""
    sending.mail_due_notices()
