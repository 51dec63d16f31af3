"""A meeting that repeats by a clock on some wall, and each of its occurrences."""

from datetime import datetime, timedelta
from math import ceil

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.core.encrypted_fields import EncryptedText
from apps.core.public_ids import new_public_id
from apps.groups.models import Group, Membership
from apps.meetings.querysets import MeetingQuerySet

# How long before its start a meeting has a door to wait at.
DOOR_OPENS_BEFORE = timedelta(minutes=15)


class Kind(models.TextChoices):
    DISCUSSION = "discussion", _("Talking together")
    CHECK_IN = "check_in", _("A round: how is everyone")
    TOPIC = "topic", _("One topic")
    SPEAKER = "speaker", _("Somebody tells their story")
    READING = "reading", _("Reading together")
    STEPS = "steps", _("Working the steps")
    QUIET = "quiet", _("Quiet time together")
    NEWCOMERS = "newcomers", _("For newcomers")
    MEMORIAL = "memorial", _("Remembering somebody")
    SOCIAL = "social", _("Doing something together")
    VOLUNTEERING = "volunteering", _("Helping others together")

    @property
    def has_place(self) -> bool:
        """It may happen somewhere, and not only on a screen."""
        return self in {Kind.MEMORIAL, Kind.SOCIAL, Kind.VOLUNTEERING}


# What members offer one another beside meetings.
ACTIVITIES = (Kind.SOCIAL, Kind.VOLUNTEERING, Kind.READING)


class Format(models.TextChoices):
    CHAT = "chat", _("Chat only")
    VOICE = "voice", _("Voices")
    VIDEO = "video", _("Pictures if you like")
    PERSON = "person", _("In person")


class MeetingSeries(models.Model):
    """When a group meets: local wall time, IANA zone and RRULE (RFC 5545), never "UTC plus seven days".

    A single meeting is a series whose `ends_on` is its first day. Without `hosts` the group's facilitators host.
    `skipped_days` and `extra_days` are its exceptions and extra dates (EXDATE, RDATE) by its own calendar. A series
    changed from one meeting on ends before it, and another one goes on.

    With `offered_by` it is an activity: that member's own, hosted and changed by nobody else. Those who look after the
    group can take it down.
    """

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="meeting_series")
    title = models.CharField(_("title"), max_length=80)
    description = models.TextField(_("what will happen"), max_length=2000, blank=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.DISCUSSION)
    format = models.CharField(_("how people meet"), max_length=6, choices=Format, default=Format.VOICE)
    # The part after "RRULE:", without UNTIL and COUNT: `ends_on` says where it ends.
    recurrence = models.CharField(max_length=200)
    skipped_days = ArrayField(models.DateField(), default=list, blank=True)
    extra_days = ArrayField(models.DateField(), default=list, blank=True)
    local_time = models.TimeField(_("start"))
    duration = models.DurationField(_("length"), default=timedelta(hours=1))
    time_zone = models.CharField(_("time zone"), max_length=64)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    is_open_to_newcomers = models.BooleanField(_("newcomers are welcome"), default=True)
    hosts = models.ManyToManyField(Membership, related_name="hosted_series", blank=True)
    outside_url = models.URLField(_("room elsewhere"), max_length=500, blank=True)
    # Where it happens that is not only on a screen; told to whoever said that they come.
    place = EncryptedText(_("place"), max_length=200, blank=True, default="")
    offered_by = models.ForeignKey(
        Membership, on_delete=models.CASCADE, related_name="activities", null=True, blank=True
    )
    taken_down_at = models.DateTimeField(null=True, blank=True)
    language = models.CharField(_("language"), max_length=10, blank=True, help_text=_("Empty: the group's."))
    script = models.ForeignKey("Script", on_delete=models.SET_NULL, related_name="+", null=True, blank=True)
    hosts_may_share_screens = models.BooleanField(_("hosts may share their screen"), default=False)
    capacity = models.PositiveSmallIntegerField(
        _("places"),
        null=True,
        blank=True,
        validators=[MinValueValidator(2), MaxValueValidator(500)],
    )

    class Meta:
        verbose_name = _("meeting series")
        verbose_name_plural = _("meeting series")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(duration__gt=timedelta()),
                name="a_meeting_takes_time",
            ),
        ]

    def __str__(self) -> str:
        return f"series {self.public_id}"

    @property
    def is_activity(self) -> bool:
        return self.offered_by_id is not None

    @property
    def is_in_person(self) -> bool:
        """People meet outside the screen, in a room of it or not."""
        return self.format == Format.PERSON or bool(self.place)

    @property
    def own_place(self) -> str:
        """The place of an activity, for whoever offers it."""
        return self.place if self.is_activity else ""


class Meeting(models.Model):
    """One occurrence. `occurs_on` is its day by the series' calendar and stays when it alone is moved."""

    class State(models.TextChoices):
        PLANNED = "planned", _("planned")
        OPEN = "open", _("open")
        ENDED = "ended", _("over")
        CANCELLED = "cancelled", _("cancelled")

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    series = models.ForeignKey(MeetingSeries, on_delete=models.CASCADE, related_name="meetings")
    occurs_on = models.DateField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    is_moved = models.BooleanField(default=False, help_text="has a time of its own")
    own_title = models.CharField(_("title for this time"), max_length=80, blank=True)
    own_description = models.TextField(_("what will happen this time"), max_length=2000, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PLANNED)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        ordering = ("starts_at", "pk")
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        constraints = [
            # Deferrable to the end of the statement: a series that moves by a day moves all its rows in one.
            models.UniqueConstraint(
                fields=["series", "occurs_on"],
                name="one_occurrence_per_day_of_a_series",
                deferrable=models.Deferrable.IMMEDIATE,
            ),
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")),
                name="a_meeting_ends_later",
            ),
        ]
        indexes = [
            models.Index(fields=["starts_at"], name="meetings_by_start"),
            models.Index(fields=["ends_at"], condition=models.Q(state="open"), name="meetings_that_are_open"),
        ]

    def __str__(self) -> str:
        return f"meeting {self.public_id}"

    @property
    def title(self) -> str:
        return self.own_title or self.series.title

    @property
    def description(self) -> str:
        return self.own_description or self.series.description

    @property
    def group(self) -> Group:
        return self.series.group

    @property
    def is_ahead(self) -> bool:
        """It is neither cancelled nor over."""
        return self.state in {self.State.PLANNED, self.State.OPEN} and self.ends_at > timezone.now()

    def has_door(self, now: datetime | None = None) -> bool:
        """Tell whether people may go to its door: from a quarter of an hour before the start until the end.

        What happens in person alone has none.

        A meeting that hosts have opened keeps its door until they end it.
        """
        moment = now or timezone.now()
        if self.series.format == Format.PERSON:
            return False
        if self.state == self.State.OPEN:
            return True
        return self.state == self.State.PLANNED and self.starts_at - DOOR_OPENS_BEFORE <= moment < self.ends_at

    def door_opens_in(self) -> int | None:
        """Return the seconds until its door opens by itself; None where it is open, or never will be."""
        if self.series.format == Format.PERSON:
            return None
        left = self.starts_at - DOOR_OPENS_BEFORE - timezone.now()
        return ceil(left.total_seconds()) if left > timedelta() and self.state == self.State.PLANNED else None
