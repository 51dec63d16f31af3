"""Which meetings: the questions that several places ask."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from apps.groups.models import Block, Membership

if TYPE_CHECKING:
    from apps.accounts.models import User
    from apps.groups.models import Group
    from apps.meetings.models import Meeting  # noqa: F401 - named in a base class


# Planning allows four hours.
LONGEST_MEETING = timedelta(days=1)


def parted_from(user: "User | AnonymousUser | None") -> "models.QuerySet[Block]":
    """Return the blocks between this person and whoever offers a meeting, to be asked of meetings."""
    made = Q(blocker__user_id=(user.pk if user else None) or 0, blocked=OuterRef("series__offered_by"))
    met = Q(blocked__user_id=(user.pk if user else None) or 0, blocker=OuterRef("series__offered_by"))
    return Block.objects.filter(made | met)


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def visible_to(self, user: "User | AnonymousUser | None") -> "MeetingQuerySet":
        """Meetings this person may know of: those of their groups, and what open groups show to everybody.

        A meeting says that certain people are in one place at one time. So strangers see it only where they could
        walk in at once: the group is listed, joining is open, the meeting welcomes newcomers and is on a screen.
        Whoever was removed or is suspended sees nothing. What a member offers is for members alone, and not for those
        they are in a block with, either way round and whoever these are: a moderator reaches it through a case.
        """
        return self._shown_to(user, joining=("open",))

    def announced_to(self, user: "User | AnonymousUser | None") -> "MeetingQuerySet":
        """Meetings whose bare time this person may read on the group's card.

        Beside what is visible, those of listed groups that are asked first: when a group meets helps to decide whether
        to ask. Such a meeting has no page for strangers.
        """
        return self._shown_to(user, joining=("open", "request"))

    def _shown_to(self, user: "User | AnonymousUser | None", *, joining: tuple[str, ...]) -> "MeetingQuerySet":
        own = Membership.objects.filter(user_id=(user.pk if user else None) or 0, group=OuterRef("series__group"))
        barred = own.filter(Q(end_kind="removed") | Q(suspended_until__gt=timezone.now()))
        public = Q(
            series__group__is_listed=True,
            series__group__joining__in=joining,
            series__group__state="active",
            series__is_open_to_newcomers=True,
            series__offered_by=None,
        ) & ~Q(series__format="person")
        meets = Q(series__offered_by=None) | ~Exists(parted_from(user))
        return self.filter((Exists(own.taking_part()) & meets) | (public & ~Exists(barred)))

    def of_groups_of(self, user: "User") -> "MeetingQuerySet":
        """Meetings of the groups this person takes part in."""
        own = Membership.objects.taking_part().filter(user=user, group=OuterRef("series__group"))
        return self.filter(Exists(own))

    def of_group(self, group: "Group") -> "MeetingQuerySet":
        return self.filter(series__group=group)

    def ahead(self, now: datetime | None = None) -> "MeetingQuerySet":
        """Meetings that are neither cancelled nor over, in active groups, the next first."""
        moment = now or timezone.now()
        return self.filter(
            state__in=("planned", "open"),
            # By the index of starts: the first ones are found without a look at all that have been.
            starts_at__gt=moment - LONGEST_MEETING,
            ends_at__gt=moment,
            series__group__state="active",
        ).order_by("starts_at", "pk")

    def with_series(self) -> "MeetingQuerySet":
        return self.select_related("series__group")
