"""What a person is told: a row in the page first, and from it a neutral mail."""

from datetime import time
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from apps.core.encrypted_fields import EncryptedNames, EncryptedText
from apps.core.public_ids import new_public_id
from apps.notifications.rules.digests import Rhythm


class Notice(models.Model):
    """One thing one person was told.

    `kind` names the templates (`templates/notifications/<kind>.html` in the page); `details` fill them and may name
    the group, because only the person sees them; what somebody wrote to or about them is in `words`, sealed. `names` are the
    memberships (public ids) whose alias or words are among these: the notice goes when one of them does. `scope` is
    an opaque id (a group's public id) for preferences. `topic` is what it goes on about (a room's public id): until it is read there is one notice about it, not one for
    each thing that is new. The mail is always the neutral one and is claimed by `lease_*` before it is sent; with
    `mail_after` it waits until then, and until the person is away. `in_page` is false for whoever wants the mail alone.
    `push_at` is when it is pushed to the person's devices, if they have any, and moves on while somebody sees to it.
    """

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=40)
    scope = models.CharField(max_length=12, blank=True)
    topic = models.CharField(max_length=12, blank=True, default="", db_default="")
    details = models.JSONField(default=dict)
    words = EncryptedNames(default=dict, db_default=b"")
    names = ArrayField(models.CharField(max_length=12), default=list, db_default=[])
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    read_at = models.DateTimeField(null=True, blank=True)
    in_page = models.BooleanField(default=True, db_default=True)
    wants_mail = models.BooleanField(default=False)
    mail_after = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)
    push_at = models.DateTimeField(null=True, blank=True)
    pushed_at = models.DateTimeField(null=True, blank=True)
    lease_id = models.UUIDField(null=True, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-created_at",)
        constraints = [
            models.UniqueConstraint(
                fields=["user", "kind", "topic"],
                condition=models.Q(read_at=None) & ~models.Q(topic=""),
                name="one_unread_notice_per_topic",
            )
        ]
        indexes = [
            models.Index(
                fields=["created_at"],
                condition=models.Q(wants_mail=True, mailed_at=None),
                name="notices_to_mail",
            ),
            models.Index(
                fields=["created_at"],
                condition=models.Q(push_at__isnull=False, pushed_at=None),
                name="notices_to_push",
            ),
        ]

    def __str__(self) -> str:
        return f"notice {self.public_id}"

    @property
    def told(self) -> dict[str, Any]:
        """Return all that fills the templates."""
        return {**self.details, **self.words}


class NoticeChoice(models.Model):
    """Where one person wants to be told of one kind of thing; without a row it is as `rules/kinds.py` says."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notice_choices")
    kind = models.CharField(max_length=40)
    in_page = models.BooleanField()
    by_mail = models.BooleanField()
    by_push = models.BooleanField(default=True, db_default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "kind"], name="one_choice_per_kind_of_notice")]

    def __str__(self) -> str:
        return f"choice about {self.kind}"


class ScopeChoice(models.Model):
    """What one person keeps from leaving of one scope (a group's public id), whatever they chose for its kind."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="scope_choices")
    scope = models.CharField(max_length=12)
    no_mail = models.BooleanField(default=False)
    no_push = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "scope"], name="one_choice_per_scope")]

    def __str__(self) -> str:
        return f"choice about {self.scope}"


class QuietHours(models.Model):
    """When one person wants to be left alone, by the clock of their own zone; an end before the start is next morning."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="quiet_hours")
    is_on = models.BooleanField(default=False)
    starts_at = models.TimeField(default=time(22))
    ends_at = models.TimeField(default=time(7))
    holds_reminders = models.BooleanField(default=True)

    def __str__(self) -> str:
        return f"quiet hours {self.pk}"


class PushDevice(models.Model):
    """A browser that shows pushes to its person: where its maker takes them, and the keys that open them there.

    Sealed, because whoever has them can write on that screen. `address_mark` stands for the address, `session_mark` for
    the session in which it was switched on or that was opened there last. `off_since` says when it was given up because
    nothing reached it any more: then neither address nor keys are left.
    """

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="push_devices")
    name = models.CharField(max_length=60)
    address_mark = models.CharField(max_length=64, unique=True)
    session_mark = models.CharField(max_length=24)
    address = EncryptedText()
    browser_key = EncryptedText()
    browser_secret = EncryptedText()
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    failing_since = models.DateTimeField(null=True, blank=True)
    off_since = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"push device {self.public_id}"


class MailRhythm(models.Model):
    """How often one person wants mails about what is new; without a row each comes by itself.

    A digest is due at `next_at`, reckoned by the clock of `zone`, and claimed by `lease_*` before it is sent.
    `digest_day` (Monday is 0) holds for the weekly one.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mail_rhythm")
    rhythm = models.CharField(max_length=6, default=Rhythm.EACH.value)
    digest_at = models.TimeField(default=time(18))
    digest_day = models.PositiveSmallIntegerField(default=0)
    zone = models.CharField(max_length=64, blank=True)
    next_at = models.DateTimeField(null=True, blank=True)
    lease_id = models.UUIDField(null=True, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["next_at"], condition=models.Q(next_at__isnull=False), name="digests_to_send")]

    def __str__(self) -> str:
        return f"mail rhythm {self.pk}"


class Mailbox(models.Model):
    """What came back from one person's mailbox; it says nothing of any other address than the one they had then."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mailbox")
    address = models.EmailField()
    failed_on = ArrayField(models.DateField(), default=list)
    off_since = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"mailbox {self.pk}"
