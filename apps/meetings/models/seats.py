"""Who is in a meeting, or at its door: rows, so that any process can serve any socket and a restart loses nothing."""

from datetime import datetime, timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.groups.models import Membership
from apps.meetings.models.series import Meeting

# A browser that has said nothing for this long is no longer there.
PRESENT_FOR = timedelta(seconds=15)


class Seat(models.Model):
    """One member in one meeting. A removed one stays removed; one who left waits at the door again."""

    class State(models.TextChoices):
        WAITING = "waiting", _("at the door")
        ADMITTED = "admitted", _("in the room")
        LEFT = "left", _("left")
        REMOVED = "removed", _("removed")

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="seats")
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="seats")
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    asked_at = models.DateTimeField(default=timezone.now)
    joined_at = models.DateTimeField(null=True, blank=True)
    # The agreement as it was accepted for this meeting.
    agreement_version = models.PositiveIntegerField(default=0)
    agreed_at = models.DateTimeField(null=True, blank=True)
    hand_up_at = models.DateTimeField(null=True, blank=True)
    # The speaking queue: hosts may put somebody earlier or later than their hand; quiet ones come first.
    queue_place = models.SmallIntegerField(default=0)
    times_spoken = models.PositiveSmallIntegerField(default=0)
    was_asked = models.BooleanField(default=False)  # In this round: they spoke, or let it pass.
    is_just_listening = models.BooleanField(default=False)
    seconds_present = models.PositiveIntegerField(default=0)
    is_muted = models.BooleanField(default=True)
    has_picture = models.BooleanField(default=False)
    # The one socket that speaks for this seat; a newer one takes its place.
    connection = models.CharField(max_length=32, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "membership"], name="one_seat_per_member")]

    def __str__(self) -> str:
        return f"seat {self.pk}"

    def is_present(self, now: datetime) -> bool:
        """Tell whether a browser speaks for this seat at the moment."""
        return bool(self.connection) and self.seen_at is not None and now - self.seen_at < PRESENT_FOR
