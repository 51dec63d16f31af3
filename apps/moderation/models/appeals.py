"""What a member asks to be looked at once more."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.core.public_ids import new_public_id
from apps.moderation.rules.words import LONGEST


class Appeal(models.Model):
    """A member's words against one decision about them, and what somebody else than its author made of it."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting for somebody else to look")
        UPHELD = "upheld", _("looked at again, and it stays")
        REVERSED = "reversed", _("looked at again, and taken back")

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    # Once, for ever: whoever comes back with more words writes to the site.
    action = models.OneToOneField("moderation.Action", on_delete=models.CASCADE, related_name="appeal")
    words = models.TextField(max_length=LONGEST)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        "groups.Membership", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_by_staff = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    answer = models.TextField(max_length=LONGEST, blank=True)

    class Meta:
        ordering = ("made_at", "pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(state="waiting", decided_at=None) | (~Q(state="waiting") & Q(decided_at__isnull=False)),
                name="a_decided_appeal_has_its_moment",
            )
        ]

    def __str__(self) -> str:
        return f"appeal {self.public_id}"

    @property
    def is_waiting(self) -> bool:
        return self.state == self.State.WAITING
