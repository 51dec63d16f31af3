"""What somebody counts, remembers or hopes for."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.core.encrypted_fields import EncryptedDate, EncryptedJSON, EncryptedText
from apps.core.public_ids import new_public_id

LONGEST_NAME = 80


class Milestone(models.Model):
    """One of them. Nothing of it can be read in the database: neither what, nor when, nor whether there was a slip.

    `day` is the first day, the day itself or the day in mind, by the calendar of the person's wall. `slips` are of
    `{"id", "on", "until", "note"}`, the earliest first.
    """

    class Kind(models.TextChoices):
        FREE = "free", _("Days without something")
        SINCE = "since", _("Days since something")
        REMEMBRANCE = "remembrance", _("A day to remember")
        GOAL = "goal", _("Something I hope for")

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="milestones")
    kind = EncryptedText(choices=Kind)
    name = EncryptedText(_("name"), max_length=LONGEST_NAME)
    day = EncryptedDate(null=True, blank=True)
    reached_on = EncryptedDate(null=True, blank=True)
    slips = EncryptedJSON(default=list)
    shows_number = models.BooleanField(default=True)
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"milestone {self.public_id}"

    @property
    def hard_times(self) -> list[dict[str, str]]:
        """The slips for somebody who takes everything along."""
        return [{part: slip[part] for part in ("on", "until", "note")} for slip in self.slips]
