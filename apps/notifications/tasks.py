"""What runs in the background for notices."""

from celery import shared_task

from apps.notifications.services import mailing


@shared_task(name="notifications.mail_notices")
def mail_notices() -> None:
    """Send the mails of notices that are due."""
    mailing.mail_due_notices()
