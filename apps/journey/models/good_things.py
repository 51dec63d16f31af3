"""What was good."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.core.encrypted_fields import EncryptedText
from apps.core.public_ids import new_public_id

LONGEST_WORDS = 2000


class GoodThing(models.Model):
    """Something that one person is thankful for, or that went well, in their words."""

    class Kind(models.TextChoices):
        THANKS = "thanks", _("I am thankful for")
        WIN = "win", _("A small win")

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="good_things")
    kind = EncryptedText(choices=Kind)
    words = EncryptedText(_("words"), max_length=LONGEST_WORDS)
    kept_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ("-kept_at", "-pk")

    def __str__(self) -> str:
        return f"good thing {self.public_id}"
