"""What remains of a meeting for those who were there."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.core.encrypted_fields import EncryptedText
from apps.core.public_ids import new_public_id
from apps.groups.models import Membership
from apps.meetings.models.series import Meeting


class Echo(models.Model):
    """How a meeting was for one member, in one tap. Hosts never see whose it is, nor anything of fewer than five."""

    class Mood(models.TextChoices):
        LIGHTER = "lighter", _("I feel lighter")
        SAME = "same", _("About the same")
        HEAVIER = "heavier", _("I feel heavier")

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="echoes")
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    mood = EncryptedText(max_length=8, choices=Mood, blank=True, default="", bound_to=("meeting_id", "membership_id"))
    wants_a_word = models.BooleanField(_("a moment alone with a host"), default=False)
    said_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "membership"], name="one_echo_per_member")]

    def __str__(self) -> str:
        return f"echo {self.pk}"


class AttendanceProof(models.Model):
    """Made only when the person asks: that somebody of this name was in a meeting then. It names no topic and no group."""

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="proofs")
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    name = EncryptedText(_("name on it"), max_length=120)
    # The day by the series' calendar as it was then: what is printed stays true when the series moves to another zone.
    on = models.DateField()
    minutes = models.PositiveSmallIntegerField()
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "membership"], name="one_proof_per_member")]

    def __str__(self) -> str:
        return f"proof {self.public_id}"
