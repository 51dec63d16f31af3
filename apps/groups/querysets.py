"""Which groups and memberships: the questions that several places ask."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils import timezone

if TYPE_CHECKING:
    from apps.accounts.models import User
    from apps.groups.models import Group, Membership


class GroupQuerySet(models.QuerySet["Group"]):
    def public(self) -> "GroupQuerySet":
        """Groups whose page anyone may read."""
        return self.filter(is_listed=True).exclude(joining="invitation")

    def open_to_find(self, user: "User | None" = None) -> "GroupQuerySet":
        """Public groups that take part in life, without those this person was removed from."""
        found = self.public().filter(state="active")
        if user is None or not user.pk:
            return found
        removed = Q(memberships__user=user, memberships__end_kind="removed")
        return found.exclude(pk__in=self.model.objects.filter(removed).values("pk"))


class MembershipQuerySet(models.QuerySet["Membership"]):
    def active(self) -> "MembershipQuerySet":
        """Members who have neither left nor been removed."""
        return self.filter(ended_at=None)

    def taking_part(self, now: datetime | None = None) -> "MembershipQuerySet":
        """Active members whose place is not suspended."""
        moment = now or timezone.now()
        return self.active().filter(
            Q(suspended_until=None) | Q(suspended_until__lte=moment)
        )
