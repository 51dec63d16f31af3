"""Who is asked to own a group, which group is asked to become one with it, and who looks out for whom at first."""

from django.db import models
from django.db.models import F, Q
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


class Merger(models.Model):
    """The owners of one group ask those of another whether the two become one; it is open until it is decided.

    Accepted, the smaller of the two was closed then, and its members were invited to the other.
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        ACCEPTED = "accepted"
        DECLINED = "declined"
        WITHDRAWN = "withdrawn"

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    asking = models.ForeignKey("groups.Group", on_delete=models.CASCADE, related_name="mergers_asked_for")
    asked = models.ForeignKey("groups.Group", on_delete=models.CASCADE, related_name="mergers_to_answer")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["asking"], condition=Q(state="waiting"), name="one_group_asked_to_merge_at_a_time"
            ),
            models.CheckConstraint(condition=~Q(asking=F("asked")), name="no_group_merges_with_itself"),
        ]

    def __str__(self) -> str:
        return f"merger {self.public_id}"


class Welcome(models.Model):
    """One greeter looks out for one newcomer; the others know that somebody does."""

    newcomer = models.OneToOneField("groups.Membership", on_delete=models.CASCADE, related_name="welcome")
    greeter = models.ForeignKey("groups.Membership", on_delete=models.CASCADE, related_name="+")
    began_at = models.DateTimeField(default=timezone.now, editable=False)

    def __str__(self) -> str:
        return f"welcome {self.pk}"
