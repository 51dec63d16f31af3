"""When somebody looks after a group: its hours of each week, and the shifts that they become."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.core.encrypted_fields import EncryptedText
from apps.core.public_ids import new_public_id


class DutyHours(models.Model):
    """When a moderator is there, each week, by the group's clock; an end before the start is the next morning.

    `member` has the shifts that these hours become; without one they are shared by all who look after the group.
    """

    class Weekday(models.IntegerChoices):
        MONDAY = 0, _("Monday")
        TUESDAY = 1, _("Tuesday")
        WEDNESDAY = 2, _("Wednesday")
        THURSDAY = 3, _("Thursday")
        FRIDAY = 4, _("Friday")
        SATURDAY = 5, _("Saturday")
        SUNDAY = 6, _("Sunday")

    group = models.ForeignKey("groups.Group", on_delete=models.CASCADE, related_name="duty_hours")
    weekday = models.PositiveSmallIntegerField(_("day"), choices=Weekday.choices)
    starts_at = models.TimeField(_("from"))
    ends_at = models.TimeField(_("until"))
    member = models.ForeignKey("groups.Membership", null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ("weekday", "starts_at")

    def __str__(self) -> str:
        return f"{self.weekday} {self.starts_at}-{self.ends_at}"


class Shift(models.Model):
    """One stretch of duty on one day: of the weekly `hours` on the day `on` (by the group's clock), or a single one.

    `is_shared`: it is nobody's by name, and whoever looks after the group is there. Without that and without a `member`
    nobody has it, and nobody is on duty. An offered shift stays with its member until somebody takes it.
    """

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    group = models.ForeignKey("groups.Group", on_delete=models.CASCADE, related_name="shifts")
    hours = models.ForeignKey(DutyHours, null=True, on_delete=models.SET_NULL, related_name="shifts")
    on = models.DateField(null=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    member = models.ForeignKey("groups.Membership", null=True, on_delete=models.SET_NULL, related_name="shifts")
    is_shared = models.BooleanField(default=False)
    offered_at = models.DateTimeField(null=True)
    # Whether it is still as the hours say: a change of these moves it then, and not what people arranged themselves.
    is_arranged = models.BooleanField(default=False)

    class Meta:
        ordering = ("starts_at", "pk")
        constraints = [
            models.UniqueConstraint(fields=["hours", "on"], name="one_shift_per_hours_and_day"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="a_shift_ends_after_it_starts"),
        ]
        indexes = [models.Index(fields=["group", "ends_at"], name="shifts_of_a_group")]

    def __str__(self) -> str:
        return f"shift {self.public_id}"


class HandOver(models.Model):
    """What somebody on duty leaves to the next: read by those who look after the group, and by nobody else."""

    group = models.ForeignKey("groups.Group", on_delete=models.CASCADE, related_name="hand_overs")
    author = models.ForeignKey("groups.Membership", null=True, on_delete=models.SET_NULL, related_name="+")
    words = EncryptedText(_("what the next one should know"), max_length=2000)
    written_at = models.DateTimeField()
    read_by = models.ForeignKey("groups.Membership", null=True, on_delete=models.SET_NULL, related_name="+")
    read_at = models.DateTimeField(null=True)
    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)

    class Meta:
        ordering = ("-written_at", "-pk")

    def __str__(self) -> str:
        return f"hand-over {self.public_id}"
