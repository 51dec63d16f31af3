"""Circles of members of one group who are at a similar point."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.core.encrypted_fields import EncryptedText
from apps.journey.models.milestones import Milestone


class PeerPlace(models.Model):
    """With this milestone one member is in the circles of one group; in which of them is worked out when somebody looks.

    `delay` is by how many percent each bound is passed late.
    """

    class CountsFrom(models.TextChoices):
        BEGINNING = "beginning", _("All my days")
        LAST = "last", _("The days since the last hard one")

    milestone = models.OneToOneField(Milestone, on_delete=models.CASCADE, related_name="peer_place")
    member = models.ForeignKey("groups.Membership", on_delete=models.CASCADE, related_name="+")
    # That somebody counts anew tells that there was a hard day: it is sealed.
    counts_from = EncryptedText(choices=CountsFrom, bound_to=("milestone_id",))
    delay = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member"], name="one_circle_a_member")]

    def __str__(self) -> str:
        return f"place {self.pk}"
