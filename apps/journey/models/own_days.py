"""The morning and the evening of somebody's days: what they mean to do, how it was, and when they want a word about it."""

from django.conf import settings
from django.db import models

from apps.core.encrypted_fields import EncryptedText
from apps.core.public_ids import new_public_id

LONGEST_WORDS = 2000


class OwnDay(models.Model):
    """What one person said of one day, by the calendar on their wall. Only that they did can be read in the database."""

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="own_days")
    day = models.DateField()
    intention = EncryptedText(max_length=LONGEST_WORDS, blank=True)
    look_back = EncryptedText(max_length=LONGEST_WORDS, blank=True)

    class Meta:
        ordering = ("-day",)
        constraints = [models.UniqueConstraint(fields=["user", "day"], name="one_own_day_a_date")]

    def __str__(self) -> str:
        return f"day {self.public_id}"


class OwnTimes(models.Model):
    """When one person looks ahead and back, by their wall; empty for what they do not want. Without a row nothing comes.

    `morning_next` and `evening_next` are the moments at which a job tells them.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="own_times")
    morning_at = models.TimeField(null=True, blank=True)
    evening_at = models.TimeField(null=True, blank=True)
    goes_outside = models.BooleanField(default=False, help_text="a neutral mail and push may say it too")
    morning_next = models.DateTimeField(null=True, blank=True)
    evening_next = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["morning_next"], condition=models.Q(morning_next__isnull=False), name="own_mornings_due"
            ),
            models.Index(
                fields=["evening_next"], condition=models.Q(evening_next__isnull=False), name="own_evenings_due"
            ),
        ]

    def __str__(self) -> str:
        return f"times {self.pk}"
