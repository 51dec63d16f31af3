"""Reminders on the screens of devices: like the mails, at least once, and never late (`reminding.py`)."""

from django.utils import timezone

from apps.meetings.models import Channel, Reminder
from apps.meetings.rules.reminder_times import AT_THE_START, START_IS_NEWS_FOR
from apps.meetings.services.reminding import claim
from apps.notifications.services.pushes import Push, PushKind, deliver_pushes


def push_due() -> int:
    """Push what was written down and is still right, and return how many reminders are settled.

    A repeat shows nothing twice: it takes the place of the one before.
    """
    done = 0
    while batch := claim(Channel.PUSH).reminders:
        settled = deliver_pushes([_push_of(reminder) for reminder in batch])
        sent = [reminder.pk for reminder, is_settled in zip(batch, settled, strict=True) if is_settled]
        Reminder.objects.filter(pk__in=sent, sent_at=None).update(sent_at=timezone.now())
        done += len(sent)
        if not sent:
            # The services are away: the leases run out, and a later minute tries again.
            break
    return done


def _push_of(reminder: Reminder) -> Push:
    useful = START_IS_NEWS_FOR if reminder.lead == AT_THE_START else AT_THE_START
    return Push(reminder.membership.user, PushKind.REMINDER, good_until=reminder.starts_at + useful)
