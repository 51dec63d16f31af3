"""What was decided about members and messages."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.core.public_ids import new_public_id
from apps.moderation.rules.words import LONGEST, LONGEST_RULE


class Action(models.Model):
    """One decision about a member or a message, with the words that the member read.

    Its effect lives where it acts: `Membership.muted_until`, `Membership.ended_at`, `Message.state`.
    """

    class Kind(models.TextChoices):
        MUTE = "mute", _("muted")
        UNMUTE = "unmute", _("mute taken back")
        REMOVE = "remove", _("removed from the group")
        HIDE = "hide", _("message hidden")
        RESTORE = "restore", _("message shown again")

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    group = models.ForeignKey("groups.Group", on_delete=models.CASCADE, related_name="moderation_actions")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    actor = models.ForeignKey(
        "groups.Membership", null=True, blank=True, on_delete=models.SET_NULL, related_name="actions_taken"
    )
    is_by_site_staff = models.BooleanField(default=False)
    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    target = models.ForeignKey(
        "groups.Membership", null=True, blank=True, on_delete=models.CASCADE, related_name="actions_met"
    )
    message_public_id = models.CharField(max_length=12, blank=True)
    reason = models.TextField(max_length=LONGEST)
    rule = models.CharField(max_length=LONGEST_RULE, blank=True)
    until = models.DateTimeField(null=True, blank=True)
    client_id = models.UUIDField(null=True, blank=True, unique=True, help_text="the form it came from: sent once")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ("-created_at", "-pk")
        constraints = [models.CheckConstraint(condition=~Q(actor=F("target")), name="nobody_acts_on_themself")]
        indexes = [models.Index(fields=["group", "-created_at"], name="actions_of_a_group")]

    def __str__(self) -> str:
        return f"action {self.public_id}"
