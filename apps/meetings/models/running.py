"""A meeting while it runs: who speaks, what is being read, what was written. Nothing here outlives it by more than a day."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.core.public_ids import new_public_id
from apps.groups.models import Membership
from apps.meetings.models.scripts import Step
from apps.meetings.models.seats import Seat
from apps.meetings.models.series import Meeting


class Running(models.Model):
    """What hosts have set for everybody in one meeting. It is made when the meeting opens.

    `steps` is the script as it was then: a list of {kind, title, text, seconds, sound, has_chat}, so that a change of
    the script does not change a meeting that runs. `step` is the place in it, None before the start.
    """

    meeting = models.OneToOneField(Meeting, on_delete=models.CASCADE, related_name="running")
    # While frozen nobody in the room speaks, shows or writes, nobody comes in, and no turn or step is begun.
    frozen_at = models.DateTimeField(null=True, blank=True)
    frozen_by = models.ForeignKey(Membership, on_delete=models.SET_NULL, related_name="+", null=True, blank=True)
    sound = models.CharField(max_length=9, choices=Step.Sound, default=Step.Sound.EVERYBODY)
    has_chat = models.BooleanField(default=True)
    # The speaking queue.
    is_quiet_first = models.BooleanField(default=True)
    turn_seconds = models.PositiveSmallIntegerField(default=180)
    speaker = models.ForeignKey(Seat, on_delete=models.SET_NULL, related_name="+", null=True, blank=True)
    turn_began_at = models.DateTimeField(null=True, blank=True)
    is_round = models.BooleanField(default=False)  # Everybody is asked once, and may pass.
    # The script.
    steps = models.JSONField(default=list, blank=True)
    step = models.PositiveSmallIntegerField(null=True, blank=True)
    step_began_at = models.DateTimeField(null=True, blank=True)
    stretched_by = models.DurationField(null=True, blank=True)
    screen = models.ForeignKey(Seat, on_delete=models.SET_NULL, related_name="+", null=True, blank=True)

    def __str__(self) -> str:
        return f"running meeting {self.pk}"


class Line(models.Model):
    """Something written in a meeting, or at its door; it goes when the meeting is over.

    With `door_of` it was written at the door: by the one who waits there, or by a host to them alone.
    """

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="lines")
    author = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    door_of = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+", null=True, blank=True)
    body = models.CharField(_("words"), max_length=1000)
    written_at = models.DateTimeField(default=timezone.now)
    client_id = models.CharField(max_length=64)

    class Meta:
        ordering = ("written_at", "pk")
        constraints = [
            models.UniqueConstraint(fields=["meeting", "author", "client_id"], name="one_line_per_client_id"),
        ]
        indexes = [models.Index(fields=["meeting", "written_at"], name="lines_of_a_meeting")]

    def __str__(self) -> str:
        return f"line {self.public_id}"
