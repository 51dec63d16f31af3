"""Days of the year on which a group remembers somebody of whom it has a page."""

from datetime import date

from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from apps.core.public_ids import new_public_id
from apps.messaging.models.rooms import Memorial
from apps.messaging.rules.remembering import ANY_YEAR, LEAP_DAY


class RememberedDay(models.Model):
    """One day of every year, without a year. Declined, it stays so that it is not asked for again and again."""

    class Occasion(models.TextChoices):
        BIRTHDAY = "birthday", _("Birthday")
        DEATH = "death", _("Day of death")
        OTHER = "other", _("Another day")

    class State(models.TextChoices):
        ASKED = "asked", _("asked for")
        HELD = "held", _("held")
        DECLINED = "declined", _("not held")

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    memorial = models.ForeignKey(Memorial, on_delete=models.CASCADE, related_name="days")
    asker = models.ForeignKey("groups.Membership", on_delete=models.CASCADE, related_name="+")
    occasion = models.CharField(max_length=10, choices=Occasion)
    month = models.PositiveSmallIntegerField()
    day = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=State, default=State.ASKED)
    asked_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ("month", "day", "pk")
        constraints = [
            models.UniqueConstraint(fields=["memorial", "month", "day"], name="each_day_once_for_one_remembered")
        ]

    def __str__(self) -> str:
        return f"remembered day {self.public_id}"

    @property
    def in_words(self) -> str:
        """The day as it is written, without a year."""
        return date_format(date(ANY_YEAR, self.month, self.day), "MONTH_DAY_FORMAT")

    @property
    def is_held(self) -> bool:
        return self.state == self.State.HELD

    @property
    def is_leap_day(self) -> bool:
        return (self.month, self.day) == LEAP_DAY


class Light(models.Model):
    """A light that one member lit on that day. It is put out with the day, and never counted."""

    day = models.ForeignKey(RememberedDay, on_delete=models.CASCADE, related_name="lights")
    membership = models.ForeignKey("groups.Membership", on_delete=models.CASCADE, related_name="+")
    lit_on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "membership"], name="one_light_a_member")]

    def __str__(self) -> str:
        return f"light {self.pk}"


class DayAside(models.Model):
    """One member does not want to meet this day, or with no `day` none of this remembered person."""

    membership = models.ForeignKey("groups.Membership", on_delete=models.CASCADE, related_name="+")
    memorial = models.ForeignKey(Memorial, on_delete=models.CASCADE, related_name="+")
    day = models.ForeignKey(RememberedDay, null=True, blank=True, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["membership", "memorial", "day"], nulls_distinct=False, name="put_aside_once"
            )
        ]

    def __str__(self) -> str:
        return f"aside {self.pk}"

    @property
    def in_words(self) -> str:
        """Whom or what it is about, for somebody who takes everything along."""
        return f"{self.memorial.name}, {self.day.in_words}" if self.day else self.memorial.name
