"""Who serves at a meeting."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.groups.models import Membership
from apps.meetings.models.series import Meeting


class ServiceRole(models.TextChoices):
    HOST = "host", _("Host")
    COHOST = "cohost", _("Co-host")
    GREETER = "greeter", _("Greeter")
    TIMEKEEPER = "timekeeper", _("Timekeeper")
    READER = "reader", _("Reader")


class Service(models.Model):
    """One member has taken one role at one meeting. `offered_at`: they cannot come and ask somebody to take it over.

    `told_at`: facilitators were told that nobody has.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="services")
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="services")
    role = models.CharField(max_length=10, choices=ServiceRole)
    offered_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "role"], name="one_member_per_role_of_a_meeting")]

    def __str__(self) -> str:
        return f"service {self.pk}"
