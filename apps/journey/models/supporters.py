"""Somebody outside who may see a few things of a member's for a time, by a link and without an account."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext

from apps.core.encrypted_fields import EncryptedJSON, EncryptedText
from apps.core.public_ids import new_public_id
from apps.journey.models.check_ins import LONGEST_NOTE
from apps.journey.models.close_ones import LONGEST_LINE
from apps.journey.rules.supporters import kinds_in


class SupporterInvitation(models.Model):
    """A link to what one member chose. Only until when it holds can be read in the database; of the link a hash is kept.

    `pieces` are names as in `rules/supporters.py`: the words themselves stay where they are, and what is deleted there is
    gone here. Whether anybody came by the link is written down nowhere.
    """

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="supporter_invitations")
    name = EncryptedText(max_length=LONGEST_LINE)
    note = EncryptedText(max_length=LONGEST_NOTE, blank=True)
    pieces = EncryptedJSON(default=list)
    language = models.CharField(max_length=10)
    token_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField(db_index=True)
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"supporter invitation {self.public_id}"

    @property
    def in_words(self) -> list[str]:
        """What they may see, for its owner who takes everything along."""
        return [gettext(kind) for kind in kinds_in(self.pieces)]
