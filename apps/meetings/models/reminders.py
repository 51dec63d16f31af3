"""What is to be said before a meeting, and how each person wants it said."""

from datetime import timedelta

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.groups.models import Membership
from apps.meetings.models.series import Meeting
from apps.meetings.rules.reminder_times import DEFAULT_LEADS


class Channel(models.TextChoices):
    PAGE = "page", _("on this site")
    MAIL = "mail", _("by mail")
    PUSH = "push", _("by push")


def default_leads() -> list[timedelta]:
    return list(DEFAULT_LEADS)


def default_channels() -> list[str]:
    return [Channel.PAGE, Channel.MAIL, Channel.PUSH]


class ReminderPreference(models.Model):
    """How long before a meeting somebody is reminded, and where; without a row the defaults hold."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="reminder_preference",
    )
    leads = ArrayField(models.DurationField(), default=default_leads, blank=True)
    channels = ArrayField(
        models.CharField(max_length=4, choices=Channel),
        default=default_channels,
        blank=True,
    )

    def __str__(self) -> str:
        return f"reminder preference {self.pk}"


class Reminder(models.Model):
    """One thing to be said to one member before one start of one meeting.

    A meeting that moves has another `starts_at`, and so new reminders; the old rows are simply never wanted again.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="reminders")
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    starts_at = models.DateTimeField()
    lead = models.DurationField()
    channel = models.CharField(max_length=4, choices=Channel)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    sent_at = models.DateTimeField(null=True, blank=True)
    lease_id = models.UUIDField(null=True, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "membership", "starts_at", "lead", "channel"],
                name="one_reminder_per_lead",
            )
        ]
        indexes = [
            models.Index(
                fields=["starts_at"],
                condition=models.Q(sent_at=None),
                name="reminders_to_send",
            ),
        ]

    def __str__(self) -> str:
        return f"reminder {self.pk}"
