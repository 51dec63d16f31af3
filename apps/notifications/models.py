"""What a person is told: a row in the page first, and from it a neutral mail."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from apps.core.public_ids import new_public_id


class Notice(models.Model):
    """One thing one person was told.

    `kind` names the templates (`templates/notifications/<kind>.html` in the page); `details` fill them and may name
    the group, because only the person sees them. `scope` is an opaque id (a group's public id) for preferences.
    The mail is always the neutral one and is claimed by `lease_*` before it is sent.
    """

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=40)
    scope = models.CharField(max_length=12, blank=True)
    details = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    read_at = models.DateTimeField(null=True, blank=True)
    wants_mail = models.BooleanField(default=False)
    mailed_at = models.DateTimeField(null=True, blank=True)
    lease_id = models.UUIDField(null=True, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-created_at",)
        indexes = [
            models.Index(
                fields=["created_at"],
                condition=models.Q(wants_mail=True, mailed_at=None),
                name="notices_to_mail",
            )
        ]

    def __str__(self) -> str:
        return f"notice {self.public_id}"
