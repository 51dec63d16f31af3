"""Who is asked to own a group, and who looks out for whom in the first days."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from apps.core.public_ids import new_public_id


class OwnershipOffer(models.Model):
    """One member is asked to own the group; without `made_by` because it has no owner any more.

    It is open until it is answered or taken back; accepted, the one who made it owns the group no longer.
    """

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    group = models.ForeignKey("groups.Group", on_delete=models.CASCADE, related_name="ownership_offers")
    made_by = models.ForeignKey("groups.Membership", null=True, on_delete=models.CASCADE, related_name="+")
    to = models.ForeignKey("groups.Membership", on_delete=models.CASCADE, related_name="+")
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["group", "to"], condition=Q(ended_at=None), name="one_open_offer_of_ownership_per_member"
            )
        ]

    def __str__(self) -> str:
        return f"offer {self.public_id}"


class Welcome(models.Model):
    """One greeter looks out for one newcomer; the others know that somebody does."""

    newcomer = models.OneToOneField("groups.Membership", on_delete=models.CASCADE, related_name="welcome")
    greeter = models.ForeignKey("groups.Membership", on_delete=models.CASCADE, related_name="+")
    began_at = models.DateTimeField(default=timezone.now, editable=False)

    def __str__(self) -> str:
        return f"welcome {self.pk}"
