"""Reminders as tutorials write them: a task finds who is due, and each person gets a task of their own."""

import os
from datetime import timedelta
from typing import Any

from celery import Celery, shared_task
from django.utils import timezone

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("one_task_each")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@shared_task(name="one_task_each.find_due")
def find_due() -> None:
    """Give each person who comes to a meeting within the hour a task."""
    from apps.meetings.models import Rsvp  # noqa: PLC0415 - Django is ready only now

    now = timezone.now()
    soon = {"meeting__starts_at__gt": now, "meeting__starts_at__lte": now + timedelta(hours=1)}
    for pk in Rsvp.objects.filter(answer="yes", **soon).values_list("pk", flat=True):
        remind.delay(pk)


@shared_task(name="one_task_each.remind")
def remind(rsvp_id: int) -> None:
    """Look whether it is still right, tell the person in the page and by mail, and write down that it was sent."""
    from apps.meetings.models import Reminder, Rsvp  # noqa: PLC0415 - Django is ready only now
    from apps.meetings.services.telling import tell_reminders  # noqa: PLC0415
    from apps.notifications.services.mails import (  # noqa: PLC0415
        Letter,
        MailKind,
        deliver_mail,
        open_connection,
    )

    rsvp = Rsvp.objects.select_related("meeting__series__group", "membership__user").get(pk=rsvp_id)
    if rsvp.answer != "yes" or rsvp.meeting.state != "planned" or rsvp.membership.ended_at is not None:
        return
    lead = timedelta(minutes=10)
    about: dict[str, Any] = {
        "meeting": rsvp.meeting,
        "membership": rsvp.membership,
        "starts_at": rsvp.meeting.starts_at,
        "lead": lead,
    }
    reminder, _ = Reminder.objects.get_or_create(**about, channel="mail")
    if reminder.sent_at is not None:
        return
    tell_reminders([(rsvp.meeting, rsvp.membership)])
    with open_connection() as connection:
        deliver_mail(connection, Letter(rsvp.membership.user, MailKind.REMINDER, f"reminder.{reminder.pk}"))
    reminder.sent_at = timezone.now()
    reminder.save(update_fields=["sent_at"])
