"""Who means to come to a meeting."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.groups.models import Membership
from apps.meetings.models.series import Meeting


class Answer(models.TextChoices):
    YES = "yes", _("coming")
    MAYBE = "maybe", _("perhaps")
    NO = "no", _("not coming")
    WAITING = "waiting", _("waiting for a place")


class Rsvp(models.Model):
    """One member's answer to one meeting; only they and its hosts know of it."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="rsvps")
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="rsvps")
    answer = models.CharField(max_length=8, choices=Answer)
    answered_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "membership"], name="one_answer_per_member")]

    def __str__(self) -> str:
        return f"rsvp {self.pk}"
