"""What belongs to one message: who is called on in it, quiet answers, pictures, and how it was before."""

from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.core.public_ids import new_public_id


class Reaction(models.Model):
    """A quiet answer to a message. Presence is shown, numbers never."""

    class Kind(models.TextChoices):
        HEAR = "hear", _("I hear you")
        WITH = "with", _("With you")
        THANKS = "thanks", _("Thank you")
        WELL = "well", _("Well done")
        TOO = "too", _("Me too")

    message = models.ForeignKey("messaging.Message", on_delete=models.CASCADE, related_name="reactions")
    membership = models.ForeignKey("groups.Membership", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    # By the database's clock, as blocks are dated.
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message", "membership", "kind"], name="one_reaction_of_a_kind")]

    def __str__(self) -> str:
        return f"reaction {self.kind}"


class Mention(models.Model):
    """A member called on by alias. `alias` is what was typed: a later name is shown in its place."""

    message = models.ForeignKey("messaging.Message", on_delete=models.CASCADE, related_name="mentions")
    membership = models.ForeignKey("groups.Membership", on_delete=models.CASCADE, related_name="+")
    alias = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message", "membership"], name="one_mention_per_member")]

    def __str__(self) -> str:
        return f"mention {self.pk}"


class Revision(models.Model):
    """How a message was before an edit; shown to nobody in the room, and gone when the message is taken back."""

    message = models.ForeignKey("messaging.Message", on_delete=models.CASCADE, related_name="revisions")
    body = models.TextField(max_length=4000)
    content_note = models.CharField(max_length=80, blank=True)
    kind = models.CharField(max_length=10)
    written_at = models.DateTimeField()

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"revision {self.pk}"


class Picture(models.Model):
    """A picture that we encoded anew. Without a message it waits in a composer, for its uploader alone."""

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    room = models.ForeignKey("messaging.Room", on_delete=models.CASCADE, related_name="pictures")
    uploader = models.ForeignKey("groups.Membership", on_delete=models.CASCADE, related_name="+")
    message = models.ForeignKey(
        "messaging.Message", null=True, blank=True, on_delete=models.CASCADE, related_name="pictures"
    )
    file = models.FileField(upload_to="pictures/")
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    description = models.CharField(_("what is to be seen, for those who cannot see it"), max_length=300, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        indexes = [models.Index(fields=["uploader", "created_at"], name="own_pictures_by_time")]

    def __str__(self) -> str:
        return f"picture {self.public_id}"
