"""A log that nobody can change, and the words beside it that can be erased."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.core.encrypted_fields import EncryptedText


class AuditEntry(models.Model):
    """One line of the log: ids and codes, no words. A trigger refuses to change, delete or truncate it.

    `place` counts from 1 without gaps; `seal` chains the entry to the one before (`rules/audit_chain.py`). Unmanaged:
    the table belongs to its migration, so that it can be given to another role than the application's, and it has no
    foreign keys, so that nothing that is erased elsewhere reaches in.
    """

    id = models.BigAutoField(primary_key=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    group = models.CharField(max_length=12)
    actor = models.CharField(max_length=12, blank=True, help_text="public id of the membership that acted")
    staff_id = models.BigIntegerField(null=True, blank=True)
    code = models.CharField(max_length=40)
    action = models.CharField(max_length=12, blank=True)
    target = models.CharField(max_length=12, blank=True, help_text="public id of the membership it is about")
    message = models.CharField(max_length=12, blank=True)
    place = models.BigIntegerField(unique=True, editable=False)
    text_digest = models.BinaryField(default=b"", editable=False)
    seal = models.BinaryField(editable=False)

    class Meta:
        managed = False
        db_table = "moderation_audit_entry"
        ordering = ("-id",)
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")

    def __str__(self) -> str:
        return f"audit entry {self.pk}"


class AuditText(models.Model):
    """The words that belong to an entry, sealed, with the salt of their digest: erased together, they leave the chain whole."""

    place = models.BigIntegerField(unique=True)
    target = models.CharField(max_length=12, blank=True)
    salt = models.BinaryField()
    text = EncryptedText(bound_to=("place",))

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="words_are_kept_or_the_row_is_not_there")]
        indexes = [models.Index(fields=["target"], name="audit_texts_about_a_member")]

    def __str__(self) -> str:
        return f"words of audit entry {self.place}"
