"""Friends, family and others outside Beside whom somebody can lean on, and words for reaching out to them."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.core.encrypted_fields import EncryptedDate, EncryptedJSON, EncryptedText
from apps.core.public_ids import new_public_id
from apps.journey.models.check_ins import LONGEST_NOTE

LONGEST_LINE = 200


class CloseOne(models.Model):
    """One of them. All that can be read in the database is when their person next wants a word about them, and where.

    `remind_at` is when they are to be reminded; `reminded_at` is set from then until they were in touch.
    """

    class Rhythm(models.TextChoices):
        NEVER = "0", _("Do not remind me")
        WEEK = "7", _("Every week")
        TWO_WEEKS = "14", _("Every two weeks")
        MONTH = "30", _("Every month")
        QUARTER = "91", _("Every three months")

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="close_ones")
    name = EncryptedText(max_length=LONGEST_LINE)
    who = EncryptedText(max_length=LONGEST_LINE, blank=True)
    reach = EncryptedText(max_length=LONGEST_LINE, blank=True)
    note = EncryptedText(max_length=LONGEST_NOTE, blank=True)
    last_on = EncryptedDate(null=True, blank=True)
    rhythm = EncryptedText(choices=Rhythm, default=Rhythm.NEVER)
    goes_outside = models.BooleanField(default=False, help_text="a neutral mail and push may remind them too")
    remind_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ("pk",)
        indexes = [
            models.Index(fields=["remind_at"], condition=models.Q(remind_at__isnull=False), name="reaching_out_due")
        ]

    def __str__(self) -> str:
        return f"close one {self.public_id}"


class OwnStarters(models.Model):
    """Words of one person's own with which a message or a call can begin."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="own_starters")
    words = EncryptedJSON(default=list, bound_to=("user_id",))

    def __str__(self) -> str:
        return f"starters {self.pk}"


class Boundary(models.Model):
    """Something that somebody will or will not talk about, and how they can say so."""

    class Kind(models.TextChoices):
        WILLING = "willing", _("I am willing to talk about")
        UNWILLING = "unwilling", _("I do not want to talk about")

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="boundaries")
    kind = EncryptedText(choices=Kind)
    about = EncryptedText(max_length=LONGEST_LINE)
    words = EncryptedText(max_length=LONGEST_NOTE, blank=True)
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"boundary {self.public_id}"
