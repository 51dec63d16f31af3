"""What runs in the background for notices."""

from celery import shared_task

from apps.notifications.services import digests, mailing, pushing


@shared_task(name="notifications.mail_notices")
def mail_notices() -> None:
    """Send the mails of notices that are due."""
    mailing.mail_due_notices()


@shared_task(name="notifications.mail_digests")
def mail_digests() -> None:
    """Send the digests that are due."""
    digests.mail_due_digests()


@shared_task(name="notifications.push_notices")
def push_notices() -> None:
    """Send the pushes of notices that are due."""
    pushing.push_due_notices()
