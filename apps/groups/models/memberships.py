"""A membership: the only thing of a person that a group knows."""

from datetime import datetime

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.core.public_ids import new_public_id
from apps.groups.permissions import Role
from apps.groups.querysets import BlockQuerySet, MembershipQuerySet


class EndKind(models.TextChoices):
    LEFT = "left", _("left")
    REMOVED = "removed", _("removed")


class Membership(models.Model):
    """One person in one group, once and for ever: leaving ends it, rejoining reopens it as it was.

    `alias_folded` is the alias as lookalikes see it; it is unique within the group, ended memberships included.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    group = models.ForeignKey("groups.Group", on_delete=models.CASCADE, related_name="memberships")
    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    alias = models.CharField(_("alias"), max_length=40)
    alias_folded = models.CharField(max_length=80, editable=False)
    alias_changed_at = models.DateTimeField(null=True, blank=True)
    roles = ArrayField(models.CharField(max_length=12), default=list, blank=True)
    agreement_version = models.PositiveIntegerField(default=0)
    joined_at = models.DateTimeField(default=timezone.now)
    settled_at = models.DateTimeField(null=True, blank=True, help_text="no longer a newcomer since")
    muted_until = models.DateTimeField(null=True, blank=True)
    suspended_until = models.DateTimeField(null=True, blank=True)
    shows_duty = models.BooleanField(default=False, db_default=False, help_text="the group may see who is on duty")
    ended_at = models.DateTimeField(null=True, blank=True)
    end_kind = models.CharField(max_length=10, choices=EndKind, blank=True)
    # Shown to site safety staff alone, and never a reason to act on anybody.
    invited_by = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="invited")

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "group"], name="one_membership_per_person_and_group"),
            models.UniqueConstraint(fields=["group", "alias_folded"], name="one_member_per_alias"),
        ]

    def __str__(self) -> str:
        return f"membership {self.public_id}"

    @property
    def role_set(self) -> frozenset[Role]:
        """Every role, that of a member included."""
        return frozenset({Role.MEMBER, *(Role(role) for role in self.roles)})

    @property
    def is_active(self) -> bool:
        return self.ended_at is None

    @property
    def is_newcomer(self) -> bool:
        return self.settled_at is None

    def is_muted(self, now: datetime | None = None) -> bool:
        return self.muted_until is not None and self.muted_until > (now or timezone.now())


class KeptApart(models.Model):
    """Two accounts whose memberships meet in no group: asked of site safety staff by one of them, decided by these.

    Unordered: `one` is the account that is older. Who asked, one or both, stands here, for only they can have it ended;
    who decided stands with the case and in the log. It is told to nobody, and ends with either account.
    """

    one = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    one_asked = models.BooleanField(default=False)
    other_asked = models.BooleanField(default=False)
    since = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="two_are_kept_apart_once"),
            models.CheckConstraint(
                condition=models.Q(one_asked=True) | models.Q(other_asked=True), name="kept_apart_because_one_asked"
            ),
            models.CheckConstraint(condition=models.Q(one__lt=models.F("other")), name="kept_apart_in_one_order"),
        ]

    def __str__(self) -> str:
        return f"kept apart {self.pk}"

    def was_asked_by(self, user_id: int) -> bool:
        """Tell whether this one of the two asked for it, and still wants it as far as is known."""
        return self.one_asked if user_id == self.one_id else self.other_asked


class Block(models.Model):
    """Two memberships of one group that do not meet there: mutual, silent, and of no effect elsewhere.

    The member's own choice, or made because the two are `kept_apart` everywhere. Then there is one each way round, each
    of the two stands as somebody who was blocked, and nothing lists it or takes it back in the group.
    """

    blocker = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="blocks_made")
    blocked = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="blocks_met")
    kept_apart = models.ForeignKey(KeptApart, null=True, on_delete=models.CASCADE, related_name="blocks")
    # By the database's clock, as what it hides is dated.
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = BlockQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["blocker", "blocked", "kept_apart"], nulls_distinct=False, name="one_block_per_pair_and_cause"
            ),
            models.CheckConstraint(
                condition=~models.Q(blocker=models.F("blocked")),
                name="nobody_blocks_themself",
            ),
        ]

    def __str__(self) -> str:
        return f"block {self.pk}"


class Mute(models.Model):
    """One member who does not want to meet what another one says in this group: one-way, and told to nobody.

    It takes nothing from the other one. Not being allowed to write is something else: `Membership.muted_until`.
    """

    muter = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="mutes_made")
    muted = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="mutes_met")
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["muter", "muted"], name="one_mute_per_pair"),
            models.CheckConstraint(condition=~models.Q(muter=models.F("muted")), name="nobody_mutes_themself"),
        ]

    def __str__(self) -> str:
        return f"mute {self.pk}"
