"""What belongs to one reader and is told to nobody else."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.core.encrypted_fields import EncryptedText
from apps.core.public_ids import new_public_id
from apps.messaging.models.messages import Message

PLACE_OF_A_DRAFT = ("membership_id", "room_id", "thread")


class ReadMark(models.Model):
    """How far one member has read; nobody else is told."""

    membership = models.ForeignKey("groups.Membership", on_delete=models.CASCADE, related_name="read_marks")
    room = models.ForeignKey("messaging.Room", on_delete=models.CASCADE, related_name="+")
    number = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["membership", "room"], name="one_read_mark_per_room")]

    def __str__(self) -> str:
        return f"read to {self.number}"


class UnsentDraft(models.Model):
    """What one member has begun to write in a room, on whichever device.

    On the wall each post has its own: `thread` is the public id of the post that is answered, or nothing.
    """

    membership = models.ForeignKey("groups.Membership", on_delete=models.CASCADE, related_name="+")
    room = models.ForeignKey("messaging.Room", on_delete=models.CASCADE, related_name="+")
    body = EncryptedText(max_length=4000, bound_to=PLACE_OF_A_DRAFT)
    kind = models.CharField(max_length=10, choices=Message.Kind.choices, default=Message.Kind.PLAIN)
    content_note = EncryptedText(max_length=80, blank=True, default="", bound_to=PLACE_OF_A_DRAFT)
    reply_to = models.CharField(max_length=12, blank=True)
    thread = models.CharField(max_length=12, blank=True, default="", db_default="")
    saved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["membership", "room", "thread"], name="one_draft_per_thread")]

    def __str__(self) -> str:
        return f"draft {self.pk}"


class MutedWord(models.Model):
    """A word that one person does not want to meet anywhere: sealed, for it tells what they went through."""

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="muted_words")
    word = EncryptedText(_("word or words"), max_length=60)

    def __str__(self) -> str:
        return f"muted word {self.pk}"


class ChatPreference(models.Model):
    """How one member wants to take part in a group's talk; without a row everything is as the defaults say."""

    class Announcing(models.TextChoices):
        ALL = "all", _("Every message")
        MENTIONS = "mentions", _("Only what is said to me")
        NONE = "none", _("Nothing")

    membership = models.OneToOneField("groups.Membership", on_delete=models.CASCADE, related_name="chat_preference")
    shows_typing = models.BooleanField(_("Others see when I am writing"), default=False)
    shows_presence = models.BooleanField(_("Others see when I am here"), default=False)
    takes_direct = models.BooleanField(_("Members may ask me for a direct conversation"), default=True)
    welcomes = models.BooleanField(_("Show me words that nobody has answered yet"), default=False)
    announcing = models.CharField(
        _("What a screen reader says by itself"), max_length=10, choices=Announcing.choices, default=Announcing.ALL
    )

    def __str__(self) -> str:
        return f"chat preference {self.pk}"
