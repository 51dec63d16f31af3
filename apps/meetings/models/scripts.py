"""What happens in a meeting, step by step, as a group wrote it down."""

from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.core.public_ids import new_public_id
from apps.groups.models import Group


class Script(models.Model):
    """A sequence of timed steps that belongs to a group; series choose one."""

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="scripts")
    title = models.CharField(_("title"), max_length=80)

    def __str__(self) -> str:
        return f"script {self.public_id}"


class Step(models.Model):
    """One step of a script. What it says of chat and sound holds from its beginning until another step says otherwise."""

    class Kind(models.TextChoices):
        WELCOME = "welcome", _("Welcome")
        READING = "reading", _("A reading")
        SILENCE = "silence", _("Silence")
        ROUND = "round", _("A round")
        TOPIC = "topic", _("A topic")
        MILESTONES = "milestones", _("Milestones")
        CLOSING = "closing", _("Closing")

    class Sound(models.TextChoices):
        EVERYBODY = "everybody", _("Everybody may speak")
        IN_TURN = "in_turn", _("One after the other")
        HOSTS = "hosts", _("Hosts alone")

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    script = models.ForeignKey(Script, on_delete=models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    title = models.CharField(_("title"), max_length=80)
    text = models.TextField(_("shown to everybody"), max_length=4000, blank=True)
    length = models.DurationField(_("length"), default=timedelta(minutes=5))
    sound = models.CharField(_("who may speak"), max_length=9, choices=Sound, default=Sound.EVERYBODY)
    has_chat = models.BooleanField(_("writing is open"), default=True)

    class Meta:
        ordering = ("position",)
        constraints = [
            models.UniqueConstraint(
                fields=["script", "position"],
                name="one_step_per_place_in_a_script",
                deferrable=models.Deferrable.DEFERRED,
            )
        ]

    def __str__(self) -> str:
        return f"step {self.public_id}"
