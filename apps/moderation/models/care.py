"""Looking after somebody whose own words sounded as if they may be in danger; apart from conduct, and never a sanction."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.core.encrypted_fields import EncryptedText
from apps.core.public_ids import new_public_id
from apps.moderation.rules.words import LONGEST


class Concern(models.Model):
    """One member of a group about whom somebody should ask. Nothing of what they said is in it.

    `steps` are those of `rules/care.py` that were done; `told_at` is when the member learned of it, before anything else
    was done. While it is open further hard words belong to it. `follow_up_at`: when somebody asks again how they are.
    """

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    group = models.ForeignKey("groups.Group", on_delete=models.CASCADE, related_name="concerns")
    member = models.ForeignKey("groups.Membership", on_delete=models.CASCADE, related_name="concerns")
    message = models.ForeignKey("messaging.Message", null=True, on_delete=models.SET_NULL, related_name="+")
    heard_at = models.DateTimeField(default=timezone.now, editable=False)
    taken_by = models.ForeignKey("groups.Membership", null=True, on_delete=models.SET_NULL, related_name="+")
    told_at = models.DateTimeField(null=True)
    steps = ArrayField(models.CharField(max_length=12), default=list)
    note = EncryptedText(max_length=LONGEST, blank=True)
    closed_at = models.DateTimeField(null=True)
    follow_up_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    followed_up_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("heard_at", "pk")
        constraints = [
            models.UniqueConstraint(fields=["member"], condition=Q(closed_at=None), name="one_open_concern_per_member"),
            models.CheckConstraint(
                condition=Q(taken_by=None) | ~Q(taken_by=F("member")), name="nobody_looks_after_their_own_concern"
            ),
        ]

    def __str__(self) -> str:
        return f"concern {self.public_id}"


class EmergencyCard(models.Model):
    """What a member wrote for the worst case in one group, sealed: two who look after the group open it together."""

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    member = models.OneToOneField("groups.Membership", on_delete=models.CASCADE, related_name="emergency_card")
    words = EncryptedText(_("who can be called, and what helps"), max_length=LONGEST)
    written_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"card {self.public_id}"


class CardOpening(models.Model):
    """Somebody asks to open a card, with a reason; it is open once another one agrees, and for a day."""

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    concern = models.ForeignKey(Concern, on_delete=models.CASCADE, related_name="openings")
    asked_by = models.ForeignKey("groups.Membership", null=True, on_delete=models.SET_NULL, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    reason = EncryptedText(max_length=LONGEST)
    agreed_by = models.ForeignKey("groups.Membership", null=True, on_delete=models.SET_NULL, related_name="+")
    agreed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-asked_at", "-pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(agreed_by=None) | ~Q(agreed_by=F("asked_by")), name="two_people_open_a_card"
            )
        ]

    def __str__(self) -> str:
        return f"opening {self.public_id}"
