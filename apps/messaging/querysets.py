"""Which messages: the one query behind pages, catch-up, search and live frames."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from apps.groups.models import Block
from apps.groups.permissions import GroupAccess, Permission

if TYPE_CHECKING:
    from apps.messaging.models import Message  # noqa: F401 - the base class names it


def is_overseer(access: GroupAccess) -> bool:
    """Tell whether blocks do not hide anybody from this person: they look after the room."""
    return access.can(Permission.HIDE_MESSAGE) or access.can(Permission.HOST_MEETING)


class MessageQuerySet(models.QuerySet["Message"]):
    def visible_to(self, access: GroupAccess) -> Self:
        """Messages this person may see: what waits for a moderator is its author's, a block hides what came after it.

        The caller has checked that the person may read the room at all.
        """
        own = access.membership_id
        found = self
        if not access.can(Permission.HIDE_MESSAGE):
            found = found.exclude(~Q(author_id=own) | Q(author=None), state="held")
        if is_overseer(access):
            return found
        met = Q(blocker_id=own, blocked_id=OuterRef("author_id")) | Q(blocked_id=own, blocker_id=OuterRef("author_id"))
        return found.exclude(Exists(Block.objects.filter(met, created_at__lte=OuterRef("posted_at"))))

    def changed_since(self, change: int) -> Self:
        """What changed after that counter, in the order of change."""
        return self.filter(change__gt=change).order_by("change")

    def with_people(self) -> Self:
        """Load what is needed to show them, in one query."""
        return self.select_related("author", "reply_to", "reply_to__author")

    def last_first(self) -> Self:
        """Newest first; what waits without a number comes before all."""
        return self.order_by(F("number").desc(nulls_first=True), "-pk")
