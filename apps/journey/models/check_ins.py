"""How it is, said to nobody."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.core.encrypted_fields import EncryptedJSON, EncryptedText
from apps.core.public_ids import new_public_id

LONGEST_NOTE = 2000


class CheckIn(models.Model):
    """How it was for one person at one moment. Only that it was said and when can be read in the database."""

    class Feeling(models.TextChoices):
        VERY_HEAVY = "1", _("Very heavy")
        HEAVY = "2", _("Heavy")
        SO_SO = "3", _("So-so")
        LIGHTER = "4", _("Lighter")
        GOOD = "5", _("Good")

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="check_ins")
    felt_at = models.DateTimeField(default=timezone.now)
    feeling = EncryptedText(choices=Feeling)
    going_on = EncryptedJSON(default=list)
    note = EncryptedText(max_length=LONGEST_NOTE, blank=True)

    class Meta:
        ordering = ("-felt_at", "-pk")
        indexes = [models.Index(fields=["user", "-felt_at"], name="check_ins_by_person")]

    def __str__(self) -> str:
        return f"check-in {self.public_id}"


class CheckInChoices(models.Model):
    """What may be going on, in the words that one person wants to be offered."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="check_in_choices")
    words = EncryptedJSON(default=list, bound_to=("user_id",))

    def __str__(self) -> str:
        return f"choices {self.pk}"
