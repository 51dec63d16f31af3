"""The doors of a group: a request that a person reads, and an invitation that expires."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils import timezone

from apps.core.encrypted_fields import EncryptedJSON
from apps.core.public_ids import new_public_id


class JoinRequest(models.Model):
    """Somebody asks to join, under an alias, with answers to the group's questions."""

    class State(models.TextChoices):
        WAITING = "waiting"
        ACCEPTED = "accepted"
        DECLINED = "declined"
        WITHDRAWN = "withdrawn"

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    group = models.ForeignKey("groups.Group", on_delete=models.CASCADE, related_name="join_requests")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="join_requests")
    alias = models.CharField(max_length=40)
    # Kept for the person while the request waits: nobody else gets it meanwhile.
    alias_folded = models.CharField(max_length=80, editable=False)
    agreement_version = models.PositiveIntegerField()
    # [{"question": "…", "answer": "…"}]: the question as it was when it was answered.
    answers = EncryptedJSON(default=list)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        "groups.Membership",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["group", "user"],
                condition=models.Q(state="waiting"),
                name="one_waiting_request_per_person",
            ),
            models.UniqueConstraint(
                fields=["group", "alias_folded"],
                condition=models.Q(state="waiting"),
                name="one_waiting_request_per_alias",
            ),
        ]

    def __str__(self) -> str:
        return f"join request {self.public_id}"


class Invitation(models.Model):
    """A link that lets its holder join until it expires; only the token's hash is kept.

    With `to` it is for this person alone, whoever else holds the link.
    """

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    group = models.ForeignKey("groups.Group", on_delete=models.CASCADE, related_name="invitations")
    made_by = models.ForeignKey("groups.Membership", null=True, on_delete=models.SET_NULL, related_name="+")
    to = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="invitations_met"
    )
    token_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    uses_left = models.PositiveIntegerField(default=1)
    revoked_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    def __str__(self) -> str:
        return f"invitation {self.public_id}"

    def is_good(self, now: datetime | None = None) -> bool:
        """Tell whether somebody may still join by it."""
        moment = now or timezone.now()
        return self.revoked_at is None and self.uses_left > 0 and self.expires_at > moment
