"""Who does not come back, as a keyed hash of their verified e-mail."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone


class Ban(models.Model):
    """One person is kept out of one group, or of all of them (`group` empty), until a moment or for good.

    `person` is the keyed hash (`rules/bans.py`) of one verified address: it outlives the account, and the row is deleted
    when the ban ends. `user` follows the account to a new address.
    """

    person = models.CharField(max_length=64)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    group = models.ForeignKey("groups.Group", null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    action = models.ForeignKey("moderation.Action", null=True, on_delete=models.SET_NULL, related_name="bans")
    until = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        indexes = [
            models.Index(fields=["person"], name="bans_of_an_address"),
            models.Index(fields=["until"], condition=Q(until__isnull=False), name="bans_that_end"),
        ]

    def __str__(self) -> str:
        return f"ban {self.pk}"
